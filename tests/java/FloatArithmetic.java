/**
 * float and double: NaN, infinities, signed zeros, comparison both ways, remainder, rounding of subnormals,
 * printing.
 */
public class FloatArithmetic {
    static final double[] DOUBLES = {0.0, -0.0, 1, -1, 0.1, 3.5, -7.25, Double.MIN_VALUE, -Double.MIN_VALUE,
            Double.MIN_NORMAL, Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
            Double.NaN, 1e-310, 4503599627370497.5, 1e22};
    static final float[] FLOATS = {0f, -0f, 1f, -1f, 0.1f, 3.5f, -7.25f, Float.MIN_VALUE, Float.MIN_NORMAL,
            Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
                    16777217f};

    static String compare(double a, double b) {
        return "" + (a < b ? 'l' : '-') + (a <= b ? 'L' : '-') + (a > b ? 'g' : '-') + (a >= b ? 'G' : '-')
                + (a == b ? 'e' : '-') + (a != b ? 'n' : '-') + (!(a < b) ? 'x' : '-') + (!(a >= b) ? 'X' : '-')
                + Double.compare(a, b);
    }

    static String compare(float a, float b) {
        return "" + (a < b ? 'l' : '-') + (a <= b ? 'L' : '-') + (a > b ? 'g' : '-') + (a >= b ? 'G' : '-')
                + (a == b ? 'e' : '-') + (a != b ? 'n' : '-') + (!(a < b) ? 'x' : '-') + (!(a >= b) ? 'X' : '-')
                + Float.compare(a, b);
    }

    static strictfp double chain(double x) {
        double sum = 0;
        for (int i = 1; i < 200; i++) {
            sum += x / i;
            sum *= 1.0000001;
            x = -x * 0.999;
        }
        return sum;
    }

    static strictfp float chain(float x) {
        float sum = 0;
        for (int i = 1; i < 200; i++) {
            sum += x / i;
            sum *= 1.0001f;
            x = -x * 0.99f;
        }
        return sum;
    }

    public static void main(String[] args) {
        for (double a : DOUBLES) {
            System.out.println(a + " " + -a + " " + Long.toHexString(Double.doubleToLongBits(a)) + " "
                    + Double.toHexString(a));
            for (double b : DOUBLES) {
                System.out.println("  " + b + ": " + (a + b) + " " + (a - b) + " " + a * b + " " + a / b + " " + a % b
                        + " " + compare(a, b) + " " + Math.min(a, b) + " " + Math.max(a, b));
            }
        }
        for (float a : FLOATS) {
            System.out.println(a + " " + -a + " " + Integer.toHexString(Float.floatToIntBits(a)));
            for (float b : FLOATS) {
                System.out.println("  " + b + ": " + (a + b) + " " + (a - b) + " " + a * b + " " + a / b + " " + a % b
                        + " " + compare(a, b) + " " + Math.min(a, b) + " " + Math.max(a, b));
            }
        }
        // A product of floats must be rounded to float at once, and of doubles to double even when it is subnormal.
        float third = 1f / 3f;
        System.out.println(third * third + " " + (double) (third * third) + " " + (float) ((double) third * third));
        System.out.println(Double.MIN_NORMAL * 0.3 + " " + 1e-308 * 1e-16 + " " + Double.MIN_VALUE / 2 + " "
                + Double.MIN_VALUE * 0.75 + " " + Float.MIN_VALUE * 0.5f + " " + Float.MIN_NORMAL / 3f);
        System.out.println(chain(1.5) + " " + chain(1.5f) + " " + chain(1e300) + " " + chain(1e-40f));
        System.out.println(0.1 + 0.2);
        System.out.println(0.1f + 0.2f);
        System.out.println(1.0 / 3 * 3 == 1.0);
        System.out.println(100 * 1.1);
        double d = 0;
        for (int i = 0; i < 10; i++) {
            d += 0.1;
        }
        System.out.println(d);
        System.out.println(Float.intBitsToFloat(0x7f800001) != Float.intBitsToFloat(0x7f800001));
        System.out.println(Double.valueOf(Double.NaN).equals(Double.NaN) + " " + Double.valueOf(0.0).equals(-0.0));
        System.out.println(5.5 % -2 + " " + -5.5 % 2 + " " + 1e300 % 7 + " " + 5f % 0.3f + " " + -0.0 % 1);
    }
}
