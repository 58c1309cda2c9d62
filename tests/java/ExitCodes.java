// exit: 42
/**
 * Runtime.exit from a nested call: finally blocks do not run, shutdown hooks do, and the status is given back.
 */
public class ExitCodes {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        Thread stuck = new Thread(() -> {
            Object lock = new Object();
            synchronized (lock) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    System.out.println("never");
                }
            }
        });
        stuck.start();
        try {
            System.out.println("exiting");
            System.exit(42);
        } finally {
            System.out.println("never either");
        }
    }
}
