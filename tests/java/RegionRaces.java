import samovar.Memory;
import samovar.MemoryFault;

/** Threads use a region in compiled code while it comes and goes: each access finds it, or says that it is not there. */
public class RegionRaces {
    static final long BASE = 0x4000;
    static volatile boolean done;

    static long walk(long base, int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            long at = base + i * 8L;
            Memory.store64(at, Memory.load64(at) + 1);
            sum += Memory.load8(at);
        }
        return sum;
    }

    public static void main(String[] args) throws InterruptedException {
        Thread[] threads = new Thread[3];
        int[] found = new int[threads.length], faults = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int me = i;
            threads[i] = new Thread(() -> {
                while (!done) {
                    try {
                        walk(BASE, 4096);
                        found[me]++;
                    } catch (MemoryFault e) {
                        faults[me]++;
                    }
                }
            });
        }
        Memory.mapRam(BASE, 4096 * 8);
        for (Thread t : threads) {
            t.start();
        }
        for (int i = 0; i < 150; i++) {
            Thread.sleep(i < 20 ? 20 : 1);
            Memory.unmap(BASE);
            Thread.sleep(1);
            Memory.mapRam(BASE, 4096 * 8);
        }
        Thread.sleep(20);
        done = true;
        boolean all = true;
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            all &= found[i] > 0 && faults[i] > 0;
        }
        System.out.println(all);
    }
}
