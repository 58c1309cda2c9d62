/**
 * Stacks of other threads: getAllStackTraces and getStackTrace while they wait, block, run, and after they are
 * gone.
 */
import java.util.Map;
import java.util.concurrent.CountDownLatch;

public class ThreadDumps {
    static volatile boolean stop;

    static void outer(Runnable r) {
        inner(r);
    }

    static void inner(Runnable r) {
        r.run();
    }

    static boolean has(StackTraceElement[] stack, String... methods) {
        int at = 0;
        for (StackTraceElement e : stack) {
            if (at < methods.length && e.getMethodName().equals(methods[at])) {
                at++;
            }
        }
        return at == methods.length;
    }

    public static void main(String[] args) throws Exception {
        Object lock = new Object();
        CountDownLatch latch = new CountDownLatch(1);
        Thread waiting = new Thread(() -> outer(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                System.out.println("interrupted");
            }
        }), "waiting");
        Thread blocked = new Thread(() -> outer(() -> {
            synchronized (lock) {
                System.out.println("entered");
            }
        }), "blocked");
        Thread running = new Thread(() -> outer(() -> {
            long n = 0;
            while (!stop) {
                n++;
            }
        }), "running");
        Thread fresh = new Thread(() -> {
        }, "fresh");
        System.out.println(fresh.getStackTrace().length);
        synchronized (lock) {
            waiting.start();
            blocked.start();
            running.start();
            while (waiting.getState() != Thread.State.WAITING || blocked.getState() != Thread.State.BLOCKED
                    || !has(running.getStackTrace(), "inner", "outer")) {
                Thread.sleep(1);
            }
            Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
            System.out.println(has(all.get(waiting), "park", "await", "inner", "outer", "run") + " "
                    + has(all.get(blocked), "inner", "outer") + " " + has(all.get(running), "inner", "outer", "run")
                    + " "
                    + has(all.get(Thread.currentThread()), "getAllStackTraces", "main") + " "
                            + all.containsKey(fresh));
            System.out.println(all.keySet().stream().filter(t -> !t.isDaemon()).map(Thread::getName).sorted()
                    .toList());
            System.out.println(has(blocked.getStackTrace(), "run", "inner", "outer") + " "
                    + blocked.getStackTrace()[0].getMethodName().startsWith("lambda$main$"));
        }
        stop = true;
        latch.countDown();
        for (Thread t : new Thread[] {waiting, blocked, running}) {
            t.join();
        }
        System.out.println(waiting.getStackTrace().length + " " + Thread.getAllStackTraces().containsKey(running));
        // Many threads starting and ending while they are being listed.
        Thread[] churn = new Thread[20];
        int listed = 0;
        for (int i = 0; i < churn.length; i++) {
            churn[i] = new Thread(() -> outer(Thread::yield));
            churn[i].start();
            listed += Thread.getAllStackTraces().size() > 0 ? 1 : 0;
        }
        for (Thread t : churn) {
            t.join();
        }
        System.out.println(listed);
    }
}
