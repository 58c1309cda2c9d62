import java.util.concurrent.atomic.AtomicLong;

/** Threads that call the methods of Methods for so many seconds: what each argument gives must always be the same. */
public class Torture {
    static final int THREADS = 8, SEEDS = 24;
    static final long STANDSTILL = 500_000_000; /* no run takes so long: the machine stood still, which does not count */

    static long run(long seed) {
        long sum = seed, x = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < 10; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
            try {
                sum = sum * 31 + Methods.call((int) (x >>> 33) % Methods.COUNT, x);
            } catch (Methods.Problem p) {
                sum ^= p.value;
            }
        }
        return sum;
    }

    /** On a stack that is deep already. */
    static long runBelow(long seed, int depth) {
        return depth == 0 ? run(seed) : runBelow(seed, depth - 1) + 1;
    }

    public static void main(String[] args) throws InterruptedException {
        long time = Long.parseLong(args[0]) * 1_000_000_000L;
        long[] expected = new long[SEEDS];
        long all = 0;
        for (int i = 0; i < SEEDS; i++)
            all = all * 31 + (expected[i] = run(i));
        AtomicLong runs = new AtomicLong(), wrong = new AtomicLong();
        Thread[] threads = new Thread[THREADS];
        for (int n = 0; n < THREADS; n++) {
            int first = n;
            threads[n] = new Thread(() -> {
                long left = time;
                for (int i = first; left > 0; i++) {
                    int seed = i % SEEDS, depth = i % 300;
                    long begin = System.nanoTime();
                    if (runBelow(seed, depth) - depth != expected[seed])
                        wrong.incrementAndGet();
                    runs.incrementAndGet();
                    left -= Math.min(System.nanoTime() - begin, STANDSTILL);
                }
            });
            threads[n].start();
        }
        for (Thread t : threads)
            while (t.isAlive())
                t.join(20); /* not for ever: the code that waits is to go, too */
        System.out.println("checksum " + Long.toHexString(all) + ", " + wrong + " wrong");
        System.err.println(runs + " runs");
    }
}
