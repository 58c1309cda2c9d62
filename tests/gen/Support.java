import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * What generated programs use: inputs, hashes of results, and a main method that runs many of them in one process:
 * {@code java Support FIRST COUNT} or {@code java Support NAME}.
 */
public final class Support {
    /** Thrown by generated programs themselves. */
    public static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
        public final int code;

        public Thrown(int code) {
            super("thrown");
            this.code = code;
        }
    }

    private static final int[] INTS = {0, 1, -1, 2, 7, 31, 32, 63, 64, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535,
            65536, -32768, 0x7fffffff, 0x80000000, 0x80000001, 0x55555555, 1000, -7};
    private static final long[] LONGS = {0, 1, -1, 3, 63, 64, -64, 0x7fffffffL, 0x80000000L, 0xffffffffL, -0x80000000L,
            -0x80000001L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 0x5555555555555555L, 1L << 52, 1L << 53};
    private static final double[] DOUBLES = {0.0, -0.0, 1, -1, 0.5, -2.5, Double.NaN, Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY, Double.MAX_VALUE, Double.MIN_VALUE, 1e-310, 2147483647.0, 2147483648.0, -2147483649.0,
            9.223372036854775807e18, 1e19, -1e19, 3.4028235e38, 1e39, 1.4e-45, 123456.789};
    private static final String[] STRINGS = {"", "a", "abc", "b\u00e9", "hello", "zz", "12", "-7", "\u4e2d\u6587", "abd"};

    private static int exceptions;

    private Support() {}

    private static long mix(int i, int salt) {
        long x = i * 0x9e3779b97f4a7c15L + salt * 0xbf58476d1ce4e5b9L;
        x ^= x >>> 31;
        x *= 0x94d049bb133111ebL;
        return x ^ x >>> 29;
    }

    // Inputs of the I-th call: small numbers, corner cases, any bits.

    public static int anInt(int i, int salt) {
        long m = mix(i, salt);
        switch ((int) (m & 7)) {
        case 0: return INTS[(int) ((m >>> 8 & 0xffff) % INTS.length)];
        case 1: return (int) (m >>> 16);
        case 2: return i;
        default: return (int) (m >>> 40 & 31) - 3;
        }
    }

    public static long aLong(int i, int salt) {
        long m = mix(i, salt);
        switch ((int) (m & 7)) {
        case 0: return LONGS[(int) ((m >>> 8 & 0xffff) % LONGS.length)];
        case 1: return m;
        case 2: return i;
        default: return (m >>> 40 & 127) - 9;
        }
    }

    public static double aDouble(int i, int salt) {
        long m = mix(i, salt);
        switch ((int) (m & 3)) {
        case 0: return DOUBLES[(int) ((m >>> 8 & 0xffff) % DOUBLES.length)];
        case 1: return (m >> 20) * 0.001;
        case 2: return i * 0.25;
        default: return (m >>> 40 & 63) - 20.5;
        }
    }

    public static float aFloat(int i, int salt) {
        return (float) aDouble(i, salt);
    }

    public static boolean aBoolean(int i, int salt) {
        return (mix(i, salt) & 8) != 0;
    }

    public static String aString(int i, int salt) {
        long m = mix(i, salt);
        return (m & 63) == 0 ? null : STRINGS[(int) ((m >>> 8 & 0xffff) % STRINGS.length)];
    }

    public static Object anObject(int i, int salt) {
        switch ((int) (mix(i, salt) >>> 9 & 7)) {
        case 0: return null;
        case 1: return aString(i, salt);
        case 2: return aLong(i, salt);
        case 3: return aDouble(i, salt);
        case 4: return new int[] {i, salt, 3};
        case 5: return new Object[] {"x", i};
        default: return anInt(i, salt);
        }
    }

    /** Keeps strings that are built in loops short. */
    public static String cut(String s) {
        return s != null && s.length() > 40 ? s.substring(s.length() - 20) : s;
    }

    public static long hash(long v) {
        return v ^ v >>> 32;
    }

    public static long hash(double v) {
        return Double.doubleToLongBits(v) * 31 + 1;
    }

    public static long hash(boolean v) {
        return v ? 1231 : 1237;
    }

    /** Depends on contents where they are defined, otherwise on the class. */
    public static long hash(Object o) {
        if (o == null) {
            return 7;
        }
        if (o instanceof String || o instanceof Number || o instanceof Boolean || o instanceof Character) {
            return o.hashCode();
        }
        if (o instanceof Throwable) {
            return hash((Throwable) o);
        }
        if (o instanceof Object[]) {
            long h = name(o);
            for (Object e : (Object[]) o) {
                h = h * 31 + (e instanceof Object[] ? 5 : hash(e));
            }
            return h;
        }
        if (o instanceof int[]) {
            return Arrays.hashCode((int[]) o);
        }
        if (o instanceof long[]) {
            return Arrays.hashCode((long[]) o);
        }
        if (o instanceof float[]) {
            return Arrays.hashCode((float[]) o);
        }
        if (o instanceof double[]) {
            return Arrays.hashCode((double[]) o);
        }
        if (o instanceof byte[]) {
            return Arrays.hashCode((byte[]) o);
        }
        if (o instanceof short[]) {
            return Arrays.hashCode((short[]) o);
        }
        if (o instanceof char[]) {
            return Arrays.hashCode((char[]) o);
        }
        if (o instanceof boolean[]) {
            return Arrays.hashCode((boolean[]) o);
        }
        return name(o);
    }

    /** Sometimes with its message and where it was thrown, which costs more than most calls. */
    public static long hash(Throwable t) {
        long h = name(t);
        if (t instanceof Thrown) {
            h += ((Thrown) t).code;
        }
        int n = exceptions++;
        if (n % 16 == 0) {
            String message = t.getMessage();
            h = h * 31 + (message == null ? 0 : message.hashCode());
            StackTraceElement[] trace = t.getStackTrace();
            for (int i = 0; i < trace.length && i < 6 && !trace[i].getClassName().equals("Support"); i++) {
                h = h * 31 + trace[i].getMethodName().hashCode() + trace[i].getLineNumber() * 7;
            }
        }
        return h;
    }

    private static long name(Object o) {
        return o.getClass().getName().hashCode();
    }

    public static void start() {
        exceptions = 0;
    }

    public static void print(String name, int calls, int thrown, long sum) {
        System.out.println(name + " " + calls + " calls, " + thrown + " thrown, " + Long.toHexString(sum));
    }

    private static void run(String name) throws ReflectiveOperationException {
        Method main = Class.forName(name).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) null);
        } catch (InvocationTargetException e) {
            System.out.println(name + " " + e.getCause().getClass().getName());
        }
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        if (args.length == 1) {
            run(args[0]);
            return;
        }
        int first = Integer.parseInt(args[0]), count = Integer.parseInt(args[1]);
        for (int i = first; i < first + count; i++) {
            run("P" + i);
        }
    }
}
