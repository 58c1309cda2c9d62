/** What the programs beside this file call. */
public class Guest {
    static boolean z = true;
    static byte b = -1;
    static char c = 'c';
    static short s = -2;
    static int i = 3;
    static long j = 4;
    static float f = 5.5f;
    static double d = 6.5;
    static String text = "text";
    static volatile int shared;
    static final int CONSTANT = Integer.parseInt("7");
    private int secret = 42;
    Guest next;
    long big;

    Guest() {}
    Guest(int secret) { this.secret = secret; }

    static String all(boolean z, byte b, char c, short s, int i, long j, float f, double d, String l, int[] a) {
        return z + " " + b + " " + c + " " + s + " " + i + " " + j + " " + f + " " + d + " " + l + " " + a.length;
    }
    static boolean notZ(boolean v) { return !v; }
    static byte nextB(byte v) { return (byte) (v + 1); }
    static char nextC(char v) { return (char) (v + 1); }
    static short nextS(short v) { return (short) (v + 1); }
    static int nextI(int v) { return v + 1; }
    static long nextJ(long v) { return v + 1; }
    static float nextF(float v) { return v + 1; }
    static double nextD(double v) { return v + 1; }
    static Object same(Object o) { return o; }
    static void nothing() {}
    private int secret() { return secret; }
    @Override public String toString() { return "Guest " + secret; }
    public static void main(String[] args) { text = args.length + String.join(",", args); }

    static void fail(String message) {
        try {
            throw new IllegalStateException(message);
        } catch (IllegalStateException e) {
            throw new RuntimeException("outer", e);
        }
    }
    static class Unprintable extends RuntimeException {
        @Override public String toString() { throw new RuntimeException("no text"); }
    }
    static void unprintable() { throw new Unprintable(); }
    static class Broken { static int v = 1 / Integer.parseInt("0"); static void touch() {} }
    static int deep(int n) { return deep(n + 1) + 1; }
    static int sum(byte[] bytes) {
        int sum = 0;
        for (byte v : bytes) sum += v;
        return sum;
    }
    static int first(java.nio.ByteBuffer buffer) { buffer.put(1, (byte) 9); return buffer.get(0); }

    // natives
    static native int add(int a, int b);
    static native long wide(boolean z, byte b, char c, short s, int i, long j, float f, double d, String l, int[] a);
    native String describe(String suffix);
    static native void report(Object what);
    static native int unbound();
    static String caught() {
        try {
            report("throw");
            return "nothing thrown";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        } catch (RuntimeException e) {
            return "R " + e.getMessage();
        }
    }
    static int again(int n) { return n == 0 ? 0 : add(n, again(n - 1)); }

    // for interruption
    static volatile int ticks;
    static void forever() { for (;;) {} }
    static void stubborn() {
        for (;;) {
            try {
                for (;;) ticks++;
            } catch (Throwable e) {
                ticks = 0;
            } finally {
                ticks++;
            }
        }
    }
    static void sleep() throws Exception { Thread.sleep(100000); }
    static synchronized void waiting() throws Exception { Guest.class.wait(); }
    static void parked() { for (;;) java.util.concurrent.locks.LockSupport.park(); }
    static void recursive() { for (;;) deepest(0); }
    static int deepest(int n) { return n > 50 ? n : deepest(n + 1); }
    static int fine() { return 1; }
}
