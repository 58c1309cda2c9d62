import java.util.function.IntUnaryOperator;

/**
 * Calls between tiers: every kind of signature, from methods that are called too seldom to be compiled by more than the
 * baseline compiler to ones that are hot; exceptions, deep recursion and locks on the way.
 */
public class TierCalls {
    static int noArgs() {
        return 42;
    }

    static boolean isOdd(int x) {
        return (x & 1) != 0;
    }

    static byte toByte(int x) {
        return (byte) x;
    }

    static char toChar(long x) {
        return (char) x;
    }

    static short toShort(double x) {
        return (short) x;
    }

    static float mixed(int a, float b, long c, double d, byte e, float f) {
        return a + b + c + (float) d + e + f;
    }

    static double eight(double a, double b, double c, double d, double e, double f, double g, double h) {
        return a - b * c + d - e * f + g - h;
    }

    static double nine(double a, double b, double c, double d, double e, double f, double g, double h, double i) {
        return eight(a, b, c, d, e, f, g, h) / i;
    }

    static long six(int a, long b, int c, long d, Object e, int[] f) {
        return a + b * c - d + (e == null ? 1 : 2) + f.length;
    }

    static long seven(long a, int b, long c, int d, long e, int f, long g) {
        return a + b - c + d - e + f - g;
    }

    long receiverAndFive(long a, int b, long c, int d, long e) {
        return a * b - c * d + e;
    }

    long receiverAndSix(long a, int b, long c, int d, long e, String f) {
        return receiverAndFive(a, b, c, d, e) + f.length();
    }

    synchronized float locked(float x) {
        return x + 1;
    }

    static Object identity(Object o) {
        return o;
    }

    static void store(int[] to, int at, long value) {
        to[at] = (int) value;
    }

    static int thrower(int x) {
        if (x % 97 == 0) {
            throw new IllegalStateException("at " + x);
        }
        return 2 * x;
    }

    static int element(int[] a, int i) {
        return a[i];
    }

    static int down(int n) {
        return n == 0 ? 0 : 1 + downToo(n - 1, 1.5, 2L);
    }

    static int downToo(int n, double d, long l) {
        return n == 0 ? 0 : 1 + down(n - 1) + (d > l ? 1 : 0);
    }

    static long endless(long x) {
        return endless(x + 1) + 1;
    }

    /** What calls them: a method for each round, so that the callees are hot and this is not. */
    static long round(TierCalls o, int i) {
        int[] a = new int[3];
        long sum = noArgs() + (isOdd(i) ? 1 : 0) + toByte(i * 7) + toChar(i * 31L) + toShort(i * 1.5);
        sum += (long) mixed(i, 0.5f, 3L, 0.25, (byte) i, 1.5f);
        sum += (long) eight(i, 2, 3, 4, 5, 6, 7, 8) + (long) (1000 * nine(1, 2, 3, 4, 5, 6, 7, 8, i + 1));
        sum += six(i, 2L, 3, 4L, o, a) + seven(1L, 2, 3L, 4, 5L, i, 7L);
        sum += o.receiverAndFive(i, 2, 3L, 4, 5L) + o.receiverAndSix(1L, i, 3L, 4, 5L, "abc");
        sum += (long) o.locked(i);
        store(a, i % 3, sum);
        sum += ((int[]) identity(a))[i % 3];
        try {
            sum += thrower(i);
        } catch (IllegalStateException e) {
            sum += e.getMessage().length();
        }
        try {
            sum += element(a, i % 101 == 0 ? -1 : 1);
        } catch (ArrayIndexOutOfBoundsException e) {
            sum -= 5;
        }
        try {
            sum += ((TierCalls) identity(i % 103 == 0 ? null : o)).receiverAndFive(1, 2, 3, 4, 5);
        } catch (NullPointerException e) {
            sum -= 7;
        }
        return sum;
    }

    static int deepest() {
        try {
            return (int) endless(0);
        } catch (StackOverflowError e) {
            return -1;
        }
    }

    public static void main(String[] args) {
        TierCalls o = new TierCalls();
        IntUnaryOperator twice = x -> down(x) + down(x);
        long sum = 0;
        for (int i = 0; i < 30000; i++) {
            sum = 31 * sum + round(o, i);
            if (i % 5000 == 0) {
                System.out.println(i + " " + sum + " " + down(500) + " " + twice.applyAsInt(40) + " " + deepest());
            }
        }
        System.out.println(sum);
    }
}
