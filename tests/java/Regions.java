import samovar.Device;
import samovar.Memory;
import samovar.MemoryFault;

/** Regions: every width, every fault, what sites do when they meet another region, and unmapping. */
public class Regions {
    static final long RAM = 0x1000, ROM = 0x18000, DEVICE = 0xfff0_0000_0000_0000L;

    static class Counter implements Device {
        long stored, loads;

        @Override
        public long load(long offset, int bytes) {
            loads++;
            if (offset == 8) {
                throw new IllegalStateException("no port " + offset);
            }
            return offset * 1000 + bytes;
        }

        @Override
        public void store(long offset, int bytes, long value) {
            stored += value * bytes;
        }
    }

    interface Action {
        void run();
    }

    static void fails(Action action) {
        try {
            action.run();
            System.out.println("no exception");
        } catch (MemoryFault e) {
            System.out.println(e.getMessage() + ", " + Long.toHexString(e.address()));
        } catch (RuntimeException e) {
            System.out.println(e);
        }
    }

    static int sum(long base, int n) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            s = 31 * s + Memory.load8(base + i);
        }
        return s;
    }

    static void fill(long base, int n) {
        for (int i = 0; i < n; i++) {
            Memory.store8(base + i, (byte) (i * 7));
        }
    }

    static double widths(long base, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            long at = base + i % 61;
            Memory.store16(at, (short) -i);
            sum += Memory.load16(at);
            Memory.store32(at, i * 0x1234567);
            sum += Memory.load32(at) ^ Memory.load8(at + 3);
            Memory.store64(at, ~((long) i << 33));
            sum += Memory.load64(at) >> 20;
            Memory.storeFloat(at, i / 3f);
            sum += Memory.loadFloat(at);
            Memory.storeDouble(at, i / 7d);
            sum += Memory.loadDouble(at);
        }
        return sum;
    }

    static long ports(int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Memory.load16(DEVICE + (i & 6)) + Memory.load64(DEVICE);
            Memory.store32(DEVICE + 4, i);
        }
        return sum;
    }

    static int end(long address) {
        return Memory.load32(address);
    }

    public static void main(String[] args) {
        Memory.mapRam(RAM, 0x10000);
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (255 - i);
        }
        Memory.mapRom(ROM, bytes);
        bytes[0] = 77; // the region has a copy
        Counter counter = new Counter();
        Memory.mapDevice(DEVICE, 16, counter);

        fill(RAM, 0x10000);
        int s = 0;
        for (int i = 0; i < 100; i++) {
            s += sum(RAM, 0x1000);
        }
        System.out.println(s + " " + sum(ROM, 256) + " " + sum(RAM, 100));
        System.out.println(widths(RAM + 1, 50000));
        System.out.println(ports(20000) + " " + counter.loads + " " + counter.stored);
        fails(() -> Memory.load8(DEVICE + 8));

        for (int i = 0; i < 5000; i++) {
            end(RAM + i);
        }
        for (long address : new long[] {0, RAM - 1, RAM + 0x10000, RAM + 0xfffd, -1, Long.MIN_VALUE, ROM + 253}) {
            fails(() -> end(address));
        }
        System.out.println(Integer.toHexString(end(RAM + 0xfffc)) + " " + Integer.toHexString(end(ROM + 252)));
        fails(() -> Memory.store8(ROM, (byte) 1));
        fails(() -> Memory.storeDouble(ROM - 4, 1));
        fails(() -> Memory.store16(5, (short) 1));

        fails(() -> Memory.mapRam(RAM + 0xffff, 1));
        fails(() -> Memory.mapRam(0, RAM + 1));
        fails(() -> Memory.mapRam(-1, 2));
        fails(() -> Memory.mapRam(0, 0));
        fails(() -> Memory.mapRam(0, -5));
        fails(() -> Memory.mapDevice(0, 16, null));
        fails(() -> Memory.mapRom(0, null));
        fails(() -> Memory.unmap(RAM + 1));
        Memory.mapRam(-1, 1);
        Memory.store8(-1, (byte) 5);
        System.out.println(Memory.load8(-1));

        Memory.unmap(RAM);
        fails(() -> sum(RAM, 4));
        Memory.mapRam(RAM, 8);
        fails(() -> System.out.println(sum(RAM, 8)));
        fails(() -> sum(RAM, 9));
    }
}
