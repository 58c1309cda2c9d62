import java.lang.ref.WeakReference;

/** Natives that compiled code calls: registers and stack, references, results, exceptions, stack traces, rebinding. */
public class Compiled {
    static final int ROUNDS = 60000;
    final int base = 7;

    static native long mixed(int a, double b, long c, float d, Object o, byte e, short f, char g, boolean h, int i, double j,
            String k, long l, float m, double n, float p, double q, float r, double s, double t, double u, int[] v);
    static native boolean isOdd(int i);
    static native byte toByte(int i);
    static native char toChar(int i);
    static native short toShort(int i);
    static native float half(float f);
    static native double twice(double d);
    static native void nothing();
    native int plusBase(int i);
    native Object pick(Object a, Object b, int which);
    static native Object weak(WeakReference<?> r, Object o);
    static native String many(int n);
    static native int failing(int i);
    static native int calling(int i);
    static native int rebound(int i);
    static native void rebind(boolean other);
    static native StackTraceElement[] trace(int depth);

    static long runMixed() {
        long sum = 0;
        int[] array = {3};
        for (int i = 0; i < ROUNDS; i++)
            sum += mixed(i, i * 0.5, i * 3L, i, "abc", (byte) i, (short) i, (char) i, (i & 1) == 0, -i, 1.5, i % 3 == 0 ? null : "k",
                    i, 1, 2, 3, 4, 5, 6, 7, 8, array);
        return sum;
    }

    static long runSmall() {
        long sum = 0;
        for (int i = -ROUNDS; i < ROUNDS; i++) {
            sum += isOdd(i) ? 1 : 2;
            sum = sum * 31 + toByte(i) + toChar(i) + toShort(i);
            sum += (long) half(i) + (long) twice(i);
            nothing();
        }
        return sum;
    }

    long runInstance() {
        long sum = 0;
        for (int i = 0; i < ROUNDS; i++) sum += plusBase(i);
        return sum;
    }

    int runPick() {
        int right = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Object a = new int[1], b = "b" + i;
            Object r = pick(a, b, i % 4);
            Object wanted = i % 4 == 0 ? a : i % 4 == 1 ? b : i % 4 == 2 ? null : this;
            if (r == wanted) right++;
        }
        return right;
    }

    static int runWeak() {
        int right = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Object o = new Object();
            if (weak(null, o) == o) right++;
        }
        return right;
    }

    static long runMany() {
        long sum = 0;
        for (int i = 0; i < ROUNDS / 10; i++) sum += many(i % 200).length();
        return sum;
    }

    static int runFailing() {
        int caught = 0, sum = 0;
        for (int i = 0; i < ROUNDS; i++)
            try {
                sum += failing(i);
            } catch (IllegalStateException e) {
                caught++;
                if (!e.getMessage().equals("seven") || !e.getStackTrace()[0].getMethodName().equals("failing")) return -1;
            }
        return caught * 1000000 + sum % 1000000;
    }

    static int back(int i) {
        if (i % 1000 == 999) throw new IllegalArgumentException("back");
        return i + 1;
    }

    static int runCalling() {
        int caught = 0, sum = 0;
        for (int i = 0; i < ROUNDS; i++)
            try {
                sum += calling(i);
            } catch (IllegalArgumentException e) {
                StackTraceElement[] s = e.getStackTrace();
                if (!s[1].getMethodName().equals("calling") || !s[1].isNativeMethod() || !s[2].getMethodName().equals("runCalling"))
                    return -1;
                caught++;
            }
        return caught * 1000000 + sum % 1000000;
    }

    static int runRebound() {
        int sum = 0;
        for (int round = 0; round < 20; round++) {
            rebind(round % 2 == 1);
            for (int i = 0; i < ROUNDS / 10; i++) sum += rebound(i);
        }
        return sum;
    }

    static int deep(int n) {
        return n == 0 ? plain(0) : deep(n - 1) + 1;
    }

    static int plain(int n) {
        StackTraceElement[] s = trace(0);
        return s.length > 2 && s[0].getMethodName().equals("trace") && s[1].getMethodName().equals("plain") ? 0 : -1000;
    }

    static int overflow(int n) {
        return isOdd(n) ? overflow(n + 1) + 1 : overflow(n + 1) - 1;
    }

    static int runOverflow() {
        int caught = 0;
        for (int i = 0; i < 20; i++)
            try {
                overflow(i);
            } catch (StackOverflowError e) {
                caught++;
            }
        return caught;
    }

    public static void main(String[] args) throws Exception {
        System.loadLibrary("jnitest");
        System.out.println("mixed " + runMixed());
        System.out.println("small " + runSmall());
        Compiled c = new Compiled();
        System.out.println("instance " + c.runInstance());
        System.out.println("pick " + c.runPick());
        System.out.println("weak " + runWeak());
        System.out.println("many " + runMany());
        System.out.println("failing " + runFailing());
        System.out.println("calling " + runCalling());
        System.out.println("rebound " + runRebound());
        int traces = 0;
        for (int i = 0; i < 3000; i++) traces += deep(i % 20);
        System.out.println("traces " + traces);
        System.out.println("overflow " + runOverflow());
        Thread[] threads = new Thread[4];
        long[] sums = new long[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int n = i;
            threads[i] = new Thread(() -> sums[n] = runSmall() + runFailing() + runCalling() + new Compiled().runPick());
            threads[i].start();
        }
        System.gc();
        for (Thread t : threads) t.join();
        for (long s : sums) System.out.println("thread " + s);
    }
}
