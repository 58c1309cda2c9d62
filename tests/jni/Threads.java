import java.util.concurrent.atomic.AtomicInteger;

/** Threads made by C that attach themselves, call Java and leave again. */
public class Threads {
    static final AtomicInteger calls = new AtomicInteger();
    static int counter;

    static native void attachOne(String name, boolean daemon, boolean named);

    static native void attachMany(int threads, int times);

    static native void uncaught();

    static native void states();

    static native void contend(Object lock, int threads, int times);


    static native int attachedOverflow();

    static native int forgotten();

    static void inside() {
        Thread t = Thread.currentThread();
        System.out.println(t.getName().replaceAll("Thread-\\d+", "Thread-N") + " daemon " + t.isDaemon() + ", group "
                + t.getThreadGroup().getName() + ", loader " + (t.getContextClassLoader() == ClassLoader.getSystemClassLoader())
                + ", alive " + t.isAlive() + ", priority " + t.getPriority());
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "fresh");
        System.out.println(local.get());
    }

    static void count() {
        calls.incrementAndGet();
        byte[] garbage = new byte[1000];
        garbage[999] = 1;
    }

    static void add() {
        counter++;
    }

    static void fail() {
        throw new IllegalStateException("in an attached thread");
    }

    static int overflow(int n) {
        try {
            return overflow(n + 1) + 1;
        } catch (StackOverflowError e) {
            return 1;
        }
    }

    public static void main(String[] args) throws Exception {
        Say.init();
        attachOne("from C", false, true);
        attachOne("", true, false);
        attachOne("gr\u00fc\u00dfe", true, true);
        attachMany(8, 200);
        System.out.println(calls.get());
        states();
        Object lock = new Object();
        contend(lock, 4, 2000);
        System.out.println(counter);
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.out.println("uncaught in " + t.getName() + ": " + e));
        uncaught();
        System.out.println(attachedOverflow() > 100 ? "overflowed" : "?");
        System.out.println(forgotten() + " did not detach");
        for (int i = 0; i < 5; i++) {
            byte[][] garbage = new byte[100][10_000];
            System.gc();
        }
        attachMany(2, 20);
        Thread[] all = new Thread[20];
        int n = Thread.currentThread().getThreadGroup().enumerate(all);
        System.out.println(all[0].getName());
    }
}
