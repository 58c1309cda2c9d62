/**
 * Every primitive conversion instruction, with saturation, NaN and rounding; and the casts javac builds from them.
 */
public class Conversions {
    public static void main(String[] args) {
        double[] doubles = {0, -0.0, 0.5, -0.5, 1.5, 2.5, 1e9, 2147483647.0, 2147483648.0, -2147483648.0,
                -2147483649.0,
                4e9, 9.2e18, 9223372036854775807.0, 1e19, -1e19, 1e308, Double.NaN, Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 16777217, 33554435, 1e40, -1e40, 1e-46, 65535.9, -129.9};
        for (double d : doubles) {
            float f = (float) d;
            System.out.println(d + ": i " + (int) d + " l " + (long) d + " f " + f + " b " + (byte) d + " s "
                    + (short) d
                    + " c " + (int) (char) d + " | from float: i " + (int) f + " l " + (long) f + " d " + (double) f
                    + " c " + (int) (char) f);
        }
        long[] longs = {0, 1, -1, 127, 128, 255, 256, 32768, 65536, 1L << 31, 1L << 32, 16777217L, 9007199254740993L,
                Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 511, 0x1234567890ABCDEFL};
        for (long l : longs) {
            int i = (int) l;
            System.out.println(l + ": i " + i + " f " + (float) l + " d " + (double) l + " b " + (byte) l + " s "
                    + (short) l + " c " + (int) (char) l + " | from int: l " + (long) i + " f " + (float) i + " d "
                    + (double) i + " b " + (byte) i + " s " + (short) i + " c " + (int) (char) i);
        }
        for (int i = -300; i < 70000; i += 4099) {
            System.out.println(i + " " + (byte) i + " " + (short) i + " " + (int) (char) i + " " + (byte) (char) i
                    + " "
                    + (char) (i & 0x3f | 0x40));
        }
        System.out.println(Math.round(0.49999999999999994) + " " + Math.round(-0.5) + " " + Math.round(2.5) + " "
                + Math.round(Float.NaN) + " " + Math.round(1e20) + " " + Math.rint(2.5) + " " + Math.rint(-3.5) + " "
                + Math.floor(-0.5) + " " + Math.ceil(-0.5));
        System.out.println(Double.longBitsToDouble(0x7ff0000000000001L) + " "
                + Long.toHexString(Double.doubleToRawLongBits(Double.longBitsToDouble(0x7ff8000000000123L))) + " "
                + Float.floatToIntBits(Float.intBitsToFloat(0x7fc00001)));
        Object[] boxes = {(byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, true};
        for (Object box : boxes) {
            System.out.print(box.getClass().getSimpleName() + "=" + box + " ");
        }
        System.out.println();
        Integer boxed = 127;
        Integer same = 127;
        System.out.println(boxed == same);
        boxed++;
        long widened = boxed;
        double more = boxed * 2L;
        System.out.println(boxed + " " + widened + " " + more + " " + (char) (boxed - 63) + " " + (1 == 1.0f));
        char c = 'a';
        c += 1.7;
        int total = 10;
        total *= 2.55;
        total -= 0.5f;
        System.out.println(c + " " + total + " " + (c + 1) + " " + (char) (c + 1));
    }
}
