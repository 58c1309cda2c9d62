/** What the hosts call. */
public class Guest {
    static void hello() {
        System.out.println("Hello from " + Thread.currentThread().getName() + ", property " + System.getProperty("given"));
    }

    static void threads() {
        for (boolean daemon : new boolean[] {false, true}) {
            Thread thread = new Thread(() -> {
                try {
                    Thread.sleep(daemon ? 60_000 : 200);
                } catch (InterruptedException e) {
                    return;
                }
                System.out.println(daemon ? "the daemon was waited for" : "the thread has ended");
            });
            thread.setDaemon(daemon);
            thread.start();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("shutdown hook")));
        System.out.println("threads started");
    }

    static void fail() {
        throw new IllegalStateException("in the guest");
    }

    static void exit() {
        System.out.println("exits");
        System.exit(3);
    }

    static int depth;

    static void down() {
        depth++;
        down();
    }

    static void overflow() {
        for (int i = 0; i < 2; i++) {
            depth = 0;
            try {
                down();
            } catch (StackOverflowError e) {
                System.out.println(depth > 500 ? "overflow caught" : "overflow at " + depth);
            }
        }
    }

    static void garbage() {
        Object[] keep = new Object[1000];
        for (int i = 0; i < 300_000; i++) {
            keep[i % 1000] = new byte[100 + i % 500];
        }
        System.out.println("garbage made");
    }
}
