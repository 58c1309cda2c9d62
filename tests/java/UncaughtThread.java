// stderr: yes
/**
 * Uncaught exceptions of threads: default report, thread's handler, group, default handler; exit status stays 0.
 */
public class UncaughtThread {
    static void runIn(Thread t) throws InterruptedException {
        t.start();
        t.join();
    }

    public static void main(String[] args) throws Exception {
        runIn(new Thread("worker") {
            @Override
            public void run() {
                throw new IllegalStateException("plain");
            }
        });
        Thread handled = new Thread(() -> {
            throw new IllegalStateException("handled");
        }, "with handler");
        handled.setUncaughtExceptionHandler((t, e) -> System.out.println(t.getName() + ": " + e.getMessage()));
        runIn(handled);
        ThreadGroup group = new ThreadGroup("group") {
            @Override
            public void uncaughtException(Thread t, Throwable e) {
                System.out.println(getName() + "/" + t.getName() + ": " + e);
            }
        };
        runIn(new Thread(group, () -> {
            Object o = "s";
            System.out.println((Integer) o);
        }, "member"));
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> {
            System.out.println("default " + t.getName() + ": " + e.getMessage());
            throw new RuntimeException("ignored");
        });
        runIn(new Thread(() -> {
            throw new Error("error");
        }, "last"));
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.out.println("main's: " + e.getMessage()));
        System.out.println("end of main");
    }
}
