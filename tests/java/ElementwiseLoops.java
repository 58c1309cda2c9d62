import java.util.Arrays;

/** Loops over elements, one like the other: of all kinds and lengths, with arrays that overlap or are the same. */
public class ElementwiseLoops {
    static void fill(double[] a, double x) { for (int i = 0; i < a.length; i++) a[i] = x; }
    static void fill(byte[] a, byte x) { for (int i = 0; i < a.length; i++) a[i] = x; }
    static void fill(long[] a, long x) { for (int i = 0; i < a.length; i++) a[i] = x; }
    static void fill(float[] a, float x) { for (int i = 0; i < a.length; i++) a[i] = x; }
    static void fill(char[] a, int from, int to, char x) { for (int i = from; i < to; i++) a[i] = x; }
    static void copy(int[] a, int[] b) { for (int i = 0; i < a.length; i++) a[i] = b[i]; }
    static void copyUp(int[] a, int[] b) { for (int i = 1; i < a.length; i++) a[i] = b[i - 1]; }
    static void copyDown(int[] a, int[] b) { for (int i = 1; i < b.length; i++) a[i - 1] = b[i]; }
    static void shiftUp(int[] a) { for (int i = 1; i < a.length; i++) a[i] = a[i - 1]; }
    static void shiftDown(int[] a) { for (int i = 0; i + 1 < a.length; i++) a[i] = a[i + 1]; }
    static void axpy(double s, double[] x, double[] y) { for (int i = 0; i < y.length; i++) y[i] += s * x[i]; }
    static void axpy(float s, float[] x, float[] y) { for (int i = 0; i < y.length; i++) y[i] -= s * x[i]; }
    static void divide(double[] x, double[] y, double[] z) {
        for (int i = 0; i < z.length; i++) z[i] = x[i] / y[i] + Math.sqrt(x[i]);
    }
    static void stencil(float[] to, float[] from) {
        for (int i = 1; i < from.length - 1; i++) to[i] = (from[i - 1] + from[i] + from[i + 1]) / 3f;
    }
    static void ints(int[] a, int[] b, int[] c, int k) { for (int i = 0; i < a.length; i++) a[i] = b[i] * c[i] - (k ^ a[i]); }
    static void bits(int[] a, int[] b) { for (int i = 0; i <= a.length - 1; i++) a[i] = (b[i] << 3) | (a[i] >>> 29); }
    static void shifts(int[] a, int[] b) { for (int i = 0; i < a.length; i++) a[i] = (b[i] >> 5) & (b[i] << 33); }
    static void longs(long[] a, long[] b, long k) { for (int i = 0; i < a.length; i++) a[i] = (a[i] + b[i] ^ k) - (b[i] >>> 7); }
    static void longShift(long[] a) { for (int i = 0; i < a.length; i++) a[i] = a[i] << 60 | a[i] >>> 4; }
    static void longSlow(long[] a, long[] b) { for (int i = 0; i < a.length; i++) a[i] = a[i] * b[i] >> 3; }
    static void bytes(byte[] a, byte[] b) { for (int i = 0; i < a.length; i++) a[i] = (byte) (a[i] + b[i] - 3); }
    static void bytesDown(byte[] a, byte[] b) { for (int i = 0; i < a.length; i++) a[i] = (byte) (a[i] + b[i] >> 1); }
    static void shorts(short[] a, short[] b) { for (int i = 0; i < a.length; i++) a[i] = (short) (a[i] * b[i] << 2); }
    static void chars(char[] a, char[] b) { for (int i = 0; i < a.length; i++) a[i] = (char) (a[i] & b[i] | 0x100); }
    static void window(int[] a, int[] b, int from, int to) { for (int i = from; i < to; i++) a[i] = b[i] + 1; }
    static int twoStores(int[] a, int[] b) {
        int i;
        for (i = 0; i < a.length; i++) { a[i] = i; b[i] = a[i] + 1; }
        return i;
    }
    static int after(int[] a) {
        int i;
        for (i = 3; i < a.length; i++) a[i] = 7;
        return i;
    }

    static int[] someInts(int n, int seed) {
        int[] a = new int[n];
        for (int i = 0; i < n; i++) a[i] = (seed = seed * 1103515245 + 12345) >> 3;
        return a;
    }
    static long[] someLongs(int n, int seed) {
        long[] a = new long[n];
        for (int i = 0; i < n; i++) a[i] = (long) (seed = seed * 1103515245 + 12345) * 0x1234567891L;
        return a;
    }
    static byte[] someBytes(int n, int seed) {
        byte[] a = new byte[n];
        for (int i = 0; i < n; i++) a[i] = (byte) ((seed = seed * 1103515245 + 12345) >> 11);
        return a;
    }
    static short[] someShorts(int n, int seed) {
        short[] a = new short[n];
        for (int i = 0; i < n; i++) a[i] = (short) ((seed = seed * 1103515245 + 12345) >> 9);
        return a;
    }
    static double[] someDoubles(int n, int seed) {
        double[] a = new double[n];
        for (int i = 0; i < n; i++) a[i] = (seed = seed * 1103515245 + 12345) / 65536.0;
        if (n > 5) a[5] = Double.NaN;
        if (n > 9) a[9] = -0.0;
        return a;
    }
    static float[] someFloats(int n, int seed) {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) a[i] = (seed = seed * 1103515245 + 12345) / 777f;
        return a;
    }

    static long round(int n) {
        long h = n;
        double[] d = someDoubles(n, 1), e = someDoubles(n, 2), g = new double[n];
        fill(g, 2.5);
        axpy(1.25, d, e);
        axpy(3, e, e);
        divide(d, e, g);
        h = h * 31 + Arrays.hashCode(e);
        h = h * 31 + Arrays.hashCode(g);
        float[] p = someFloats(n, 3), q = someFloats(n, 4), r = new float[n];
        axpy(0.3f, p, q);
        stencil(r, p);
        stencil(p, p);
        h = h * 31 + Arrays.hashCode(p) * 7 + Arrays.hashCode(q) * 3 + Arrays.hashCode(r);
        fill(r, -0f);
        h = h * 31 + Arrays.hashCode(r);
        int[] a = someInts(n, 5), b = someInts(n, 6), c = someInts(n, 7);
        ints(a, b, c, n);
        bits(b, a);
        shifts(c, a);
        h = h * 31 + Arrays.hashCode(a) + 5 * Arrays.hashCode(b) + 9 * Arrays.hashCode(c);
        copy(a, b);
        copyUp(b, c);
        copyUp(c, c);
        copyDown(a, b);
        copyDown(b, b);
        shiftDown(a);
        shiftUp(c);
        h = h * 31 + Arrays.hashCode(a) + 5 * Arrays.hashCode(b) + 9 * Arrays.hashCode(c);
        h = h * 31 + twoStores(a, b) + after(c) + Arrays.hashCode(a) + Arrays.hashCode(b);
        h = h * 31 + twoStores(a, a) + Arrays.hashCode(a) + Arrays.hashCode(c);
        long[] l = someLongs(n, 8), m = someLongs(n, 9);
        longs(l, m, 0x55aa55aa55L);
        longShift(m);
        h = h * 31 + Arrays.hashCode(l) + Arrays.hashCode(m);
        longSlow(l, m);
        fill(m, 12345678901L);
        h = h * 31 + Arrays.hashCode(l) + Arrays.hashCode(m);
        byte[] x = someBytes(n, 10), y = someBytes(n, 11);
        bytes(x, y);
        bytesDown(y, x);
        h = h * 31 + Arrays.hashCode(x) * 3 + Arrays.hashCode(y);
        fill(x, (byte) -77);
        h = h * 31 + Arrays.hashCode(x);
        short[] s = someShorts(n, 12), t = someShorts(n, 13);
        shorts(s, t);
        h = h * 31 + Arrays.hashCode(s);
        char[] u = new char[n], v = new char[n];
        fill(u, 0, n, 'x');
        fill(v, n / 3, n / 2, '\uffee');
        chars(u, v);
        h = h * 31 + Arrays.hashCode(u) + Arrays.hashCode(v);
        return h;
    }

    static String failing(int[] a, int[] b, int from, int to) {
        String what = "done";
        try {
            window(a, b, from, to);
        } catch (ArrayIndexOutOfBoundsException | NullPointerException e) {
            what = e instanceof NullPointerException ? "null" : e.getMessage();
        }
        return what + " " + Arrays.hashCode(a);
    }

    public static void main(String[] args) {
        long all = 0;
        for (int i = 0; i < 300; i++) {
            for (int n = 0; n < 80; n += 1 + i % 5) all = all * 17 + round(n);
            if (i % 60 == 0) System.out.println(i + " " + all);
        }
        for (int i = 0; i < 2000; i++) all = all * 17 + round(400 + i % 64);
        System.out.println(all);
        int[] a = new int[100], b = someInts(90, 20);
        for (int i = 0; i < 3000; i++) window(a, b, i % 7, 60 + i % 30);
        System.out.println(failing(a, b, 0, 90));
        System.out.println(failing(a, b, 10, 95));
        System.out.println(failing(a, b, -3, 50));
        System.out.println(failing(a, b, 50, -3));
        System.out.println(failing(a, a, 0, 101));
        System.out.println(failing(a, null, 0, 50));
        System.out.println(failing(null, b, 0, 50));
        System.out.println(failing(a, b, Integer.MAX_VALUE - 1, Integer.MAX_VALUE));
        System.out.println(failing(a, b, Integer.MIN_VALUE, Integer.MIN_VALUE + 1));
    }
}
