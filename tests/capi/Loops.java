import java.util.concurrent.*;
import java.util.concurrent.locks.*;

/** Scripts that run away, in every way that compiled code has for loops, and every way to block that can be interrupted. */
public class Loops {
    static int sink;
    static long longSink;
    static double doubleSink;
    static final int[] array = new int[1 << 20], other = new int[1 << 20];

    // Endless by their bounds, counted, or nearly so: what compilers like to unroll, vectorise, or take polls out of.
    static void counted() {
        for (;;) for (int i = 0; i < Integer.MAX_VALUE; i++) sink += i;
    }
    static void countedLong() {
        for (long i = 0; i < Long.MAX_VALUE; i++) longSink ^= i;
    }
    static void countedDown() {
        for (;;) for (int i = Integer.MAX_VALUE; i > 0; i -= 3) sink ^= i;
    }
    static void floating() {
        double x = 1;
        for (int i = 0; i < Integer.MAX_VALUE; i = i == 1000000 ? 0 : i + 1) x = x * 0.5 + i;
        doubleSink = x;
    }
    static void vectors() {
        for (;;) for (int i = 0; i < array.length; i++) array[i] = other[i] + 3;
    }
    static void nested() {
        for (;;)
            for (int i = 0; i < 100000; i++)
                for (int j = 0; j < 100000; j++)
                    for (int k = 0; k < 100000; k++) sink += i ^ j ^ k;
    }
    static void local() {
        int x = 0;
        while (x < 2) x ^= 1;
        sink = x;
    }
    static void copies() {
        for (;;) System.arraycopy(array, 0, other, 0, array.length);
    }
    static void allocating() {
        for (;;) longSink += new StringBuilder().append(longSink & 7).toString().length();
    }
    static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
    static void recursive() { sink = fibonacci(1000); }
    static int mutual(int n) { return n == 0 ? 0 : mutual2(n - 1); }
    static int mutual2(int n) { return n == 0 ? 1 : mutual(n - 1); }
    static void calls() { for (;;) sink += mutual(100); }
    interface Shape { int area(); }
    static void virtual() {
        Shape[] shapes = {() -> 1, () -> 2, () -> sink & 1};
        for (int i = 0;; i = (i + 1) % 3) sink += shapes[i].area();
    }
    static void streams() {
        for (;;) longSink += java.util.stream.IntStream.range(0, 1000000).filter(i -> i % 3 == 0).mapToLong(i -> i).sum();
    }
    static void exceptions() {
        for (;;)
            try {
                throw new RuntimeException();
            } catch (Throwable t) {
                sink++;
            }
    }
    static void stubborn() {
        for (;;)
            try {
                for (;;) sink++;
            } catch (Throwable t) {
                sink = 0;
            } finally {
                sink++;
            }
    }
    static void hashing() {
        var map = new java.util.HashMap<Integer, Integer>();
        for (int i = 0;; i++) map.merge(i & 1023, 1, Integer::sum);
    }
    static synchronized void locked() { for (;;) synchronized (array) { sink++; } }
    static void regex() { // exponential
        java.util.regex.Pattern.compile("(a|aa)+\\1c").matcher("a".repeat(80)).matches();
    }
    static void natives() { for (;;) sink += nothing(sink); }
    static native int nothing(int i);

    // Blocked.
    static void sleep() throws Exception { Thread.sleep(1000000); }
    static void shortSleeps() throws Exception { for (;;) Thread.sleep(1); }
    static void stubbornSleep() {
        for (;;)
            try {
                Thread.sleep(1000000);
            } catch (InterruptedException e) {
                sink++;
            }
    }
    static void waiting() throws Exception { synchronized (other) { other.wait(); } }
    static void waitingLong() throws Exception { synchronized (other) { other.wait(1000000); } }
    static void parked() { for (;;) LockSupport.park(); }
    static void parkedNanos() { for (;;) LockSupport.parkNanos(1000000000000L); }
    static void queue() throws Exception { new LinkedBlockingQueue<Object>().take(); }
    static void latch() throws Exception { new CountDownLatch(1).await(); }
    static void join() throws Exception {
        Thread t = new Thread(() -> LockSupport.parkNanos(1000000000000L));
        t.setDaemon(true);
        t.start();
        t.join();
    }
    static void future() throws Exception { new CompletableFuture<Object>().get(); }
    static void condition() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            lock.newCondition().await();
        } finally {
            lock.unlock();
        }
    }

    static int fine() { return 1; }
}

/** Null checks: compiled code leaves them to the processor, and the VM's signal handler finds out. */
class Nulls {
    int value;
    static int read(Nulls n) { return n.value; }
    static int count(int rounds) {
        Nulls n = new Nulls();
        int caught = 0;
        for (int i = 0; i < rounds; i++)
            try {
                caught += read(i % 1000 == 0 ? null : n);
            } catch (NullPointerException e) {
                caught++;
            }
        return caught;
    }
}
