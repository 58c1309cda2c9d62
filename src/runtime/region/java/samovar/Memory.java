package samovar;

/**
 * The VM's regions: memory and devices at 64-bit addresses, mapped by the program that embeds the VM
 * ({@code samovar/regions.h}) or by Java with the methods below. Numbers are little-endian and need no
 * alignment. Addresses are unsigned.
 *
 * <p>An access that is not inside one region, that stores to read-only memory, or that a device does not know
 * throws {@link MemoryFault}. An access that always meets the same region costs compiled code one comparison
 * and one move.
 */
public final class Memory {
    private Memory() {}

    public static native byte load8(long address);

    public static native short load16(long address);

    public static native int load32(long address);

    public static native long load64(long address);

    public static native float loadFloat(long address);

    public static native double loadDouble(long address);

    public static native void store8(long address, byte value);

    public static native void store16(long address, short value);

    public static native void store32(long address, int value);

    public static native void store64(long address, long value);

    public static native void storeFloat(long address, float value);

    public static native void storeDouble(long address, double value);

    /** Maps zeroed memory. Regions may not overlap: {@link IllegalArgumentException}. */
    public static native void mapRam(long base, long size);

    /** Maps memory with a copy of these bytes, which stores may not change. */
    public static native void mapRom(long base, byte[] bytes);

    /** Maps a device: loads and stores call it. */
    public static native void mapDevice(long base, long size, Device device);

    /** The region at this base is no more: when the method returns, no thread is using its memory. */
    public static native void unmap(long base);
}
