/**
 * Monitors under contention: thin locks that become inflated while held, hashes of locked objects, notify that races with
 * timeouts and interrupts, monitors of objects that die while others are made.
 */
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

public class MonitorTorture {
    static final int THREADS = 8;

    interface Body {
        void run(int me) throws Exception;
    }

    static void parallel(Body body) throws Exception {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int me = i;
            threads[i] = new Thread(() -> {
                try {
                    body.run(me);
                } catch (Throwable e) {
                    e.printStackTrace(System.out);
                }
            });
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
    }

    static class Counter {
        int n;

        synchronized void add() {
            n++;
        }
    }

    static void recursive(Object lock, int depth, Counter c) {
        synchronized (lock) {
            if (depth > 0) {
                recursive(lock, depth - 1, c);
            } else {
                c.n++;
            }
        }
    }

    static void fresh() throws Exception { // every object is contended for a short time only
        Counter[] shared = new Counter[1];
        AtomicInteger[] sum = {new AtomicInteger()};
        shared[0] = new Counter();
        parallel(me -> {
            for (int i = 0; i < 3000; i++) {
                Counter c = shared[0];
                synchronized (c) {
                    if (shared[0] == c && ++c.n == 4) {
                        sum[0].addAndGet(c.n);
                        shared[0] = new Counter();
                    }
                }
            }
        });
        System.out.println("fresh " + (sum[0].get() > 0 && sum[0].get() % 4 == 0));
    }

    static void hashes() throws Exception {
        Object[] objects = new Object[2000];
        int[] first = new int[objects.length];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = new Object();
        }
        AtomicInteger wrong = new AtomicInteger();
        parallel(me -> {
            for (int i = 0; i < objects.length; i++) {
                Object o = objects[i];
                if (me % 2 == 0) {
                    synchronized (o) {
                        int h = System.identityHashCode(o);
                        if (first[i] != 0 && first[i] != h) {
                            wrong.incrementAndGet();
                        }
                        first[i] = h;
                    }
                } else if (o.hashCode() != o.hashCode()) {
                    wrong.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < objects.length; i++) {
            if (objects[i].hashCode() != first[i]) {
                wrong.incrementAndGet();
            }
        }
        System.out.println("hashes wrong " + wrong.get());
    }

    static void waiting() throws Exception {
        Object lock = new Object();
        int[] tokens = {0, 0};
        parallel(me -> {
            for (int i = 0; i < 1000; i++) {
                synchronized (lock) {
                    if (me % 2 == 0) {
                        tokens[0]++;
                        if (i % 3 == 0) {
                            lock.notifyAll();
                        } else {
                            lock.notify();
                        }
                    } else {
                        while (tokens[0] == 0) {
                            lock.wait(ThreadLocalRandom.current().nextInt(3) + 1);
                        }
                        tokens[0]--;
                        tokens[1]++;
                    }
                }
            }
        });
        System.out.println("waiting " + tokens[0] + " " + tokens[1]);
    }

    static void interrupted() throws Exception { // a notify is never swallowed by a thread that is interrupted too
        int lost = 0;
        for (int i = 0; i < 200; i++) {
            Object lock = new Object();
            AtomicInteger notified = new AtomicInteger();
            Thread[] two = new Thread[2];
            int[] up = {0};
            for (int k = 0; k < 2; k++) {
                two[k] = new Thread(() -> {
                    synchronized (lock) {
                        up[0]++;
                        try {
                            lock.wait();
                            notified.incrementAndGet();
                        } catch (InterruptedException e) {
                            // the other one has been notified, or will be
                        }
                    }
                });
                two[k].start();
            }
            for (boolean both = false; !both; ) {
                synchronized (lock) {
                    both = up[0] == 2;
                }
            }
            synchronized (lock) {
                lock.notify();
                two[0].interrupt();
            }
            for (int k = 0; k < 10_000 && notified.get() == 0; k++) {
                Thread.sleep(1);
            }
            if (notified.get() == 0) {
                lost++;
            }
            synchronized (lock) {
                lock.notifyAll();
            }
            two[0].join();
            two[1].join();
        }
        System.out.println("lost " + lost);
    }

    public static void main(String[] args) throws Exception {
        Counter counter = new Counter();
        parallel(me -> {
            for (int i = 0; i < 10_000; i++) {
                counter.add();
            }
        });
        System.out.println("counter " + counter.n);
        Counter deep = new Counter();
        Object lock = new Object();
        parallel(me -> {
            for (int i = 0; i < 20; i++) {
                recursive(lock, 300, deep);
            }
        });
        System.out.println("recursive " + deep.n);
        fresh();
        hashes();
        waiting();
        interrupted();
        Thread collector = new Thread(() -> {
            while (!Thread.interrupted()) {
                System.gc();
            }
        });
        collector.start();
        fresh();
        hashes();
        waiting();
        collector.interrupt();
        collector.join();
        try {
            lock.notify();
        } catch (IllegalMonitorStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
