package samovar;

/** What an emulator without regions does: arrays, and a chain of comparisons. Sizes are those of the computer in Emulator. */
public final class Memory {
    private static final byte[] RAM = new byte[0x8000];
    private static byte[] rom;
    private static Device device;

    private Memory() {}

    public static void mapRam(long base, long size) {
        java.util.Arrays.fill(RAM, (byte) 0);
    }

    public static void mapRom(long base, byte[] bytes) {
        rom = bytes.clone();
    }

    public static void mapDevice(long base, long size, Device d) {
        device = d;
    }

    public static byte load8(long address) {
        int at = (int) address;
        if (at < 0x8000) {
            return RAM[at];
        } else if (at >= 0xf000) {
            return rom[at - 0xf000];
        } else if (at >= 0xd000 && at < 0xd010) {
            return (byte) device.load(at - 0xd000, 1);
        }
        throw new IllegalStateException(Integer.toHexString(at));
    }

    public static short load16(long address) {
        return (short) (load8(address) & 255 | load8(address + 1) << 8);
    }

    public static void store8(long address, byte value) {
        int at = (int) address;
        if (at < 0x8000) {
            RAM[at] = value;
        } else if (at >= 0xd000 && at < 0xd010) {
            device.store(at - 0xd000, 1, value);
        } else {
            throw new IllegalStateException(Integer.toHexString(at));
        }
    }
}
