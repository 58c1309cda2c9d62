/*
 * What build_tool --run executes in the IR's evaluator: main prints the same lines under java. No method ends in an
 * implicit exception, since those leave for the interpreter.
 */
public class Kernels {
    static int testConstants() {
        return 0x12345678 ^ (int) 0xfedcba9876543210L ^ (short) 40000 ^ (byte) 200 ^ (char) -3;
    }

    static long testLongs() {
        long x = 0x123456789abcdefL, sum = 0;
        for (int i = 0; i < 70; i++)
            sum += (x << i) - (x >> i) ^ (x >>> (i + 3)) * i;
        return sum;
    }

    static double testFloats() {
        double x = 1;
        float f = 0.1f;
        for (int i = 1; i < 50; i++) {
            x = x * 1.25 - i / 3.0;
            f += (float) x % 7;
        }
        return x + f;
    }

    static int testCompare() {
        int n = 0;
        double[] d = {0.0, -0.0, Double.NaN, 1, Double.NEGATIVE_INFINITY};
        for (double a : d)
            for (double b : d)
                n = n * 3 + (a < b ? 1 : 0) + (a <= b ? 2 : 0) + (a > b ? 4 : 0) + (a >= b ? 8 : 0) + (a == b ? 16 : 0);
        return n;
    }

    static int testConversions() {
        double[] d = {1e10, -1e10, 1e20, Double.NaN, 3.99, -3.99};
        long sum = 0;
        for (double x : d)
            sum = sum * 31 + (int) x + (long) x + (int) (float) x + (byte) x + (char) x;
        return (int) (sum ^ sum >>> 32);
    }

    static int testSieve() {
        boolean[] composite = new boolean[1000];
        int n = 0;
        for (int i = 2; i < composite.length; i++) {
            if (composite[i])
                continue;
            n++;
            for (int k = i * 2; k < composite.length; k += i)
                composite[k] = true;
        }
        return n;
    }

    static int testArrays() {
        byte[] b = new byte[10];
        char[] c = new char[10];
        short[] s = new short[10];
        long[] l = new long[10];
        float[] f = {1, 2, 3};
        Object[] o = new Object[3];
        for (int i = 0; i < 10; i++) {
            b[i] = (byte) (i * 50);
            c[i] = (char) (b[i] * 3);
            s[i] = (short) (c[i] + b[i]);
            l[i] = s[i] * 1000000007L;
        }
        o[1] = b;
        int sum = o[0] == null ? 1 : 2;
        for (int i = 0; i < ((byte[]) o[1]).length; i++)
            sum = sum * 31 + b[i] + c[i] + s[i] + (int) l[i] + (int) f[i % 3];
        return sum;
    }

    static int testSwitch() {
        int n = 0;
        for (int i = -3; i < 120; i++) {
            switch (i) {
                case 0: n += 1;
                case 1: n += 2; break;
                case 2:
                case 3: n *= 3; break;
                case 100: n ^= 0x55; break;
                case -2: continue;
                default: n++;
            }
            switch (i * 1000) {
                case 5000: n += 7; break;
                case 7000: n -= 7; break;
                case Integer.MIN_VALUE: n = 0; break;
            }
        }
        return n;
    }

    static class Bad extends RuntimeException {
        final int code;

        Bad(int code) {
            this.code = code;
        }
    }

    static class Worse extends Bad {
        Worse(int code) {
            super(code * 2);
        }
    }

    static int mayThrow(int i) {
        if (i % 3 == 1)
            throw new Bad(i);
        if (i % 5 == 2)
            throw new Worse(i);
        return i;
    }

    static int testExceptions() {
        int n = 0;
        for (int i = 0; i < 40; i++) {
            int k = i;
            try {
                k += mayThrow(i);
                n += k;
            } catch (Worse e) {
                n += 1000 + e.code;
            } catch (Bad e) {
                n ^= e.code + k;
            } finally {
                n = n * 3 + 1;
            }
        }
        return n;
    }

    static int testNested() {
        int n = 0;
        outer:
        for (int i = 0; i < 10; i++) {
            try {
                for (int k = 0; k < 10; k++) {
                    try {
                        if (k == i)
                            continue outer;
                        if (k * i > 30)
                            throw new Bad(k);
                        n += mayThrow(k);
                    } catch (Worse e) {
                        n += e.code;
                        throw e;
                    } finally {
                        n++;
                    }
                }
            } catch (Bad e) {
                n = n * 7 + e.code;
            }
        }
        return n;
    }

    static int testUncaught() {
        try {
            return mayThrow(4);
        } catch (Worse e) {
            return 1;
        } catch (IllegalStateException e) {
            return 2;
        } catch (Throwable e) {
            return 3;
        }
    }

    static abstract class Shape {
        int scale = 3;

        abstract int area(int x);

        int twice(int x) {
            return area(x) * 2 * scale;
        }
    }

    static class Square extends Shape {
        int area(int x) {
            return x * x;
        }
    }

    static final class Strip extends Square {
        Strip next;

        int area(int x) {
            return x * 7 + (next == null ? 0 : next.area(x - 1));
        }
    }

    interface Op {
        int apply(int a, int b);

        default int twice(int a, int b) {
            return apply(apply(a, b), b);
        }
    }

    static class Add implements Op {
        public int apply(int a, int b) {
            return a + b;
        }
    }

    static class Mul implements Op {
        public int apply(int a, int b) {
            return a * b + 1;
        }
    }

    static int testVirtual() {
        Shape[] shapes = {new Square(), new Strip(), new Square()};
        ((Strip) shapes[1]).next = new Strip();
        int n = 0;
        for (int i = 0; i < 30; i++) {
            Shape s = shapes[i % 3];
            n = n * 5 + s.twice(i) + (s instanceof Strip ? 1 : 0);
            s.scale++;
        }
        return n;
    }

    static int testInterface() {
        Op[] ops = {new Add(), new Mul()};
        int n = 1;
        for (int i = 0; i < 30; i++)
            n = ops[i & 1].twice(n, i);
        return n;
    }

    static int counter;

    static synchronized int bump(int by) {
        if (by > 5)
            throw new Bad(by);
        return counter += by;
    }

    static int testLocks() {
        counter = 0;
        Object lock = new Object();
        int n = 0;
        for (int i = 0; i < 10; i++) {
            synchronized (lock) {
                try {
                    n += bump(i);
                    synchronized (ArrayList2.class) {
                        if (i == 3)
                            continue;
                        n++;
                    }
                } catch (Bad e) {
                    n += e.code * 100;
                }
            }
        }
        return n;
    }

    static class ArrayList2 {
        int[] items = new int[2];
        int size;

        void add(int x) {
            if (size == items.length) {
                int[] more = new int[size * 2];
                for (int i = 0; i < size; i++)
                    more[i] = items[i];
                items = more;
            }
            items[size++] = x;
        }
    }

    static int testGrow() {
        ArrayList2 list = new ArrayList2();
        for (int i = 0; i < 100; i++)
            list.add(i * i);
        int n = 0;
        for (int i = list.size - 1; i >= 0; i--)
            n = n * 31 + list.items[i];
        return n;
    }

    static int testBits() {
        int n = 0;
        long m = 0;
        for (int i = -5; i < 40; i++) {
            n += Integer.bitCount(i * 77) + Integer.numberOfLeadingZeros(i) * Integer.numberOfTrailingZeros(i);
            n ^= Integer.rotateLeft(i, 5) + Integer.reverseBytes(i) + Math.abs(i) + Math.max(i, 3) - Math.min(i, n);
            m += Long.rotateRight(i, 7) ^ Long.reverseBytes(i) + Math.multiplyHigh(i * 1234567890123L, -i);
        }
        return n + (int) m + Integer.divideUnsigned(-7, 3) + Float.floatToRawIntBits(-0f) + (int) Math.sqrt(1000);
    }

    static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    static int testRecursion() {
        return fib(15);
    }

    static long testSwap() {
        long a = 1, b = 2, c = 3;
        for (int i = 0; i < 20; i++) {
            long t = a;
            a = b;
            b = c;
            c = t + i;
        }
        return a * 10000 + b * 100 + c;
    }

    static int testCompound() {
        int[][] grid = {{1, 2, 3}, {4, 5, 6}};
        long[] l = {5, 6};
        int i = 0;
        grid[i++][i++] += 7;
        l[--i] <<= grid[0][1]--;
        return grid[0][1] * 1000 + i * 100 + (int) l[1];
    }

    static int testDo() {
        int n = 0, i = 0;
        do {
            if ((i & 3) == 2)
                n += 2;
            else if (i > 17)
                break;
            n = n << 1 | i & 1;
        } while (++i < 25);
        return n;
    }

    public static void main(String[] args) throws Exception {
        for (java.lang.reflect.Method m : Kernels.class.getDeclaredMethods()) {
            if (!m.getName().startsWith("test"))
                continue;
            Object r = m.invoke(null);
            System.out.println(m.getName() + " = " + (r instanceof Double d ? Double.doubleToRawLongBits(d) : r));
        }
    }
}
