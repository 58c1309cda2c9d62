import java.util.Arrays;
import samovar.Device;
import samovar.Memory;
import samovar.MemoryFault;

/** Devices in hot code: every width, what they throw and where it comes from, sites that leave a region and come back. */
public class RegionDevices {
    static final long RAM = 0x1000, DEVICE = 0x9000, OTHER = 0xa000;

    /** Remembers the last value of each port; a port of its own looks at memory. */
    static class Ports implements Device {
        final long[] ports = new long[64];
        long calls;

        @Override
        public long load(long offset, int bytes) {
            calls++;
            if (offset == 40) {
                return Memory.load16(RAM) + bytes;
            }
            if (offset == 48) {
                throw new IllegalStateException("port 48");
            }
            return ports[(int) offset];
        }

        @Override
        public void store(long offset, int bytes, long value) {
            calls++;
            if (offset == 48) {
                throw new UnsupportedOperationException("port 48");
            }
            ports[(int) offset] = value;
        }
    }

    static double widths(long at, int i) {
        Memory.store8(at, (byte) i);
        double sum = Memory.load8(at);
        Memory.store16(at + 1, (short) (i * 77));
        sum += Memory.load16(at + 1);
        Memory.store32(at + 3, -i);
        sum += Memory.load32(at + 3);
        Memory.store64(at + 7, (long) i << 40);
        sum += Memory.load64(at + 7) >> 38;
        Memory.storeFloat(at + 15, i / 3f);
        sum += Memory.loadFloat(at + 15);
        Memory.storeDouble(at + 19, i / 7d);
        return sum + Memory.loadDouble(at + 19);
    }

    static int port(long at) {
        return Memory.load32(at);
    }

    static void set(long at, int value) {
        Memory.store32(at, value);
    }

    static int either(long at, int a, int b) { // operands below the access, results above it
        return a * 3 + (Memory.load8(at) + b) * (a - b) + Memory.load8(at + 1);
    }

    static void thrown(Runnable access) {
        try {
            access.run();
            System.out.println("nothing");
        } catch (MemoryFault | IllegalStateException | UnsupportedOperationException e) {
            StringBuilder where = new StringBuilder();
            for (StackTraceElement f : Arrays.asList(e.getStackTrace()).subList(0, 3)) {
                where.append(' ').append(f.getClassName()).append('.').append(f.getMethodName());
            }
            System.out.println(e.getMessage() + where);
        }
    }

    public static void main(String[] args) {
        Ports ports = new Ports();
        Memory.mapRam(RAM, 0x100);
        Memory.mapDevice(DEVICE, 64, ports);
        Memory.mapDevice(OTHER, 64, new Ports());
        Memory.store16(RAM, (short) 4321);
        double sum = 0;
        for (int i = 0; i < 60000; i++) {
            sum += widths(DEVICE, i);
        }
        System.out.println(sum + " " + ports.calls);
        for (int i = 0; i < 60000; i++) {
            sum += widths(RAM, i); // the sites have been committed to the device
        }
        System.out.println(sum);
        long total = 0;
        for (int i = 0; i < 60000; i++) {
            set(DEVICE + 4, i);
            total += port(DEVICE + 4) + port(DEVICE + 40);
        }
        System.out.println(total + " " + ports.calls);
        thrown(() -> port(DEVICE + 48));
        thrown(() -> set(DEVICE + 48, 1));
        thrown(() -> port(DEVICE + 62));
        thrown(() -> port(0));
        thrown(() -> set(OTHER + 63, 1));
        for (int i = 0; i < 30000; i++) {
            total += either(RAM + i % 200, i, 5);
        }
        System.out.println(total);
        total += either(DEVICE + 8, 1, 2);
        for (int i = 0; i < 30000; i++) {
            total += either(i % 2 == 0 ? RAM : OTHER + 2, i, 7);
        }
        System.out.println(total);
        Memory.unmap(DEVICE);
        thrown(() -> port(DEVICE + 4));
        Memory.mapRam(DEVICE, 64);
        for (int i = 0; i < 30000; i++) {
            set(DEVICE + 4, i);
            total += port(DEVICE + 4);
        }
        System.out.println(total);
        thrown(() -> port(DEVICE + 61));
    }
}
