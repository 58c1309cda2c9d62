import samovar.Memory;

/** Accesses that stay naive, are committed, become variable, and begin anew. */
public class RegionSites {
    static int naive(long at) {
        return Memory.load8(at);
    }

    static int committed(long at) {
        return Memory.load16(at);
    }

    static int rom(long at) {
        return Memory.load32(at);
    }

    static void device(long at) {
        Memory.store8(at, (byte) 1);
    }

    static int variable(long at) {
        return Memory.load8(at + 1);
    }

    static int turns(long at) { // never the same region three times in succession
        return Memory.load8(at + 2);
    }

    static int again(long at) {
        return Memory.load8(at + 3);
    }

    public static void main(String[] args) {
        Memory.mapRam(0x1000, 0x100);
        Memory.mapRom(0x2000, new byte[16]);
        Memory.mapDevice(0x3000, 4, new samovar.Device() {
            @Override
            public long load(long offset, int bytes) {
                return 0;
            }

            @Override
            public void store(long offset, int bytes, long value) {}
        });
        Memory.mapRam(0x4000, 0x100);
        for (int i = 0; i < 2; i++) {
            naive(0x1000);
        }
        for (int i = 0; i < 100; i++) {
            committed(0x1000 + i);
            rom(0x2000 + i % 12);
            device(0x3000);
            variable(i == 90 ? 0x2000 : 0x1000);
            turns(i % 3 == 2 ? 0x2000 : 0x1000);
            again(0x4000);
        }
        Memory.unmap(0x4000);
        Memory.mapRam(0x4000, 8);
        again(0x4000);
    }
}
