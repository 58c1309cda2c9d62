/**
 * int and long arithmetic at the edges: overflow, division, remainder, shifts, bit operations, iinc, comparisons.
 */
public class IntArithmetic {
    static final int[] INTS = {0, 1, -1, 2, -2, 7, -7, 31, 32, 33, 255, 65535, 65536, Integer.MAX_VALUE,
            Integer.MIN_VALUE, Integer.MIN_VALUE + 1, 0x55555555, 0xAAAAAAAA};
    static final long[] LONGS = {0, 1, -1, 2, -3, 63, 64, 65, 0xFFFFFFFFL, 1L << 32, -(1L << 32), Long.MAX_VALUE,
            Long.MIN_VALUE, Long.MIN_VALUE + 1, 0x5555555555555555L, Integer.MIN_VALUE};

    static String divide(int a, int b) {
        try {
            return a / b + " r " + a % b;
        } catch (ArithmeticException e) {
            return e.getMessage();
        }
    }

    static String divide(long a, long b) {
        try {
            return a / b + " r " + a % b;
        } catch (ArithmeticException e) {
            return e.getMessage();
        }
    }

    static void ints() {
        for (int a : INTS) {
            System.out.println(a + ": neg " + -a + " not " + ~a + " abs " + Math.abs(a));
            for (int b : INTS) {
                System.out.println("  " + b + ": " + (a + b) + ' ' + (a - b) + ' ' + a * b + ' ' + divide(a, b) + ' '
                        + (a << b) + ' ' + (a >> b) + ' ' + (a >>> b) + ' ' + (a & b) + ' ' + (a | b) + ' ' + (a ^ b)
                        + ' ' + (a < b) + (a <= b) + (a > b) + (a >= b) + (a == b) + (a != b));
            }
        }
    }

    static void longs() {
        for (long a : LONGS) {
            System.out.println(a + ": neg " + -a + " not " + ~a + " abs " + Math.abs(a));
            for (long b : LONGS) {
                System.out.println("  " + b + ": " + (a + b) + ' ' + (a - b) + ' ' + a * b + ' ' + divide(a, b) + ' '
                        + (a << b) + ' ' + (a >> b) + ' ' + (a >>> b) + ' ' + (a & b) + ' ' + (a | b) + ' ' + (a ^ b)
                        + ' ' + (a < b) + (a <= b) + (a > b) + (a >= b) + (a == b) + (a != b));
            }
        }
        // The shift distance of a long shift is an int, of which six bits count.
        for (int s = -70; s <= 70; s += 7) {
            System.out.println(s + ": " + (-81985529216486896L << s) + ' ' + (-81985529216486896L >> s) + ' '
                    + (-81985529216486896L >>> s));
        }
    }

    static void increments() {
        int i = Integer.MAX_VALUE;
        i++;
        System.out.println(i);
        i--;
        System.out.println(i);
        i += 127;
        i -= 128;
        i += 128;
        i += 32767;
        i -= 32768;
        i += 32768;
        System.out.println(i);
        byte b = 127;
        b++;
        short s = Short.MIN_VALUE;
        s--;
        char c = 0;
        c--;
        b += 1000;
        s *= 3;
        c >>= 1;
        System.out.println(b + " " + s + " " + (int) c);
        byte shifted = (byte) 0x80;
        shifted >>>= 1;
        System.out.println(shifted);
        int x = 5;
        x = x++ + ++x;
        System.out.println(x);
        int[] array = {1, 2, 3};
        int at = 0;
        array[at++] += array[at] + at++;
        System.out.println(array[0] + " " + at);
    }

    static void constants() {
        int[] ints = {-1, 0, 1, 2, 3, 4, 5, 6, -2, 127, 128, -128, -129, 32767, 32768, -32768, -32769, 0x7fffffff};
        long[] longs = {0L, 1L, 2L, -1L, 1L << 40};
        int sum = 0;
        for (int v : ints) {
            sum = 31 * sum + v;
        }
        long total = 0;
        for (long v : longs) {
            total = 31 * total + v;
        }
        System.out.println(sum + " " + total);
    }

    public static void main(String[] args) {
        ints();
        longs();
        increments();
        constants();
        System.out.println(Math.floorMod(-7, 3) + " " + Math.floorDiv(-7, 3) + " " + Integer.divideUnsigned(-1, 10)
                + " "
                + Long.remainderUnsigned(-1, 10) + " " + Math.multiplyHigh(Long.MAX_VALUE, Long.MIN_VALUE));
        System.out.println(Integer.bitCount(-5) + " " + Integer.reverse(6) + " " + Integer.rotateLeft(0x80000001, 4)
                + " "
                + Long.numberOfLeadingZeros(1L << 33) + " " + Long.numberOfTrailingZeros(0) + " "
                + Integer.highestOneBit(1000) + " " + Long.reverseBytes(0x0102030405060708L));
        try {
            System.out.println(Math.addExact(Integer.MAX_VALUE, 1));
        } catch (ArithmeticException e) {
            System.out.println(e.getMessage());
        }
        try {
            System.out.println(Math.multiplyExact(Long.MIN_VALUE, -1L));
        } catch (ArithmeticException e) {
            System.out.println(e.getMessage());
        }
    }
}
