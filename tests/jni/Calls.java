/** The Call families: every result and argument type, virtual, non-virtual and static, in three ways each. */
public class Calls {
    static class Base {
        final String name;

        Base(String name, int n, double d) {
            this.name = name + n + d;
        }

        Base() {
            this("plain", 0, 0);
        }

        String who() {
            return "Base";
        }

        boolean getBoolean(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Boolean", z, b, c, s, i, j, f, d, o);
            return z;
        }

        byte getByte(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Byte", z, b, c, s, i, j, f, d, o);
            return b;
        }

        char getChar(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Char", z, b, c, s, i, j, f, d, o);
            return c;
        }

        short getShort(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Short", z, b, c, s, i, j, f, d, o);
            return s;
        }

        int getInt(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Int", z, b, c, s, i, j, f, d, o);
            return i;
        }

        long getLong(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Long", z, b, c, s, i, j, f, d, o);
            return j;
        }

        float getFloat(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Float", z, b, c, s, i, j, f, d, o);
            return f;
        }

        double getDouble(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Double", z, b, c, s, i, j, f, d, o);
            return d;
        }

        Object getObject(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Object", z, b, c, s, i, j, f, d, o);
            return o;
        }

        void getVoid(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            check("Void", z, b, c, s, i, j, f, d, o);
        }

        void check(String what, Object... args) {
            Say.line(who() + "." + what + java.util.Arrays.toString(args));
        }

        private String secret() {
            return "private " + name;
        }
    }

    static class Sub extends Base {
        Sub() {
            super("sub", 1, 2.5);
        }

        @Override
        String who() {
            return "Sub";
        }

        @Override
        int getInt(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
            Say.line("overridden");
            return -i;
        }
    }

    interface Shape {
        int sides();

        default String text() {
            return "sides " + sides();
        }

        static String kind() {
            return "static of an interface";
        }
    }

    static class Square implements Shape {
        public int sides() {
            return 4;
        }
    }

    static boolean staticBoolean(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return !z;
    }

    static byte staticByte(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return (byte) (b + 1);
    }

    static char staticChar(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return (char) (c + 1);
    }

    static short staticShort(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return (short) (s + 1);
    }

    static int staticInt(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return i + 1;
    }

    static long staticLong(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return j + 1;
    }

    static float staticFloat(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return f + 1;
    }

    static double staticDouble(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return d + 1;
    }

    static Object staticObject(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        return o + "!";
    }

    static void staticVoid(boolean z, byte b, char c, short s, int i, long j, float f, double d, Object o) {
        Say.line("staticVoid " + o);
    }

    static double sum(int a, float b, long c, double d, float e, double f, float g, double h, float i, double j, float k,
            double l, int m, int n, int o, long p, int q, short r, byte s, char t, boolean u, double v, float w) {
        return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * n
                + 15 * o + 16 * p + 17 * q + 18 * r + 19 * s + 20 * t + (u ? 21 : 0) + 22 * v + 23 * w;
    }

    static native void families(Base object, Base sub);

    static native void constructors();

    static native void interfaces(Square square);

    static native double manyArguments(int a, float b, long c, double d, float e, double f, float g, double h, float i,
            double j, float k, double l, int m, int n, int o, long p, int q, short r, byte s, char t, boolean u, double v,
            float w);

    static native double callManyArguments();

    static native boolean oddBoolean(int bits);

    static native byte oddByte(int bits);

    static native char oddChar(int bits);

    static native short oddShort(int bits);

    static native float nativeFloat(float f);

    static native double nativeDouble(double d, float f);

    static native Object echo(Object o);

    native String receiver(Object same);

    synchronized native boolean holdsLock();

    static synchronized native boolean holdsClassLock();

    static native int fibonacci(int n);

    static int fibonacciJava(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    public static void main(String[] args) {
        Say.init();
        families(new Base("base", 7, 0.5), new Sub());
        constructors();
        interfaces(new Square());
        double sum = sum(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, (short) 18, (byte) 19, (char) 20, true, 22,
                23);
        System.out.println(sum == manyArguments(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, (short) 18,
                (byte) 19, (char) 20, true, 22, 23));
        System.out.println(sum == callManyArguments());
        System.out.println(manyArguments(-1, -2.5f, Long.MIN_VALUE, -4.25, 5, 6, 7, 8, 9, 10, 11, 12, Integer.MIN_VALUE, -14, 15,
                -16, 17, (short) -18, (byte) -19, '\uffff', false, 22, 23));
        System.out.println(oddBoolean(1) + " " + oddBoolean(2) + " " + oddBoolean(0x100) + " " + oddBoolean(0x7f01));
        System.out.println(oddByte(0x7fffff80) + " " + oddByte(0x17f));
        System.out.println((int) oddChar(0x7fffffff) + " " + (int) oddChar(0x12345));
        System.out.println(oddShort(0x7fff8000) + " " + oddShort(0x12345));
        System.out.println(nativeFloat(1.5f) + " " + nativeFloat(Float.NaN) + " " + nativeDouble(-0.0, 3));
        System.out.println(echo("same") + " " + echo(null) + " " + (echo(args) == args));
        Calls calls = new Calls();
        System.out.println(calls.receiver(calls) + " " + calls.holdsLock() + " " + holdsClassLock());
        System.out.println(Thread.holdsLock(calls) + " " + Thread.holdsLock(Calls.class));
        System.out.println(fibonacci(15));
    }
}
