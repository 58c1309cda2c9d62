/** ThreadMXBean: states, locks and their owners, counts, what a thread holds, deadlocks, CPU time. */
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

public class ThreadInfos {
    static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();
    static final Object HELD = new Object(), WAITED = new Object();
    static final ReentrantLock LOCK = new ReentrantLock();

    static Thread start(String name, Runnable r) {
        Thread t = new Thread(r, name);
        t.setDaemon(true);
        t.start();
        return t;
    }

    static void await(Thread t, Thread.State state) {
        while (t.getState() != state)
            LockSupport.parkNanos(1_000_000);
    }

    static void show(Thread t) {
        ThreadInfo i = BEAN.getThreadInfo(t.getId(), Integer.MAX_VALUE);
        LockInfo lock = i.getLockInfo();
        String top = i.getStackTrace()[0].toString().replaceAll("\\(.*|@[0-9.]+", "");
        System.out.println(i.getThreadName() + " " + i.getThreadState() + " on " + (lock == null ? null : lock.getClassName())
                + " of " + i.getLockOwnerName() + ", blocked " + i.getBlockedCount() + ", waited " + i.getWaitedCount() + " "
                + i.getBlockedTime() + " " + i.isSuspended() + " " + i.isDaemon() + " " + i.getPriority() + " at " + top);
    }

    static synchronized void inMethod() {
        ThreadInfo i = BEAN.getThreadInfo(new long[] {Thread.currentThread().getId()}, true, true)[0];
        for (MonitorInfo m : i.getLockedMonitors())
            if (m.getLockedStackDepth() >= 0 && m.getLockedStackFrame().getMethodName().equals("inMethod"))
                System.out.println("inMethod holds " + m.getClassName());
        System.out.println(i.getLockedSynchronizers().length + " " + i.getLockedSynchronizers()[0].getClassName());
    }

    static void sleep() {
        try {
            Thread.sleep(100_000);
        } catch (InterruptedException e) {
            System.out.println("interrupted");
        }
    }

    static void lockBoth(Object first, Object second) {
        synchronized (first) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            synchronized (second) {
                System.out.println("not reached");
            }
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(Arrays.toString(BEAN.findDeadlockedThreads()) + " " + BEAN.getThreadInfo(123456789L));
        LOCK.lock();
        Thread waiter = start("waiter", () -> {
            synchronized (WAITED) {
                try {
                    WAITED.wait();
                } catch (InterruptedException e) {
                    System.out.println("waiter interrupted");
                }
            }
        });
        Thread parker = start("parker", LOCK::lock);
        Thread sleeper = start("sleeper", ThreadInfos::sleep);
        Thread blocked;
        synchronized (HELD) {
            blocked = start("blocked", () -> {
                synchronized (HELD) {
                    System.out.println("got it");
                }
            });
            await(blocked, Thread.State.BLOCKED);
            await(waiter, Thread.State.WAITING);
            await(parker, Thread.State.WAITING);
            await(sleeper, Thread.State.TIMED_WAITING);
            show(blocked);
            show(waiter);
            show(parker);
            show(sleeper);
            inMethod();
            ThreadInfo me = BEAN.getThreadInfo(new long[] {Thread.currentThread().getId()}, true, false)[0];
            System.out.println(Arrays.stream(me.getLockedMonitors()).anyMatch(m -> m.getIdentityHashCode() == System.identityHashCode(HELD)));
        }
        blocked.join();
        sleeper.interrupt();
        sleeper.join();
        System.out.println(BEAN.getThreadInfo(sleeper.getId()) + " " + BEAN.getThreadCpuTime(sleeper.getId()));

        Object x = new Object(), y = new Object();
        Thread one = start("one", () -> lockBoth(x, y)), two = start("two", () -> lockBoth(y, x));
        await(one, Thread.State.BLOCKED);
        await(two, Thread.State.BLOCKED);
        long[] found = BEAN.findDeadlockedThreads();
        Arrays.sort(found);
        System.out.println(Arrays.equals(found, new long[] {one.getId(), two.getId()}) + " " + BEAN.findMonitorDeadlockedThreads().length);
        System.out.println(BEAN.getThreadInfo(one.getId()).getLockOwnerName());

        long live = Arrays.stream(BEAN.dumpAllThreads(true, true)).filter(i -> i.getThreadName().length() == 3).count();
        System.out.println(live + " " + (BEAN.getPeakThreadCount() >= BEAN.getThreadCount()) + " "
                + (BEAN.getTotalStartedThreadCount() >= BEAN.getPeakThreadCount()));
        long before = BEAN.getCurrentThreadCpuTime(), sum = 0;
        for (int i = 0; i < 3_000_000; i++)
            sum += i ^ (sum >> 3);
        System.out.println((BEAN.getCurrentThreadCpuTime() > before) + " " + (BEAN.getCurrentThreadUserTime() >= 0) + " " + (sum != 0));
    }
}
