/** Operand stack shuffles: what javac builds from dup, dup_x1, dup_x2, dup2, dup2_x1, dup2_x2, pop, pop2. */
public class StackShapes {
    int i;
    long l;
    double d;
    static int si;
    static long sl;
    byte[] bytes = new byte[2];
    char[] chars = new char[2];
    short[] shorts = new short[2];
    boolean[] flags = new boolean[2];
    int[] ints = new int[4];
    long[] longs = new long[4];
    double[] doubles = new double[4];
    float[] floats = new float[4];
    String[] strings = {"a", "b"};

    static int count;

    static int next() {
        return count++;
    }

    static long nextLong() {
        return 1000L + count++;
    }

    StackShapes self() {
        System.out.print(".");
        return this;
    }

    public static void main(String[] args) {
        StackShapes s = new StackShapes();
        int a = s.i++;
        int b = ++s.self().i;
        long c = s.l++;
        long d = ++s.l;
        double e = s.d++;
        double f = --s.d;
        System.out.println(a + " " + b + " " + c + " " + d + " " + e + " " + f);
        int g = si++ + ++si;
        long h = sl++ + ++sl;
        System.out.println(g + " " + h);
        int x = s.ints[next()]++ + ++s.ints[next()];
        long y = s.longs[next()]++ + ++s.longs[next()];
        double z = s.doubles[1]-- - --s.doubles[2];
        float w = s.floats[3] += 1.5f;
        System.out.println(x + " " + y + " " + z + " " + w + " " + count);
        int i1, i2;
        i1 = i2 = s.i = s.ints[2] = next();
        long l1, l2;
        l1 = l2 = s.l = s.longs[2] = sl = nextLong();
        double d1 = s.d = s.doubles[3] = 2.5;
        System.out.println(i1 + " " + i2 + " " + l1 + " " + l2 + " " + d1 + " " + s.ints[2] + " " + s.longs[2]);
        next();
        nextLong();
        s.self();
        new StackShapes();
        Math.sqrt(2);
        System.out.println(count);
        s.strings[0] += "x" + (s.strings[1] += "y");
        System.out.println(s.strings[0] + " " + s.strings[1]);
        byte by = s.bytes[0] += 200;
        char ch = s.chars[1]--;
        short sh = s.shorts[0] -= 40000;
        boolean fl = s.flags[1] |= true;
        s.flags[0] ^= s.flags[1] & fl;
        System.out.println(by + " " + (int) ch + " " + (int) s.chars[1] + " " + sh + " " + fl + s.flags[0]);
        s.i = 3;
        s.self().i <<= s.self().i;
        s.l >>>= 2;
        s.longs[1] ^= ~0L;
        System.out.println(s.i + " " + s.l + " " + s.longs[1]);
        Integer box = 5;
        int old = box++;
        Long lbox = 7L;
        lbox += old;
        System.out.println(box + " " + old + " " + lbox);
        System.out.println(order(next(), nextLong(), s.d = 9, s.self(), s.ints[0] = 4, "t"));
        System.out.println((s.i > 0 ? s.l : s.i) + " " + (s.i > 100 ? 1 : 2.0) + " " + (true ? 'a' : 0) + " "
                + (s != null ? 'x' : s.i) + " " + (s.i == 0 | s.l == 0 & s.d == 0 ^ true));
    }

    static String order(int a, long b, double c, Object d, int e, String f) {
        return a + " " + b + " " + c + " " + (d != null) + " " + e + f;
    }
}
