/**
 * BigInteger and BigDecimal: arithmetic of all sizes, primes, bits, scales, rounding modes, conversion, errors.
 */
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;

public class BigNumbers {
    public static void main(String[] args) {
        BigInteger a = new BigInteger("-123456789012345678901234567890");
        BigInteger b = BigInteger.valueOf(Long.MAX_VALUE).shiftLeft(70).add(BigInteger.TEN);
        System.out.println(a.add(b) + " " + a.multiply(b) + " " + b.divide(a) + " " + b.mod(a.negate()) + " "
                + a.remainder(BigInteger.valueOf(97)));
        System.out.println(a.pow(5).toString(36) + " " + b.gcd(a) + " " + BigInteger.TWO.modPow(b, a.abs()) + " "
                + b.sqrt() + " " + a.bitLength()
                + " " + b.bitCount() + " " + a.signum() + " " + a.and(b).xor(BigInteger.ONE).not() + " "
                        + a.shiftRight(33) + " " + b.testBit(71));
        BigInteger factorial = BigInteger.ONE;
        for (int i = 2; i <= 300; i++) {
            factorial = factorial.multiply(BigInteger.valueOf(i));
        }
        System.out.println(factorial.hashCode() + " " + factorial.toString().length() + " "
                + factorial.getLowestSetBit());
        BigInteger fib = BigInteger.ONE, prev = BigInteger.ZERO;
        for (int i = 0; i < 2000; i++) {
            BigInteger next = fib.add(prev);
            prev = fib;
            fib = next;
        }
        System.out.println(fib.mod(BigInteger.valueOf(1_000_000_007)) + " " + fib.bitLength());
        System.out.println(new BigInteger(400, new Random(3)).multiply(new BigInteger(5000, new Random(4))).hashCode()
                + " "
                + BigInteger.valueOf(1009).isProbablePrime(20) + " " + BigInteger.valueOf(1000).nextProbablePrime()
                        + " "
                + BigInteger.valueOf(3).modInverse(BigInteger.valueOf(11)) + " " + new BigInteger("ff", 16)
                        .longValueExact() + " " + fib.doubleValue());
        try {
            fib.intValueExact();
        } catch (ArithmeticException e) {
            System.out.println(e.getMessage());
        }
        BigDecimal x = new BigDecimal("123.4567");
        BigDecimal y = new BigDecimal("-0.00890");
        System.out.println(x.add(y) + " " + x.multiply(y) + " " + x.subtract(y) + " "
                + x.divide(y, 10, RoundingMode.HALF_EVEN) + " "
                + x.divide(new BigDecimal("7"), MathContext.DECIMAL64) + " " + y.stripTrailingZeros() + " "
                        + x.precision() + " " + y.scale()
                + " " + x.remainder(y) + " " + y.pow(3) + " " + x.movePointLeft(10) + " "
                        + x.sqrt(MathContext.DECIMAL32));
        try {
            BigDecimal.ONE.divide(new BigDecimal(3));
        } catch (ArithmeticException e) {
            System.out.println(e.getMessage());
        }
        for (RoundingMode mode : RoundingMode.values()) {
            if (mode != RoundingMode.UNNECESSARY) {
                System.out.print(mode);
                for (String v : new String[] {"5.5", "2.5", "1.1", "-1.0", "-1.6", "-2.5"}) {
                    System.out.print(" " + new BigDecimal(v).setScale(0, mode));
                }
                System.out.println();
            }
        }
        System.out.println(new BigDecimal(0.1) + " " + BigDecimal.valueOf(0.1) + " " + new BigDecimal("1E+10")
                .toPlainString() + " "
                + new BigDecimal("1000000").toEngineeringString() + " " + new BigDecimal("2.0")
                        .equals(new BigDecimal("2.00")) + " "
                + new BigDecimal("2.0").compareTo(new BigDecimal("2.00")) + " " + new BigDecimal("1e400")
                        .doubleValue() + " " + new BigDecimal("12e-5").unscaledValue());
    }
}
