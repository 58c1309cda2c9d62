import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings compared and hashed, references moved: several bytes or words at a time, at all lengths around those. */
public class WordsOfArrays {
    static int wrong;

    static void check(boolean right, String what, int n, int at) {
        if (!right && wrong++ < 10)
            System.out.println(what + " of " + n + " at " + at);
    }

    static int slowHash(String s) {
        int h = 0;
        for (int i = 0; i < s.length(); i++)
            h = 31 * h + s.charAt(i);
        return h;
    }

    /** Of fresh memory each time, whose end nobody cleared. */
    static String fresh(byte[] b, int n) {
        String half = new String(b, 0, n / 2, StandardCharsets.ISO_8859_1);
        return half + new String(b, n / 2, n - n / 2, StandardCharsets.ISO_8859_1);
    }

    static boolean same(String a, String b) {
        return a.equals(b);
    }

    static void strings(byte[] b) {
        for (int n = 0; n <= 70; n++) {
            String s = fresh(b, n);
            check(same(s, fresh(b, n)), "equal", n, -1);
            check(s.hashCode() == slowHash(s), "hash", n, -1);
            check(!same(s, fresh(b, n + 1)), "longer", n, n);
            for (int i = 0; i < n; i++) {
                b[i] ^= (byte) 0x80;
                String other = fresh(b, n);
                check(!same(s, other) && !same(other, s), "unequal", n, i);
                check(other.hashCode() == slowHash(other), "hash", n, i);
                b[i] ^= (byte) 0x80;
            }
        }
    }

    static void references(Integer[] from) {
        for (int n = 0; n <= 19; n++)
            for (int to = 0; to <= 12; to++) {
                Object[] a = from.clone();
                System.arraycopy(a, 6, a, to, n);
                for (int i = 0; i < a.length; i++)
                    check(a[i] == from[i >= to && i < to + n ? i - to + 6 : i], "moved by " + (to - 6), n, i);
                Integer[] part = Arrays.copyOfRange(from, to, to + n), copy = part.clone();
                for (int i = 0; i < n; i++)
                    check(copy[i] == from[to + i], "cloned", n, i);
            }
    }

    static class Fields implements Cloneable {
        byte a = 1;
        long b = 2;
        Object c = this;
        int d = 4;

        boolean isCopiedWell() throws CloneNotSupportedException {
            Fields f = (Fields) clone();
            return f != this && f.a == 1 && f.b == 2 && f.c == this && f.d == 4;
        }
    }

    static class More extends Fields {
        Object e = "e", f = "f", g = "g";
        double h = 0.5;

        boolean isCopiedWell() throws CloneNotSupportedException {
            More m = (More) clone();
            return super.isCopiedWell() && m.b == 2 && m.e == e && m.f == f && m.g == g && m.h == 0.5;
        }
    }

    public static void main(String[] args) throws CloneNotSupportedException {
        byte[] b = new byte[80];
        Integer[] numbers = new Integer[40];
        for (int i = 0; i < b.length; i++)
            b[i] = (byte) (i * 37 + 11);
        for (int i = 0; i < numbers.length; i++)
            numbers[i] = 1000 + i;
        for (int round = 0; round < 60; round++) {
            strings(b);
            references(numbers);
            check(new Fields().isCopiedWell(), "fields", 0, round);
            check(new More().isCopiedWell(), "fields", 1, round);
        }
        try {
            same(null, "x");
            System.out.println("no exception");
        } catch (NullPointerException e) {
            System.out.println("null");
        }
        System.out.println(wrong + " wrong");
    }
}
