import java.util.Random;

/** Bits, decimal text and parsing of the number classes; exact arithmetic and rounding of Math, bit for bit. */
public class IntrinsicsNumbers {
    static final int[] INTS = {0, 1, -1, 2, -2, 9, 10, -10, 99, 100, 999, 1000, 65535, 65536, -65536, 0x7fffffff, 0x80000000,
        0x80000001, 0x55555555, 0xaaaaaaaa, 46340, 46341, -46341, 1000000000, 999999999, -1000000000};
    static final long[] LONGS = {0, 1, -1, 2, -2, 10, -10, 1L << 31, 1L << 32, -(1L << 31), -(1L << 31) - 1, 3037000499L, 3037000500L,
        Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 999999999999999999L, 1000000000000000000L, 0x5555555555555555L, 0xffffffffL};
    static final double[] DOUBLES = {0.0, -0.0, 0.5, -0.5, 0.49999999999999994, -0.49999999999999994, 0.5000000000000001, 1, -1, 1.5, -1.5,
        2.5, -2.5, 3.5, 0x1p52, -0x1p52, 0x1p52 + 1, 0x1p52 - 0.5, -0x1p52 + 0.5, 0x1p51 + 0.5, -0x1p51 - 0.5, 0x1p53, 0x1p62, -0x1p62, 0x1p63, -0x1p63, 1e300,
        -1e300, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.NaN, Math.PI, -Math.E, 4503599627370495.5, 9007199254740993.0, 1234567.5, 0.1, 0x1p31, -0x1p31, 2147483647.5};

    static long sum;

    static void add(long v) {
        sum = sum * 1000003 + v;
    }

    static void add(double v) {
        add(Double.doubleToLongBits(v));
    }

    static void show(String what) {
        System.out.println(what + " " + Long.toHexString(sum));
        sum = 0;
    }

    interface Action {
        Object run();
    }

    static void fails(String what, Action a) {
        try {
            System.out.println(what + ": " + a.run());
        } catch (Throwable t) {
            StackTraceElement top = t.getStackTrace()[0];
            System.out.println(what + ": " + t + " in " + top.getMethodName() + " " + (top.getLineNumber() > 0));
        }
    }

    static void bits(int i) {
        add(Integer.bitCount(i));
        add(Integer.numberOfLeadingZeros(i));
        add(Integer.numberOfTrailingZeros(i));
        add(Integer.highestOneBit(i));
        add(Integer.lowestOneBit(i));
        add(Integer.reverse(i));
        add(Integer.reverseBytes(i));
        add(Short.reverseBytes((short) i));
        add(Character.reverseBytes((char) i));
        add(Float.floatToRawIntBits(Float.intBitsToFloat(i & 0xffbfffff)));
        add(Float.floatToIntBits(Float.intBitsToFloat(i)));
    }

    static void bits(long l) {
        add(Long.bitCount(l));
        add(Long.numberOfLeadingZeros(l));
        add(Long.numberOfTrailingZeros(l));
        add(Long.highestOneBit(l));
        add(Long.lowestOneBit(l));
        add(Long.reverse(l));
        add(Long.reverseBytes(l));
        add(Double.doubleToRawLongBits(Double.longBitsToDouble(l & 0xfff7ffffffffffffL)));
        add(Double.doubleToLongBits(Double.longBitsToDouble(l)));
    }

    static void text(long l) {
        int i = (int) l;
        String a = Integer.toString(i), b = Long.toString(l);
        String built = new StringBuilder("x").append(i).append('\u4e2d').append(l).append(i).toString();
        add(a.hashCode());
        add(b.hashCode());
        add(built.hashCode());
        add((i + "," + l + "\u4e2d" + i + l).hashCode());
        add(Integer.parseInt(a) == i && Long.parseLong(b) == l ? 1 : 0);
        for (int radix = 2; radix <= 36; radix++)
            add(Integer.parseInt(Integer.toString(i, radix), radix) == i && Long.parseLong(Long.toString(l, radix).toUpperCase(), radix) == l ? 1 : 0);
        add(Integer.parseUnsignedInt(Integer.toUnsignedString(i)));
        add(Integer.valueOf(a).hashCode() + Integer.decode(a));
    }

    static void exact(int x, int y) {
        add(Math.max(x, y) - Math.min(x, y));
        try { add(Math.addExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.subtractExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.multiplyExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.floorDiv(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.floorMod(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
    }

    static void exact(long x, long y) {
        try { add(Math.addExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.subtractExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.multiplyExact(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.floorDiv(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Math.floorMod(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Long.divideUnsigned(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        try { add(Long.remainderUnsigned(x, y)); } catch (ArithmeticException e) { add(e.getMessage().hashCode()); }
        add(Math.multiplyHigh(x, y));
    }

    static void rounding(double d) {
        add(Math.floor(d));
        add(Math.ceil(d));
        add(Math.rint(d));
        add(StrictMath.floor(d));
        add(StrictMath.ceil(d));
        add(StrictMath.rint(d));
        add(Math.round(d));
        add(Math.round((float) d));
        add(Math.sqrt(d));
        add(StrictMath.sqrt(d));
        add(Math.signum(d));
        add(Math.signum((float) d));
        add(Math.getExponent(d));
        add(Math.getExponent((float) d));
        add(Math.abs(d));
        add(Math.ulp(d));
    }

    static void pairs(double x, double y) {
        float f = (float) x, g = (float) y;
        add(Math.max(x, y));
        add(Math.min(x, y));
        add(Math.max(f, g));
        add(Math.min(f, g));
        add(Math.copySign(x, y));
        add(Math.copySign(f, g));
        add(StrictMath.IEEEremainder(x, y));
        add(StrictMath.atan2(x, y));
    }

    /** Within two ulps of StrictMath (each is within one of the truth), and special cases exactly. */
    static void close(String what, double v, double strict) {
        if (Double.compare(v, strict) != 0 && !(Math.abs(v - strict) <= 2 * Math.ulp(strict)))
            System.out.println(what + ": " + v + " but " + strict);
    }

    static void functions(double x, double y) {
        close("sin " + x, Math.sin(x), StrictMath.sin(x));
        close("cos " + x, Math.cos(x), StrictMath.cos(x));
        close("tan " + x, Math.tan(x), StrictMath.tan(x));
        close("exp " + x, Math.exp(x), StrictMath.exp(x));
        close("log " + x, Math.log(x), StrictMath.log(x));
        close("log10 " + x, Math.log10(x), StrictMath.log10(x));
        close("pow " + x + " " + y, Math.pow(x, y), StrictMath.pow(x, y));
        double p = Math.pow(x, y);
        if (p != p)
            add(Double.doubleToLongBits(p));
    }

    static void parsing() {
        String[] bad = {"", "-", "+", "--1", "1-", " 1", "1 ", "0x10", "2147483648", "-2147483649", "99999999999", "9223372036854775808",
            "-9223372036854775809", "99999999999999999999999", "\u0661\u0662", "\u4e2d", "1_000", "a", "\u00b2"};
        for (String s : bad) {
            fails("int " + s, () -> Integer.parseInt(s));
            fails("long " + s, () -> Long.parseLong(s));
        }
        fails("null", () -> Integer.parseInt(null));
        fails("radix 1", () -> Integer.parseInt("1", 1));
        fails("radix 37", () -> Long.parseLong("1", 37));
        fails("digit", () -> Integer.parseInt("12", 2));
        System.out.println(Integer.parseInt("+0") + Integer.parseInt("-2147483648") + Integer.parseInt("zZ", 36) + Integer.parseInt("-7fFf", 16)
            + " " + Long.parseLong("-9223372036854775808") + Long.parseLong("+9223372036854775807") + " " + Integer.parseInt("0000000000000000012"));
    }

    public static void main(String[] args) {
        Random random = new Random(11);
        for (int i : INTS)
            bits(i);
        for (int n = 0; n < 2000; n++)
            bits(random.nextInt() >>> random.nextInt(32));
        show("int bits");
        for (long l : LONGS)
            bits(l);
        for (int n = 0; n < 2000; n++)
            bits(random.nextLong() >>> random.nextInt(64));
        show("long bits");
        for (long l : LONGS)
            text(l);
        for (int i : INTS)
            text(i);
        for (int n = 0; n < 300; n++)
            text(random.nextLong() >> random.nextInt(64));
        show("text");
        for (int x : INTS)
            for (int y : INTS)
                exact(x, y);
        for (long x : LONGS)
            for (long y : LONGS)
                exact(x, y);
        show("exact");
        for (double d : DOUBLES)
            rounding(d);
        for (int n = 0; n < 3000; n++) {
            double d = Double.longBitsToDouble(random.nextLong());
            rounding(d);
            rounding(random.nextInt(20000) / 2.0 - 5000);
            rounding(random.nextGaussian() * 1e9);
        }
        show("rounding");
        for (double x : DOUBLES)
            for (double y : DOUBLES)
                pairs(x, y);
        show("pairs");
        for (double x : DOUBLES)
            for (double y : DOUBLES)
                for (double z : new double[] {0, -0.0, 1, -x, 0x1p-1074, Double.NaN, Double.NEGATIVE_INFINITY, 1e-30}) {
                    add(Math.fma(x, y, z));
                    add(Math.fma((float) x, (float) y, (float) z));
                }
        for (int n = 0; n < 300; n++) {
            double x = random.nextGaussian(), y = random.nextGaussian();
            add(Math.fma(x, y, -x * y));
            add(Math.fma((float) x, (float) y, -(float) x * (float) y));
        }
        show("fma");
        for (double d : DOUBLES) {
            add(StrictMath.sin(d));
            add(StrictMath.cos(d));
            add(StrictMath.tan(d));
            add(StrictMath.asin(d));
            add(StrictMath.acos(d));
            add(StrictMath.atan(d));
            add(StrictMath.log(d));
            add(StrictMath.log10(d));
            add(StrictMath.sinh(d));
            add(StrictMath.cosh(d));
            add(StrictMath.tanh(d));
            add(StrictMath.expm1(d));
            add(StrictMath.log1p(d));
        }
        show("strict");
        for (double x : DOUBLES)
            for (double y : DOUBLES)
                functions(x, y);
        for (int n = 0; n < 3000; n++)
            functions(random.nextGaussian() * 20, random.nextInt(40) / 2.0 - 10);
        System.out.println(Math.pow(1, Double.NaN) + " " + Math.pow(-1, Double.POSITIVE_INFINITY) + " " + Math.pow(Double.NaN, 0) + " " + Math.pow(3, 20)
            + " " + Math.exp(1) + " " + Math.log(-1) + " " + Math.sin(-0.0) + " " + Math.pow(-0.0, -3) + " " + Math.pow(2, -1074) + " " + Math.max(3L, -4L)
            + Math.min(Integer.MIN_VALUE, 0) + Math.max(Integer.MIN_VALUE, 0) + Math.min(Long.MIN_VALUE, 5));
        show("functions");
        parsing();
        fails("add", () -> Math.addExact(Integer.MAX_VALUE, 1));
        fails("add long", () -> Math.addExact(Long.MIN_VALUE, -1L));
        fails("multiply", () -> Math.multiplyExact(1L << 62, 2L));
        fails("floorMod", () -> Math.floorMod(1, 0));
        fails("floorDiv", () -> Math.floorDiv(1L, 0L));
        fails("unsigned", () -> Long.divideUnsigned(1L, 0L));
    }
}
