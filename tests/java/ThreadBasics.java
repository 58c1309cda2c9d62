/** Threads: states, join, names, priorities, daemon flags, groups, thread locals, interrupts, yield, sleep. */
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

public class ThreadBasics {
    static final ThreadLocal<Integer> LOCAL = ThreadLocal.withInitial(() -> 7);
    static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    static void await(Thread t, Thread.State state) throws InterruptedException {
        while (t.getState() != state) {
            Thread.sleep(1);
        }
        System.out.println(t.getName() + " is " + state);
    }

    public static void main(String[] args) throws Exception {
        Thread main = Thread.currentThread();
        System.out.println(main + " " + main.getState() + " " + main.isDaemon() + " " + main.isAlive() + " "
                + main.getThreadGroup().getParent().getName());
        Object lock = new Object();
        CountDownLatch go = new CountDownLatch(1);
        Thread t = new Thread(() -> {
            try {
                go.await();
                synchronized (lock) {
                    lock.wait();
                    lock.wait(100000);
                }
            } catch (InterruptedException e) {
                System.out.println("interrupted: " + e.getMessage() + " flag " + Thread.currentThread()
                        .isInterrupted());
            }
        }, "t");
        System.out.println(t.getState() + " " + t.isAlive());
        t.start();
        await(t, Thread.State.WAITING);
        synchronized (lock) {
            go.countDown();
            await(t, Thread.State.BLOCKED);
        }
        await(t, Thread.State.WAITING);
        synchronized (lock) {
            lock.notify();
        }
        await(t, Thread.State.TIMED_WAITING);
        t.interrupt();
        t.join();
        System.out.println(t.getState() + " " + t.isAlive() + " " + t.getThreadGroup());
        try {
            t.start();
        } catch (IllegalThreadStateException e) {
            System.out.println("no second start");
        }
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(100000);
            } catch (InterruptedException e) {
                System.out.println(e.getMessage());
            }
        }, "sleeper");
        sleeper.setDaemon(true);
        sleeper.setPriority(Thread.MAX_PRIORITY);
        sleeper.start();
        await(sleeper, Thread.State.TIMED_WAITING);
        System.out.println(sleeper + " " + sleeper.isDaemon());
        sleeper.interrupt();
        sleeper.join();
        Thread.currentThread().interrupt();
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            System.out.println("at once, flag " + Thread.interrupted());
        }
        Thread.currentThread().interrupt();
        System.out.println(Thread.interrupted() + " " + Thread.interrupted());
        LOCAL.set(1);
        INHERITED.set("from main");
        Thread child = new Thread(() -> {
            System.out.println(LOCAL.get() + " " + INHERITED.get());
            LOCAL.set(2);
            INHERITED.set("child's");
        });
        child.start();
        child.join();
        System.out.println(LOCAL.get() + " " + INHERITED.get());
        LOCAL.remove();
        System.out.println(LOCAL.get());
        ThreadGroup group = new ThreadGroup("own");
        group.setMaxPriority(3);
        List<Thread> members = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            Thread m = new Thread(group, () -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }, "m" + i);
            m.setPriority(9);
            m.start();
            members.add(m);
        }
        System.out.println(group.activeCount() + " " + members.get(0).getPriority() + " " + Thread.getAllStackTraces()
                .containsKey(members.get(2)));
        await(members.get(1), Thread.State.WAITING);
        StackTraceElement[] stack = members.get(1).getStackTrace();
        System.out.println(stack[stack.length - 1].getMethodName() + " " + (stack.length > 3));
        end.countDown();
        for (Thread m : members) {
            m.join();
        }
        Thread timed = new Thread(() -> {
        });
        timed.start();
        timed.join(10000);
        System.out.println(timed.isAlive() + " " + (timed.getId() > 0) + " " + Thread.holdsLock(lock));
        long before = System.nanoTime();
        Thread.sleep(20);
        System.out.println(System.nanoTime() - before >= 20_000_000L);
    }
}
