/*
 * Loops whose checks, tests and polls the optimiser takes apart: like Kernels, run by build_tool --run, and by java.
 */
public class LoopKernels {
    static int scaled(int[] a, int n, int c) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            a[i * 4 + c] += i;
            sum = sum * 31 + a[i * 4 + c];
        }
        return sum;
    }

    static int testScaled() {
        int sum = 0;
        for (int n = 0; n < 26; n++)
            sum += scaled(new int[100], n % 26, n < 25 ? 3 : 0);
        return sum;
    }

    static int testPairs() {
        int sum = 0;
        for (int n = 0; n < 40; n += 2) {
            int[] a = new int[n];
            for (int i = 0; i < n; i += 2) {
                a[i] = i * 3;
                a[i + 1] = n - i;
            }
            for (int i = n - 1; i >= 0; i -= 2)
                sum = sum * 31 + a[i] - a[i - 1];
            for (int i = 0; i < n; i += 3)
                sum = sum * 7 + a[i];
        }
        return sum;
    }

    static int testDown() {
        int sum = 0;
        for (int n = 0; n < 30; n++) {
            int[] a = new int[n];
            int k = 0;
            for (int i = n; --i >= 0; k++)
                a[i] = a[n - 1 - i] + k;
            for (int i = n - 1; i > 0; i--)
                a[i] += a[i - 1] * 3;
            for (int i = n - 1; i >= 0; i--)
                sum = sum * 31 + a[i];
        }
        return sum;
    }

    static int testTriangle() {
        int sum = 0;
        for (int n = 0; n < 12; n++) {
            int[][] a = new int[n][];
            for (int i = 0; i < n; i++)
                a[i] = new int[n];
            for (int i = 0; i < n; i++)
                for (int j = i; j < n; j++)
                    a[i][j] = a[j][i] = i * 13 + j;
            for (int i = 0; i < n; i++)
                for (int j = n - 1; j > i; j--)
                    sum = sum * 31 + a[i][j] + a[j][i];
        }
        return sum;
    }

    static int sieve(boolean[] composite, int n) {
        int count = 0;
        for (int i = 2; i <= n; i++)
            composite[i] = false;
        for (int i = 2; i <= n; i++)
            if (!composite[i]) {
                for (int k = i + i; k <= n; k += i)
                    composite[k] = true;
                count++;
            }
        return count;
    }

    static int testSieve() {
        return sieve(new boolean[1001], 1000);
    }

    static int testOverflow() {
        int n = 0;
        for (int i = Integer.MAX_VALUE - 20; i > 0 && i <= Integer.MAX_VALUE; i++)
            n++;
        for (int i = Integer.MAX_VALUE - 22; i < Integer.MAX_VALUE - 2; i += 2)
            n = n * 3 + i;
        for (int i = Integer.MIN_VALUE + 21; i > Integer.MIN_VALUE; i -= 3)
            n = n * 3 + i;
        for (int i = 0; i < 2000000000; i += 400000000)
            n = n * 3 + i;
        return n;
    }

    static double testRelax() {
        int m = 11;
        double[][] g = new double[m][];
        for (int i = 0; i < m; i++) {
            g[i] = new double[m];
            for (int j = 0; j < m; j++)
                g[i][j] = i * 1.5 + j * j;
        }
        for (int p = 0; p < 3; p++)
            for (int i = 1; i < m - 1; i++) {
                double[] here = g[i], above = g[i - 1], below = g[i + 1];
                for (int j = 1; j < m - 1; j++)
                    here[j] = 0.3125 * (above[j] + below[j] + here[j - 1] + here[j + 1]) - 0.25 * here[j];
            }
        double sum = 0;
        for (double[] row : g)
            for (double x : row)
                sum = sum * 0.5 + x;
        return sum;
    }

    static int testExits() {
        int sum = 0;
        int[] a = new int[50];
        for (int i = 0; i < a.length; i++)
            a[i] = i * 7 % 50;
        for (int x = 0; x < 55; x++)
            sum = sum * 3 + find(a, x);
        return sum;
    }

    static int find(int[] a, int x) {
        for (int i = 0; i < a.length; i++)
            if (a[i] == x)
                return i;
        return -1;
    }

    static int testBranches() {
        int sum = 0, odd = 0;
        for (int n = 0; n < 20; n++)
            for (int i = 0; i < n; i++) {
                if ((i & 1) != 0) {
                    odd++;
                    continue;
                }
                switch (i % 5) {
                    case 0: sum += odd; break;
                    case 1: sum ^= i; break;
                    default: sum *= 3;
                }
            }
        return sum;
    }

    static int field;

    static int testFields() {
        int[] a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        field = 0;
        for (int i = 0; i < a.length; i++) {
            field += a[i];
            if (field > 40)
                a[i] = field;
        }
        for (int i = 1; i < a.length; i++)
            a[i] += a[i - 1];
        return field * 1000 + a[10];
    }

    static int testCopies() {
        int[] w = new int[80];
        for (int i = 0; i < 16; i++)
            w[i] = i * 0x01234567;
        for (int t = 16; t < 80; t++) {
            int x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
            w[t] = x << 1 | x >>> 31;
        }
        int a = 1, b = 2, c = 3;
        for (int t = 0; t < 80; t++) {
            int x = (a << 5 | a >>> 27) + (b & c) + w[t];
            c = b;
            b = a;
            a = x;
        }
        return a ^ b ^ c;
    }

    static long testLongs() {
        int[] a = new int[20], b = new int[20], r = new int[40];
        for (int i = 0; i < 20; i++) {
            a[i] = i * 0x9e3779b9;
            b[i] = i * 0x7f4a7c15 + 1;
        }
        for (int i = 0; i < 20; i++) {
            long carry = 0;
            for (int j = 0; j < 20; j++) {
                long p = (a[i] & 0xffffffffL) * (b[j] & 0xffffffffL) + (r[i + j] & 0xffffffffL) + carry;
                r[i + j] = (int) p;
                carry = p >>> 32;
            }
            r[i + 20] = (int) carry;
        }
        long sum = 0;
        for (int x : r)
            sum = sum * 31 + x;
        return sum;
    }

    static class Body {
        double x, v, mass;
    }

    static double testBodies() {
        Body[] bodies = new Body[5];
        for (int i = 0; i < bodies.length; i++) {
            Body b = bodies[i] = new Body();
            b.x = i * i;
            b.v = 1 - i * 0.5;
            b.mass = i + 1;
        }
        for (int step = 0; step < 10; step++) {
            for (int i = 0; i < bodies.length; i++) {
                Body a = bodies[i];
                for (int j = i + 1; j < bodies.length; j++) {
                    Body b = bodies[j];
                    double d = a.x - b.x, m = 0.01 / (d * d * Math.sqrt(d * d + 1));
                    a.v -= d * b.mass * m;
                    b.v += d * a.mass * m;
                }
            }
            for (Body b : bodies)
                b.x += 0.01 * b.v;
        }
        double sum = 0;
        for (Body b : bodies)
            sum = sum * 3 + b.x;
        return sum;
    }

    public static void main(String[] args) throws Exception {
        for (java.lang.reflect.Method m : LoopKernels.class.getDeclaredMethods()) {
            if (!m.getName().startsWith("test"))
                continue;
            Object r = m.invoke(null);
            if (r instanceof Double)
                r = Double.doubleToRawLongBits((Double) r);
            System.out.println(m.getName() + " = " + r);
        }
    }
}
