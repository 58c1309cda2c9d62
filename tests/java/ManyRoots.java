// vm: -Xmx256m
/**
 * Collections with more roots than usual: thousands of threads alive at once, thousands of objects whose finalizers have
 * not run yet, thousands of monitors in use.
 */
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

public class ManyRoots {
    static final AtomicInteger finalized = new AtomicInteger();
    static final CountDownLatch go = new CountDownLatch(1);

    static class Slow {
        @Override
        @SuppressWarnings("removal")
        protected void finalize() throws InterruptedException {
            go.await();
            finalized.incrementAndGet();
        }
    }

    static void drop(int n) {
        for (int i = 0; i < n; i++) {
            new Slow();
        }
    }

    static void nested(Object[] locks, int from) {
        if (from == locks.length) {
            System.gc();
            return;
        }
        synchronized (locks[from]) {
            locks[from].hashCode();
            nested(locks, from + 1);
        }
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch up = new CountDownLatch(3000), down = new CountDownLatch(1);
        Thread[] threads = new Thread[(int) up.getCount()];
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < threads.length; i++) {
            Integer mine = 1000 + i;
            threads[i] = new Thread(null, () -> {
                int[] kept = {mine};
                up.countDown();
                try {
                    down.await();
                } catch (InterruptedException e) {
                    System.out.println(e);
                }
                sum.addAndGet(kept[0]);
            }, "t" + i, 64 << 10);
            threads[i].start();
        }
        up.await();
        System.gc();
        System.out.println(Thread.getAllStackTraces().size() > threads.length);
        down.countDown();
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(sum.get());
        drop(20_000);
        System.gc();
        Thread.sleep(100);
        System.gc();
        System.gc();
        go.countDown();
        for (int i = 0; i < 500 && finalized.get() < 19_000; i++) {
            System.gc();
            Thread.sleep(10);
        }
        System.out.println(finalized.get() >= 19_000);
        Object[] locks = new Object[2000];
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new Object();
        }
        nested(locks, 0);
        System.out.println("nested");
    }
}
