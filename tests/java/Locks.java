/**
 * Locks: ReentrantLock, conditions, read/write and stamped locks, semaphores, LockSupport, interruptible waits.
 */
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.*;

public class Locks {
    static volatile boolean ready;
    static int shared;

    static Thread run(Runnable r) {
        Thread t = new Thread(r);
        t.start();
        return t;
    }

    public static void main(String[] args) throws Exception {
        ReentrantLock lock = new ReentrantLock(true);
        Condition even = lock.newCondition();
        Condition odd = lock.newCondition();
        StringBuilder log = new StringBuilder();
        int[] turn = {0};
        Thread[] players = new Thread[2];
        for (int p = 0; p < 2; p++) {
            int parity = p;
            players[p] = run(() -> {
                for (int i = 0; i < 20; i++) {
                    lock.lock();
                    try {
                        while (turn[0] % 2 != parity) {
                            (parity == 0 ? even : odd).awaitUninterruptibly();
                        }
                        log.append(parity);
                        turn[0]++;
                        (parity == 0 ? odd : even).signal();
                    } finally {
                        lock.unlock();
                    }
                }
            });
        }
        players[0].join();
        players[1].join();
        System.out.println(log + " " + lock.isLocked() + " " + lock.isFair());
        try {
            lock.unlock();
        } catch (IllegalMonitorStateException e) {
            System.out.println("not the owner");
        }
        lock.lock();
        lock.lock();
        System.out.println(lock.getHoldCount() + " " + (even.awaitNanos(1000) <= 0) + " "
                + lock.isHeldByCurrentThread());
        Thread blocked = run(() -> {
            try {
                lock.lockInterruptibly();
            } catch (InterruptedException e) {
                System.out.println("lockInterruptibly interrupted");
            }
        });
        while (!lock.hasQueuedThread(blocked)) {
            Thread.yield();
        }
        blocked.interrupt();
        blocked.join();
        lock.unlock();
        lock.unlock();
        ReentrantReadWriteLock rw = new ReentrantReadWriteLock();
        Thread[] workers = new Thread[4];
        int[] mismatches = {0};
        int[] pair = {0, 0};
        for (int i = 0; i < 4; i++) {
            boolean writer = i == 0;
            workers[i] = run(() -> {
                for (int k = 0; k < 500; k++) {
                    if (writer) {
                        rw.writeLock().lock();
                        pair[0]++;
                        pair[1]--;
                        rw.writeLock().unlock();
                    } else {
                        rw.readLock().lock();
                        if (pair[0] + pair[1] != 0) {
                            mismatches[0]++;
                        }
                        rw.readLock().unlock();
                    }
                }
            });
        }
        for (Thread w : workers) {
            w.join();
        }
        System.out.println(mismatches[0] + " " + pair[0] + " " + rw.writeLock().tryLock());
        StampedLock stamped = new StampedLock();
        long stamp = stamped.tryOptimisticRead();
        System.out.println(stamped.validate(stamp) + " " + (stamped.writeLock() != 0) + stamped.validate(stamp)
                + stamped.isWriteLocked());
        Semaphore semaphore = new Semaphore(2);
        semaphore.acquire();
        System.out.println(semaphore.tryAcquire() + " " + semaphore.tryAcquire(2, TimeUnit.MILLISECONDS) + " "
                + semaphore.availablePermits());
        Thread parked = run(() -> {
            while (!ready) {
                LockSupport.park(Locks.class);
            }
            shared = 99;
        });
        while (LockSupport.getBlocker(parked) != Locks.class) {
            Thread.yield();
        }
        ready = true;
        LockSupport.unpark(parked);
        parked.join();
        System.out.println(shared);
        LockSupport.unpark(Thread.currentThread());
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
        long start = System.nanoTime();
        LockSupport.parkNanos(5_000_000);
        Thread.currentThread().interrupt();
        LockSupport.park();
        LockSupport.parkUntil(System.currentTimeMillis() + 100000);
        System.out.println(System.nanoTime() - start < 50_000_000_000L && Thread.interrupted());
    }
}
