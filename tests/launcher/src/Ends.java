/** Ends the program in the way its argument names. */
public class Ends {
    public static void main(String[] args) throws Exception {
        String how = args[0];
        switch (how) {
        case "return":
            break;
        case "throw":
            throw new IllegalArgumentException("from main", new RuntimeException("the cause"));
        case "exit":
            System.exit(Integer.parseInt(args[1]));
            break;
        case "halt":
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            Runtime.getRuntime().halt(Integer.parseInt(args[1]));
            break;
        case "hook":
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            System.out.println("main ends");
            break;
        case "hook-exit":
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            System.exit(7);
            break;
        case "thread":
            new Thread(() -> {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                System.out.println("the thread outlives main");
            }).start();
            break;
        case "thread-throws":
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("in a thread");
            }, "worker");
            thread.start();
            thread.join();
            break;
        case "throw-thread":
            new Thread(() -> System.out.println("still runs")).start();
            throw new Exception("checked");
        case "daemon":
            Thread daemon = new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
            daemon.setDaemon(true);
            daemon.start();
            break;
        case "handler":
            Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.out.println("handler: " + t.getName() + " " + e));
            throw new Exception("for the handler");
        case "wait": // for a signal
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            System.out.println("ready");
            Thread.sleep(20_000);
            System.out.println("no signal came");
            break;
        case "lines":
            for (int i = 0; i < 1_000_000 && !System.out.checkError(); i++) {
                System.out.println(i);
            }
            break;
        case "closed":
            System.out.println("to nobody");
            System.exit(System.out.checkError() ? 3 : 4);
            break;
        default:
            throw new AssertionError(how);
        }
    }
}
