/** java.lang.Math and StrictMath: functions with exact results, and the ones fdlibm fixes to the last bit. */
public class MathFunctions {
    public static void main(String[] args) {
        double[] values = {0, -0.0, 0.5, 1, 2, -3.75, 10, 100.125, 1e-10, 1e10, 709.5, -745.2, Double.NaN,
                Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double v : values) {
            System.out.println(v + ": " + StrictMath.sin(v) + " " + StrictMath.cos(v) + " " + StrictMath.tan(v) + " "
                    + StrictMath.exp(v) + " " + StrictMath.log(v) + " " + StrictMath.log10(v) + " "
                            + StrictMath.cbrt(v)
                    + " " + StrictMath.atan(v) + " " + StrictMath.sinh(v) + " " + StrictMath.log1p(v) + " "
                    + StrictMath.expm1(v) + " " + StrictMath.asin(v / 1e11));
            System.out.println("  " + Math.sqrt(v) + " " + Math.abs(v) + " " + Math.signum(v) + " " + Math.ulp(v)
                    + " "
                    + Math.nextUp(v) + " " + Math.getExponent(v) + " " + Math.scalb(v, 3) + " " + Math.floor(v) + " "
                    + Math.ceil(v) + " " + Math.rint(v) + " " + Math.toDegrees(v));
        }
        System.out.println(StrictMath.pow(2, 10) + " " + StrictMath.pow(-8, 1.0 / 3) + " " + StrictMath.pow(0, 0)
                + " "
                + StrictMath.pow(1.1, 100) + " " + StrictMath.hypot(3, 4) + " " + StrictMath.atan2(-0.0, -1));
        System.out.println(Math.fma(0.1, 10, -1) + " " + Math.fma(1e308, 10, Double.NEGATIVE_INFINITY) + " "
                + Math.fma(3f, 1f / 3f, -1f));
        System.out.println(Math.copySign(3, -0.0) + " " + Math.IEEEremainder(10, 4) + " " + Math.nextAfter(1f, 2));
        // Math may use faster versions of these; they must be within an ulp, so the sums below agree when rounded.
        double sum = 0;
        for (int i = 1; i < 1000; i++) {
            sum += Math.sin(i) * Math.cos(i * 0.5) + Math.exp(-i * 0.01) + Math.log(i) + Math.pow(i, 0.25)
                    + Math.tan(i / 1000.0);
        }
        System.out.printf("%.9f%n", sum);
    }
}
