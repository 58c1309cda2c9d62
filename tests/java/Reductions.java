import java.util.Random;
/** Loops that make one number of arrays, of many lengths: sums, products, extremes, bits; int, long and narrow elements. */
public class Reductions {
    static int sum(int[] a) {
        int s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i];
        }
        return s;
    }

    static long lsum(int[] a) {
        long s = 0;
        for (int x : a) {
            s += x;
        }
        return s;
    }

    static long lsum2(long[] a) {
        long s = 3;
        for (long x : a) {
            s += x;
        }
        return s;
    }

    static int dot(int[] a, int[] b) {
        int s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    static int max(int[] a) {
        int s = Integer.MIN_VALUE;
        for (int x : a) {
            s = Math.max(s, x);
        }
        return s;
    }

    static int max2(int[] a) {
        int s = Integer.MIN_VALUE;
        for (int x : a) {
            if (x > s) s = x;
        }
        return s;
    }

    static int min(int[] a) {
        int s = Integer.MAX_VALUE;
        for (int x : a) {
            s = Math.min(x, s);
        }
        return s;
    }

    static int xor(int[] a) {
        int s = 0;
        for (int x : a) {
            s ^= x * 31;
        }
        return s;
    }

    static int bytes(byte[] a) {
        int s = 0;
        for (byte x : a) {
            s += x & 0xff;
        }
        return s;
    }

    static int sbytes(byte[] a) {
        int s = 0;
        for (byte x : a) {
            s += x;
        }
        return s;
    }

    static int chars(char[] a) {
        int s = 0;
        for (char x : a) {
            s += x;
        }
        return s;
    }

    static int shorts(short[] a, short[] b) {
        int s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    static long and(long[] a) {
        long s = -1;
        for (long x : a) {
            s &= x | 1234567;
        }
        return s;
    }

    static int range(int[] a, int from, int to) {
        int s = 0;
        for (int i = from; i <= to; i++) {
            s += a[i + 1] - a[i];
        }
        return s;
    }

    static long all(Random r, int n) {
        int[] a = new int[n], b = new int[n + r.nextInt(3)];
        long[] l = new long[n];
        byte[] y = new byte[n];
        char[] c = new char[n];
        short[] s = new short[n], s2 = new short[n];
        for (int i = 0; i < n; i++) {
            a[i] = r.nextInt();
            b[i] = r.nextInt();
            l[i] = r.nextLong();
            y[i] = (byte) a[i];
            c[i] = (char) a[i];
            s[i] = (short) a[i];
            s2[i] = (short) b[i];
        }
        long[] results = {sum(a), lsum(a), lsum2(l), dot(a, b), max(a), min(a), max2(a), xor(a), bytes(y), sbytes(y), chars(c),
            shorts(s, s2), and(l), n > 10 ? range(a, 2, n - 3) : 0};
        long hash = 0;
        for (long x : results) {
            hash = hash * 31 + x;
        }
        return hash;
    }

    public static void main(String[] args) {
        Random r = new Random(5);
        long hash = 0;
        for (int k = 0; k < 250; k++) {
            hash = hash * 31 + all(r, k % 7 == 0 ? 9000 : r.nextInt(200));
            if (k % 50 == 49) {
                System.out.println(k + " " + hash);
            }
        }
    }
}
