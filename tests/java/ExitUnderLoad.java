// exit: 7
/**
 * System.exit while daemon threads run, allocate, lock, load classes, throw and print: the process ends with its status.
 */
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

public class ExitUnderLoad {
    static volatile Object sink;

    static void daemon(Runnable body) {
        Thread t = new Thread(() -> {
            for (;;) {
                body.run();
            }
        });
        t.setDaemon(true);
        t.start();
    }

    public static void main(String[] args) throws Exception {
        Object lock = new Object();
        long[] n = {0};
        daemon(() -> n[0]++);
        daemon(() -> sink = new byte[1000]);
        daemon(() -> sink = new ArrayList<>(List.of(1, 2, 3)).toString());
        for (int i = 0; i < 3; i++) {
            daemon(() -> {
                synchronized (lock) {
                    Thread.yield();
                }
            });
        }
        daemon(() -> sink = new ClassLoader() { });
        daemon(() -> {
            try {
                throw new Exception();
            } catch (Exception e) {
                sink = e.getStackTrace();
            }
        });
        daemon(() -> LockSupport.parkNanos(10_000));
        daemon(System::gc);
        daemon(() -> {
            Thread t = new Thread(() -> { });
            t.start();
        });
        daemon(() -> sink = Thread.getAllStackTraces());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        Thread.sleep(200);
        for (int i = 0; i < 4; i++) {
            new Thread(() -> System.exit(7)).start();
        }
        Thread.sleep(10_000);
        System.out.println("not reached");
    }
}
