import java.util.*;

/** Characters, StringBuilder, concatenation and index checks: everything that the VM does in C for the easy cases. */
public class IntrinsicsBuilders {
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

    static void characters() {
        long sum = 0;
        for (int c = -2; c < 0x11010; c++) {
            char k = (char) c;
            int bits = 0;
            boolean[] is = {Character.isDigit(c), Character.isLetter(c), Character.isLetterOrDigit(c), Character.isUpperCase(c),
                Character.isLowerCase(c), Character.isWhitespace(c), Character.isJavaIdentifierStart(c), Character.isJavaIdentifierPart(c),
                Character.isDigit(k), Character.isLetter(k), Character.isLetterOrDigit(k), Character.isUpperCase(k), Character.isLowerCase(k),
                Character.isWhitespace(k), Character.isJavaIdentifierStart(k), Character.isJavaIdentifierPart(k)};
            for (boolean b : is)
                bits = bits << 1 | (b ? 1 : 0);
            sum = sum * 31 + bits;
            sum = sum * 31 + Character.toLowerCase(c) + Character.toUpperCase(c) * 3 + Character.toLowerCase(k) * 5 + Character.toUpperCase(k) * 7;
            for (int radix : new int[] {-1, 0, 1, 2, 8, 10, 16, 35, 36, 37, 99})
                sum = sum * 31 + Character.digit(c, radix) + Character.digit(k, radix);
            if ((c & 0xfff) == 0xfff || c == 127 || c == 255)
                System.out.println(c + " " + Long.toHexString(sum));
        }
    }

    static void caseless() {
        String[] words = {"", "a", "A", "abc", "ABC", "aBd", "[", "{", "@", "`", "z", "Z", "ab\u00e9", "AB\u00c9", "ab\u00df", "AB\u00b5", "ab\u03bc",
            "i", "I", "\u0130", "\u0131", "k", "\u212a", "\u00ff", "\u0178", "hello world", "HELLO WORLD", "HELLO_WORLD"};
        StringBuilder out = new StringBuilder();
        for (String a : words) {
            for (String b : words)
                out.append(a.equalsIgnoreCase(b) ? '=' : '.').append(Integer.signum(a.compareToIgnoreCase(b)) + 1)
                    .append(String.CASE_INSENSITIVE_ORDER.compare(a, b)).append(',');
            out.append(a.toUpperCase(Locale.ROOT)).append(a.toLowerCase(Locale.ROOT));
        }
        System.out.println(out.length() + " " + out.toString().hashCode());
        System.out.println("abcXYZ".regionMatches(true, 1, "xBCxy", 1, 3) + " " + "abc".regionMatches(true, 0, "abc", 0, -5)
            + " " + "abc".regionMatches(true, 2, "abc", 2, 2) + " " + "ab\u4e2d".equalsIgnoreCase("AB\u4e2d"));
    }

    static void builders() {
        String[] parts = {"", "x", "latin\u00e9", "\u4e2d", null, "long enough to make the builder grow several times over", "\ud83d\ude00"};
        long sum = 0;
        for (String a : parts)
            for (String b : parts)
                for (int capacity = 0; capacity < 20; capacity += 3) {
                    StringBuilder s = new StringBuilder(capacity);
                    StringBuffer f = new StringBuffer(capacity);
                    for (int i = 0; i < 5; i++) {
                        s.append(a).append('c').append(b).append('\u00ff').append(i).append(i * 100000000000L).append(true).append(1.5);
                        f.append(a).append('c').append(b).append('\u00ff').append(i).append(i * 100000000000L).append(true).append(1.5);
                        sum = sum * 31 + s.length() * 7 + s.capacity() + f.capacity();
                        if (i == 2) {
                            s.append('\u0100');
                            f.append('\u0100');
                        }
                    }
                    if (!s.toString().equals(f.toString()) || s.compareTo(new StringBuilder(f)) != 0)
                        System.out.println("differ");
                    for (int i = 0; i < s.length(); i++)
                        sum = sum * 31 + s.charAt(i) + f.charAt(i);
                    s.setLength(s.length() / 2);
                    sum = sum * 31 + s.toString().hashCode() + s.substring(s.length() / 2).hashCode();
                    s.delete(0, 3).deleteCharAt(0).insert(1, a).replace(0, 2, "\u4e2d").setCharAt(0, 'q');
                    sum = sum * 31 + s.toString().hashCode() + s.indexOf("c") + s.lastIndexOf("\u00ff");
                    String plus = a + b, more = a + 'c' + b + 1 + 2L + 'x', pre = "<" + a + ">";
                    sum = sum * 31 + plus.hashCode() + more.hashCode() + pre.hashCode();
                    if (a != null && b != null)
                        sum = sum * 31 + a.concat(b).hashCode();
                }
        System.out.println("builders " + Long.toHexString(sum));
        Appendable self = new StringBuilder();
        StringBuilder chain = (StringBuilder) self;
        System.out.println((chain.append('a') == self) + " " + (chain.append("b") == self) + " " + (chain.append((String) null) == self) + chain);
        String s = "abc", empty = "";
        System.out.println((s.substring(0) == s) + " " + (s.substring(0, 3) == s) + " " + (s.substring(3) == "") + (s.substring(1, 1) == "")
            + " " + (s.concat(empty) == s) + " " + (empty.concat(s) == s) + " " + ((s + empty) == s) + " " + (new StringBuilder().toString() == ""));
        System.out.println("a\u4e2db\u4e2d".substring(1, 2).equals("\u4e2d") + " " + "a\u4e2db".substring(2).equals("b") + "a\u4e2db".substring(0, 1).hashCode());
    }

    static void checks() {
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        fails("get -1", () -> list.get(-1));
        fails("get 3", () -> list.get(3));
        fails("get 2", () -> list.get(2));
        fails("check", () -> Objects.checkIndex(5, 5));
        fails("check negative", () -> Objects.checkIndex(-1, Integer.MIN_VALUE));
        fails("check good", () -> Objects.checkIndex(4, 5));
        fails("substring 1 0", () -> "abc".substring(1, 0));
        fails("substring -1", () -> "abc".substring(-1));
        fails("substring 4", () -> "abc".substring(4));
        fails("substring end", () -> "abc".substring(0, 4));
        fails("concat null", () -> "abc".concat(null));
        fails("charAt", () -> new StringBuilder("abc").charAt(-1));
        fails("charAt wide", () -> new StringBuilder("\u4e2d").charAt(1));
        fails("cast", () -> Integer.class.cast("x"));
        fails("cast null", () -> Integer.class.cast(null));
        fails("cast int", () -> int.class.cast(1));
        fails("cast array", () -> Object[].class.cast(new String[] {"s"})[0]);
        fails("cast interface", () -> Comparable.class.cast("s"));
        fails("cast not", () -> Runnable.class.cast("s"));
        fails("builder null", () -> new StringBuilder((String) null));
    }

    public static void main(String[] args) {
        characters();
        caseless();
        builders();
        checks();
    }
}
