import java.util.Arrays;
import java.util.Random;

/** java.util.Arrays: equality, hashes, fills and copies of every element type, and their exceptions. */
public class IntrinsicsArrays {
    interface Action {
        Object run();
    }

    static void fails(String what, Action a) {
        try {
            System.out.println(what + ": " + a.run());
        } catch (Throwable t) {
            StackTraceElement top = t.getStackTrace()[0];
            System.out.println(what + ": " + t + " in " + top.getMethodName());
        }
    }

    static void mismatches() {
        long sum = 0;
        Random random = new Random(3);
        for (int n = 0; n < 40; n++)
            for (int at = -1; at < n; at++) {
                byte[] b = new byte[n];
                random.nextBytes(b);
                byte[] b2 = b.clone();
                char[] c = new char[n];
                short[] s = new short[n];
                int[] i = new int[n];
                long[] l = new long[n];
                boolean[] z = new boolean[n];
                float[] f = new float[n];
                double[] d = new double[n];
                for (int k = 0; k < n; k++) {
                    c[k] = (char) b[k];
                    s[k] = b[k];
                    i[k] = b[k] * 77777;
                    l[k] = b[k] * 7777777777L;
                    z[k] = b[k] > 0;
                    f[k] = b[k] / 3f;
                    d[k] = b[k] / 7.0;
                }
                char[] c2 = c.clone();
                short[] s2 = s.clone();
                int[] i2 = i.clone();
                long[] l2 = l.clone();
                boolean[] z2 = z.clone();
                float[] f2 = f.clone();
                double[] d2 = d.clone();
                if (at >= 0) {
                    b2[at]++;
                    c2[at] ^= 0x100;
                    s2[at]--;
                    i2[at] ^= 0x10000;
                    l2[at] ^= 1L << 40;
                    z2[at] ^= true;
                    f2[at] = Float.NaN;
                    d2[at] = -0.0 - d2[at];
                }
                sum = sum * 31 + Arrays.mismatch(b, b2) + Arrays.mismatch(c, c2) * 3 + Arrays.mismatch(s, s2) * 5
                    + Arrays.mismatch(i, i2) * 7 + Arrays.mismatch(l, l2) * 11 + Arrays.mismatch(z, z2) * 13
                    + Arrays.mismatch(f, f2) * 17 + Arrays.mismatch(d, d2) * 19;
                sum = sum * 31 + (Arrays.equals(b, b2) ? 1 : 0) + (Arrays.equals(c, c2) ? 2 : 0) + (Arrays.equals(s, s2) ? 4 : 0)
                    + (Arrays.equals(i, i2) ? 8 : 0) + (Arrays.equals(l, l2) ? 16 : 0) + (Arrays.equals(z, z2) ? 32 : 0)
                    + (Arrays.equals(f, f2) ? 64 : 0) + (Arrays.equals(d, d2) ? 128 : 0);
                sum = sum * 31 + Arrays.compare(b, b2) + Arrays.compare(i, i2) + Arrays.compareUnsigned(b, b2);
                for (int from = 0; from <= n; from += 3)
                    sum = sum * 31 + Arrays.mismatch(b, from, n, b2, from, n) + Arrays.mismatch(i, from, n, i2, 0, n - from);
                sum = sum * 31 + Arrays.hashCode(b2) + Arrays.hashCode(c2) + Arrays.hashCode(s2) + Arrays.hashCode(i2)
                    + Arrays.hashCode(l2) + Arrays.hashCode(z2);
            }
        System.out.println("mismatches " + Long.toHexString(sum));
        System.out.println(Arrays.hashCode((int[]) null) + " " + Arrays.equals((byte[]) null, null)
            + Arrays.equals(new byte[0], null) + Arrays.equals(null, new char[0]) + " " + Arrays.hashCode(new long[] {-1, 1L << 33}));
        float[] nan = {Float.NaN, 0f}, other = {Float.intBitsToFloat(0x7fc00001), -0f};
        System.out.println(Arrays.mismatch(nan, other) + " " + Arrays.equals(nan, nan.clone()));
    }

    static void fills() {
        byte[] b = new byte[20];
        char[] c = new char[20];
        short[] s = new short[20];
        int[] i = new int[20];
        long[] l = new long[20];
        float[] f = new float[20];
        double[] d = new double[20];
        boolean[] z = new boolean[20];
        String[] o = new String[20];
        Arrays.fill(b, (byte) -3);
        Arrays.fill(c, 'x');
        Arrays.fill(s, (short) -30000);
        Arrays.fill(i, 0x12345678);
        Arrays.fill(l, 0x123456789abcdefL);
        Arrays.fill(f, -1.5f);
        Arrays.fill(d, Math.PI);
        Arrays.fill(z, true);
        Arrays.fill(o, "o");
        Arrays.fill(b, 3, 7, (byte) 5);
        Arrays.fill(c, 0, 1, '\uffff');
        Arrays.fill(s, 19, 20, (short) 7);
        Arrays.fill(i, 20, 20, 9);
        Arrays.fill(l, 1, 4, -1L);
        Arrays.fill(f, 2, 3, Float.NaN);
        Arrays.fill(d, 0, 2, -0.0);
        Arrays.fill(z, 5, 9, false);
        Arrays.fill(o, 2, 4, null);
        System.out.println(Arrays.toString(b) + Arrays.toString(c).hashCode() + Arrays.toString(s) + Arrays.toString(i));
        System.out.println(Arrays.toString(l) + Arrays.toString(f) + Arrays.toString(d) + Arrays.toString(z) + Arrays.toString(o));
        fails("fill null", () -> { Arrays.fill((int[]) null, 1); return null; });
        fails("fill range", () -> { Arrays.fill(i, 5, 4, 1); return null; });
        fails("fill from", () -> { Arrays.fill(i, -1, 4, 1); return null; });
        fails("fill to", () -> { Arrays.fill(o, 1, 21, "x"); return null; });
        fails("fill store", () -> { Arrays.fill((Object[]) o, (Object) 1); return null; });
        fails("fill store range", () -> { Arrays.fill((Object[]) o, 3, 5, (Object) 1); return null; });
        fails("fill store none", () -> { Arrays.fill((Object[]) o, 5, 5, (Object) 1); return "ok"; });
        fails("fill empty", () -> { Arrays.fill((Object[]) new String[0], (Object) 1); return "ok"; });
    }

    static void copies() {
        int[] i = {1, 2, 3, 4, 5};
        long[] l = {1, 2, 3};
        String[] o = {"a", "b", "c"};
        Object[] mixed = {"a", 1, null};
        System.out.println(Arrays.toString(Arrays.copyOf(i, 3)) + Arrays.toString(Arrays.copyOf(i, 7)) + Arrays.toString(Arrays.copyOf(i, 0)));
        System.out.println(Arrays.toString(Arrays.copyOfRange(i, 2, 4)) + Arrays.toString(Arrays.copyOfRange(i, 4, 8))
            + Arrays.toString(Arrays.copyOfRange(i, 5, 7)) + Arrays.toString(Arrays.copyOfRange(l, 1, 1)));
        System.out.println(Arrays.toString(Arrays.copyOf(new boolean[] {true}, 2)) + Arrays.toString(Arrays.copyOf(new double[] {1.5}, 2))
            + Arrays.toString(Arrays.copyOf(new byte[] {-1}, 2)) + Arrays.toString(Arrays.copyOfRange(new char[] {'x', 'y'}, 1, 2))
            + Arrays.toString(Arrays.copyOfRange(new short[] {-9}, 0, 3)) + Arrays.toString(Arrays.copyOfRange(new float[] {-9}, 0, 1)));
        System.out.println(Arrays.copyOf(o, 2).getClass() + " " + Arrays.toString(Arrays.copyOf(o, 5)) + Arrays.toString(Arrays.copyOfRange(o, 1, 4)));
        System.out.println(Arrays.copyOf(o, 2, Object[].class).getClass() + " " + Arrays.copyOf(mixed, 1, String[].class).getClass()
            + " " + Arrays.toString(Arrays.copyOf(o, 2, CharSequence[].class)) + Arrays.copyOfRange(o, 1, 3, Comparable[].class).getClass());
        System.out.println(Arrays.copyOf(new int[][] {{1}, {2}}, 3)[1][0] + " " + Arrays.copyOf(new int[][] {{1}}, 1, Object[].class)[0].getClass());
        fails("copy negative", () -> Arrays.copyOf(i, -1));
        fails("copy negative refs", () -> Arrays.copyOf(o, -1));
        fails("copy null", () -> Arrays.copyOf((byte[]) null, 1));
        fails("copy null type", () -> Arrays.copyOf(o, 1, null));
        fails("copy store", () -> Arrays.copyOf(mixed, 3, String[].class));
        fails("range order", () -> Arrays.copyOfRange(i, 3, 2));
        fails("range from", () -> Arrays.copyOfRange(i, 6, 7));
        fails("range negative", () -> Arrays.copyOfRange(i, -1, 2));
        fails("range refs", () -> Arrays.copyOfRange(o, 4, 5));
        fails("range store", () -> Arrays.copyOfRange(mixed, 1, 3, String[].class));
        fails("range overflow", () -> Arrays.copyOfRange(i, -2000000000, 2000000000));
    }

    public static void main(String[] args) {
        mismatches();
        fills();
        copies();
    }
}
