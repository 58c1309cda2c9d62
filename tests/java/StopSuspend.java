/**
 * Thread.suspend, resume and stop: of threads that run, sleep, wait, park and hold locks; many times.
 */
import java.util.concurrent.locks.LockSupport;

@SuppressWarnings({"deprecation", "removal"})
public class StopSuspend {
    static volatile long beats;
    static volatile boolean held;

    interface Body {
        void run() throws Exception;
    }

    static void stop(String what, Body body) throws Exception {
        String[] how = {"ended by itself"};
        boolean[] started = {false};
        Thread t = new Thread(() -> {
            try {
                synchronized (started) {
                    started[0] = true;
                    started.notify();
                }
                body.run();
            } catch (ThreadDeath e) {
                how[0] = "stopped";
            } catch (Throwable e) {
                how[0] = e.toString();
            }
        });
        t.start();
        synchronized (started) {
            while (!started[0]) {
                started.wait();
            }
        }
        Thread.sleep(20);
        t.stop();
        t.join();
        System.out.println(what + ": " + how[0] + " " + t.isAlive());
    }

    public static void main(String[] args) throws Exception {
        Object lock = new Object();
        stop("running", () -> {
            for (;;) {
                beats++;
            }
        });
        stop("sleeping", () -> Thread.sleep(20_000));
        stop("waiting", () -> {
            synchronized (lock) {
                lock.wait(20_000);
            }
        });
        stop("holding", () -> {
            synchronized (lock) {
                for (;;) {
                    beats++;
                }
            }
        });
        synchronized (lock) {
            System.out.println("the lock is free");
        }
        stop("parked", () -> {
            for (;;) {
                LockSupport.park();
            }
        });
        Thread unborn = new Thread(() -> System.out.println("ran though stopped"));
        unborn.stop();
        unborn.start();
        unborn.join();

        Thread runner = new Thread(() -> {
            while (!Thread.interrupted()) {
                beats++;
            }
        });
        runner.start();
        long first = beats;
        while (beats == first) {
            Thread.yield();
        }
        for (int i = 0; i < 300; i++) {
            runner.suspend();
            long before = beats;
            if (i % 30 == 0) {
                Thread.sleep(2);
                if (runner.getStackTrace().length == 0) {
                    System.out.println("no stack");
                }
                System.gc();
            }
            if (beats != before) {
                System.out.println("it runs though suspended");
            }
            runner.resume();
            if (i % 30 == 0) {
                while (beats == before) {
                    Thread.yield();
                }
            }
        }
        runner.interrupt();
        runner.join();
        Thread self = new Thread(() -> {
            held = true;
            Thread.currentThread().suspend();
            System.out.println("resumed");
        });
        self.start();
        while (!held) {
            Thread.yield();
        }
        Thread.sleep(20);
        self.resume();
        self.join();
    }
}
