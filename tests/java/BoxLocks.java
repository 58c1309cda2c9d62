import java.util.IdentityHashMap;

/** Monitors and identity hash codes of boxes, whose objects have no room for a lock word. */
@SuppressWarnings("removal")
public class BoxLocks {
    static final Long shared = 1L << 40;
    static final Double sharedDouble = 2.5;
    static int count;

    static void enterMany(int n) {
        for (int i = 0; i < n; i++)
            synchronized (shared) {
                synchronized (sharedDouble) {
                    synchronized (shared) {
                        count++;
                    }
                }
            }
    }

    static int lockAny(Object o) {
        synchronized (o) {
            return o.hashCode();
        }
    }

    static void threads() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> enterMany(20000));
            threads[i].start();
        }
        for (Thread t : threads)
            t.join();
        System.out.println("entered " + count + " times, values " + shared + " " + sharedDouble);
    }

    static void waiting() throws InterruptedException {
        boolean[] told = new boolean[1];
        Thread waiter = new Thread(() -> {
            synchronized (shared) {
                while (!told[0])
                    try {
                        shared.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
            }
        });
        waiter.start();
        synchronized (shared) {
            told[0] = true;
            shared.notifyAll();
        }
        waiter.join();
        try {
            shared.notify();
            System.out.println("notify without the lock");
        } catch (IllegalMonitorStateException e) {
            System.out.println(e.getMessage());
        }
        System.out.println("holds " + Thread.holdsLock(shared));
        synchronized (shared) {
            System.out.println("holds " + Thread.holdsLock(shared) + " " + Thread.holdsLock(sharedDouble));
        }
    }

    /** Hash codes stay, also while the monitors of dead boxes go to others. */
    static void identities() {
        IdentityHashMap<Object, Integer> codes = new IdentityHashMap<>();
        for (int i = 0; i < 5000; i++) {
            Object box = i % 2 == 0 ? (Object) new Long(i) : new Double(i);
            codes.put(box, System.identityHashCode(box));
        }
        long seen = 0;
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 3000; i++)
                seen += System.identityHashCode(new Long(i)) != 0 ? 1 : 0;
            System.gc();
            codes.forEach((box, code) -> {
                if (System.identityHashCode(box) != code)
                    System.out.println("the hash code of " + box + " changed");
            });
        }
        System.out.println(codes.size() + " boxes, " + seen + " others");
    }

    /** One method locks objects of all kinds. */
    static void kinds() {
        Object[] objects = {1L << 33, 0.5, 0L, -0.0, "text", "more", 1 << 20, 7, 'c', 0L, 0.0, Long.MIN_VALUE};
        long sum = 0;
        for (int i = 0; i < 60000; i++)
            sum += lockAny(objects[i % objects.length]);
        System.out.println("sum " + sum + ", values " + objects[0] + " " + objects[1] + " " + objects[2] + " " + objects[11]);
    }

    public static void main(String[] args) throws InterruptedException {
        threads();
        waiting();
        identities();
        kinds();
    }
}
