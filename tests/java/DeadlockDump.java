/**
 * SIGQUIT's thread dump of a program with two deadlocks, one of monitors and one of ReentrantLocks: who waits for what,
 * which frame holds which lock, and the report. The dump is taken of a second VM.
 */
import java.io.BufferedReader;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

public class DeadlockDump {
    static class Left {
        synchronized void enter(Right other) throws InterruptedException {
            all.countDown();
            all.await();
            other.pass();
        }

        synchronized void pass() {
        }
    }

    static class Right {
        void enter(Left other) throws InterruptedException {
            synchronized (this) {
                all.countDown();
                all.await();
                other.pass();
            }
        }

        void pass() {
            synchronized (this) { System.out.println("not reached"); } // one line: HotSpot names the one after the lock
        }
    }

    static final CountDownLatch all = new CountDownLatch(4);

    interface Body {
        void run() throws InterruptedException;
    }

    static void start(String name, Body body) {
        Thread t = new Thread(() -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                System.out.println(e);
            }
        }, name);
        t.setDaemon(true);
        t.start();
    }

    static void lockBoth(ReentrantLock first, ReentrantLock second) throws InterruptedException {
        first.lock();
        all.countDown();
        all.await();
        second.lock();
    }

    static void deadlock() throws Exception {
        Left left = new Left();
        Right right = new Right();
        ReentrantLock red = new ReentrantLock(), blue = new ReentrantLock();
        start("left", () -> left.enter(right));
        start("right", () -> right.enter(left));
        start("red", () -> lockBoth(red, blue));
        start("blue", () -> lockBoth(blue, red));
        all.await();
        Thread.sleep(300);
        System.out.println("ready");
        Thread.sleep(20_000);
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            deadlock();
            return;
        }
        String vm = ProcessHandle.current().info().command().get();
        Process p = new ProcessBuilder(vm, "-cp", System.getProperty("java.class.path"), "DeadlockDump", "child")
                .redirectErrorStream(true).start();
        BufferedReader out = p.inputReader();
        System.out.println(out.readLine());
        new ProcessBuilder("kill", "-QUIT", "" + p.pid()).start().waitFor();
        String section = null;
        boolean report = false;
        for (String line; (line = out.readLine()) != null && !line.startsWith("Heap");) {
            if (line.startsWith("Found ")) {
                report = true;
                System.out.println(line);
            } else if (line.startsWith("\"")) {
                String name = line.substring(1, line.indexOf('"', 1));
                section = List.of("left", "right", "red", "blue").contains(name) ? name : null;
                if (section != null && !report) {
                    System.out.println(name + (line.contains(" daemon ") ? " daemon" : "")
                            + (line.contains("waiting for monitor entry") ? ", waiting for monitor entry" : ""));
                }
            } else if (section != null && !report && (line.startsWith("   java") || line.startsWith("\t- ")
                    || line.contains("DeadlockDump.java"))) {
                System.out.println(line.replaceAll("<0x[0-9a-f]+>", "<...>").replaceAll("Lambda.*", "Lambda"));
            }
            if (line.matches("Found \\d deadlocks?\\.")) {
                break;
            }
        }
        p.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
