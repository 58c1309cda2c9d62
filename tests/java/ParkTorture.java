/**
 * No wake-up is lost: park and unpark, interrupts of parked, sleeping and waiting threads, timeouts that race with them.
 */
import java.util.concurrent.Exchanger;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

public class ParkTorture {
    static final AtomicInteger turn = new AtomicInteger();

    static void ring(int members, int rounds) throws Exception {
        Thread[] threads = new Thread[members];
        for (int i = 0; i < members; i++) {
            int me = i;
            threads[i] = new Thread(() -> {
                for (int r = 0; r < rounds; r++) {
                    while (turn.get() % members != me) {
                        LockSupport.park();
                    }
                    turn.incrementAndGet();
                    LockSupport.unpark(threads[(me + 1) % members]);
                }
            });
        }
        for (Thread t : threads) {
            t.start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println("ring " + turn.get());
    }

    interface Nap {
        void take() throws InterruptedException;
    }

    static void interrupts(String what, int rounds, Nap nap) throws Exception {
        AtomicInteger woken = new AtomicInteger();
        Thread t = new Thread(() -> {
            for (int r = 0; r < rounds; r++) {
                try {
                    do {
                        nap.take();
                    } while (!Thread.interrupted());
                } catch (InterruptedException e) {
                    // as good
                }
                woken.incrementAndGet();
            }
        });
        t.start();
        for (int r = 0; r < rounds; r++) {
            t.interrupt();
            while (woken.get() == r) {
                Thread.yield();
            }
        }
        t.join();
        System.out.println(what + " " + woken.get());
    }

    static void timeouts(int rounds) throws Exception {
        Thread main = Thread.currentThread();
        Thread t = new Thread(() -> {
            for (int r = 0; r < rounds; r++) {
                LockSupport.unpark(main);
                LockSupport.parkNanos(50_000);
            }
        });
        t.start();
        int n = 0;
        while (t.isAlive()) {
            LockSupport.parkNanos(main, 20_000);
            LockSupport.unpark(t);
            LockSupport.parkUntil(System.currentTimeMillis() + 1);
            n++;
        }
        System.out.println("timeouts " + (n > 0));
    }

    public static void main(String[] args) throws Exception {
        ring(8, 2000);
        Object lock = new Object();
        interrupts("park", 2000, LockSupport::park);
        interrupts("park with a limit", 2000, () -> LockSupport.parkNanos(10_000_000_000L));
        interrupts("sleep", 2000, () -> Thread.sleep(10_000));
        interrupts("wait", 2000, () -> {
            synchronized (lock) {
                lock.wait();
            }
        });
        interrupts("wait with a limit", 2000, () -> {
            synchronized (lock) {
                lock.wait(10_000);
            }
        });
        interrupts("join", 500, () -> Thread.currentThread().join());
        timeouts(2000);
        SynchronousQueue<Integer> q = new SynchronousQueue<>();
        Thread producer = new Thread(() -> {
            try {
                for (int i = 0; i < 5000; i++) {
                    q.put(i);
                }
            } catch (InterruptedException e) {
                System.out.println(e);
            }
        });
        producer.start();
        long sum = 0;
        for (int i = 0; i < 5000; i++) {
            sum += q.take();
        }
        System.out.println("queue " + sum);
        Exchanger<Integer> exchanger = new Exchanger<>();
        Thread other = new Thread(() -> {
            try {
                for (int i = 0; i < 2000; i++) {
                    exchanger.exchange(i);
                }
            } catch (InterruptedException e) {
                System.out.println(e);
            }
        });
        other.start();
        sum = 0;
        for (int i = 0; i < 2000; i++) {
            sum += exchanger.exchange(-1);
        }
        System.out.println("exchanged " + sum);
    }
}
