/**
 * Monitors: recursion, contention, wait and notifyAll, timed wait, synchronized methods, release on exceptions.
 */
public class Monitors {
    static int counter;
    int own;

    static synchronized void staticAdd() {
        counter++;
    }

    synchronized void add() {
        own++;
        if (own % 3 == 0) {
            nested();
        }
    }

    synchronized void nested() {
        synchronized (this) {
            own += 0;
        }
    }

    synchronized void fail() {
        throw new IllegalStateException("thrown holding the lock");
    }

    static class Bounded {
        private final int[] items = new int[4];
        private int head, size;

        synchronized void put(int v) throws InterruptedException {
            while (size == items.length) {
                wait();
            }
            items[(head + size++) % items.length] = v;
            notifyAll();
        }

        synchronized int take() throws InterruptedException {
            while (size == 0) {
                wait();
            }
            int v = items[head];
            head = (head + 1) % items.length;
            size--;
            notifyAll();
            return v;
        }
    }

    static Thread[] start(int n, Runnable r) {
        Thread[] threads = new Thread[n];
        for (int i = 0; i < n; i++) {
            threads[i] = new Thread(r);
            threads[i].start();
        }
        return threads;
    }

    static void join(Thread[] threads) throws InterruptedException {
        for (Thread t : threads) {
            t.join();
        }
    }

    public static void main(String[] args) throws Exception {
        Monitors m = new Monitors();
        int[] plain = {0};
        join(start(4, () -> {
            for (int i = 0; i < 5000; i++) {
                staticAdd();
                m.add();
                synchronized (plain) {
                    plain[0]++;
                }
            }
        }));
        System.out.println(counter + " " + m.own + " " + plain[0]);
        Bounded queue = new Bounded();
        long[] sums = new long[2];
        Thread[] producers = start(2, () -> {
            try {
                for (int i = 1; i <= 1000; i++) {
                    queue.put(i);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread[] consumers = new Thread[2];
        for (int c = 0; c < 2; c++) {
            int at = c;
            consumers[c] = new Thread(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        sums[at] += queue.take();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            consumers[c].start();
        }
        join(producers);
        join(consumers);
        System.out.println(sums[0] + sums[1]);
        try {
            m.fail();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage() + ", held " + Thread.holdsLock(m));
        }
        Object lock = new Object();
        int hash = System.identityHashCode(lock);
        synchronized (lock) {
            synchronized (lock) {
                long start = System.nanoTime();
                lock.wait(15);
                System.out.println(System.nanoTime() - start >= 14_000_000 && Thread.holdsLock(lock));
            }
            System.out.println(Thread.holdsLock(lock) + " " + (hash == System.identityHashCode(lock)));
        }
        System.out.println(Thread.holdsLock(lock) + " " + (hash == lock.hashCode()));
        try {
            lock.wait(-1);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        int[] woken = {0};
        Thread[] waiters = start(5, () -> {
            synchronized (lock) {
                try {
                    lock.wait();
                    woken[0]++;
                } catch (InterruptedException e) {
                    woken[0] += 100;
                }
            }
        });
        for (Thread t : waiters) {
            while (t.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
        synchronized (lock) {
            lock.notify();
            lock.notify();
        }
        waiters[4].interrupt();
        while (true) {
            synchronized (lock) {
                if (woken[0] >= 2) {
                    break;
                }
            }
            Thread.sleep(1);
        }
        synchronized (lock) {
            lock.notifyAll();
        }
        join(waiters);
        System.out.println(woken[0] == 5 || woken[0] == 104);
        Thread holder = new Thread(() -> {
            synchronized (Monitors.class) {
                synchronized (lock) {
                    throw new ThreadDeath();
                }
            }
        });
        holder.start();
        holder.join();
        synchronized (Monitors.class) {
            synchronized (lock) {
                System.out.println("released by the dead");
            }
        }
    }
}
