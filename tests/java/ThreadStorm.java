/**
 * Many threads: 10,000 that start and end, hundreds alive at once, threads that start threads, and one that lists them all.
 */
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

public class ThreadStorm {
    static final AtomicInteger ran = new AtomicInteger();

    static void waves(int waves, int size) throws InterruptedException {
        Thread[] threads = new Thread[size];
        for (int w = 0; w < waves; w++) {
            for (int i = 0; i < size; i++) {
                threads[i] = new Thread(ran::incrementAndGet);
                threads[i].start();
            }
            for (Thread t : threads) {
                t.join();
            }
        }
    }

    static void tree(int depth) {
        ran.incrementAndGet();
        if (depth == 0) {
            return;
        }
        Thread left = new Thread(() -> tree(depth - 1)), right = new Thread(() -> tree(depth - 1));
        left.start();
        right.start();
        try {
            left.join();
            right.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static void main(String[] args) throws Exception {
        Thread lister = new Thread(() -> {
            while (!Thread.interrupted()) {
                if (Thread.getAllStackTraces().isEmpty()) {
                    System.out.println("nobody is alive");
                }
            }
        });
        waves(90, 100);
        lister.start();
        waves(10, 100);
        lister.interrupt();
        lister.join();
        System.out.println(ran.getAndSet(0));
        tree(8);
        System.out.println(ran.getAndSet(0));
        CountDownLatch up = new CountDownLatch(500), down = new CountDownLatch(1);
        Thread[] alive = new Thread[500];
        for (int i = 0; i < alive.length; i++) {
            alive[i] = new Thread(null, () -> {
                up.countDown();
                try {
                    down.await();
                } catch (InterruptedException e) {
                    ran.incrementAndGet();
                }
            }, "t" + i, 64 << 10);
            alive[i].start();
        }
        up.await();
        for (int i = 0; i < alive.length; i += 2) {
            alive[i].interrupt();
        }
        for (int i = 0; i < alive.length; i += 2) {
            alive[i].join();
        }
        down.countDown();
        for (Thread t : alive) {
            t.join();
        }
        System.out.println(ran.get() + " interrupted");
        System.gc();
    }
}
