import java.nio.charset.StandardCharsets;
import java.util.Random;

/** String methods that the VM does in C: both representations, mixed, at every offset, and their exceptions. */
public class IntrinsicsStrings {
    static final String[] SAMPLES = {
        "", "a", "b", "ab", "ba", "abc", "abcdefgh", "abcdefghi", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "\u00e9", "\u00ff", "caf\u00e9", "\u0100", "\u4e2d\u6587", "abc\u4e2d", "\u4e2dabc", "abcdefgh\u0100",
        "\ud83d\ude00", "x\ud83d\ude00y", "\ud83d", "\ude00", "\u0000", "a\u0000b", "aaaaaaaaab", "aaab", "\uffff",
        "aXbXcXdXeXfXgXhXiX", "\u4e00X\u4e01X\u4e02X\u4e03X", "mississippi", "issi", "m\u0131ssissippi", "ssi\u0131"
    };

    static long sum;

    static void add(int v) {
        sum = sum * 1000003 + v;
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

    static void pairs() {
        for (String a : SAMPLES)
            for (String b : SAMPLES)
                add(a.equals(b) ? 1 : 2);
        show("equals");
        for (String a : SAMPLES)
            for (String b : SAMPLES)
                add(a.compareTo(b));
        show("compareTo");
        for (String a : SAMPLES)
            for (String b : SAMPLES) {
                add(a.indexOf(b));
                add(a.lastIndexOf(b));
                add(a.contains(b) ? 1 : 0);
                for (int i = -2; i < a.length() + 3; i++) {
                    add(a.indexOf(b, i));
                    add(a.lastIndexOf(b, i));
                    add(a.startsWith(b, i) ? 1 : 0);
                }
                add(a.startsWith(b) ? 1 : 0);
                add(a.endsWith(b) ? 1 : 0);
            }
        show("search");
        for (String a : SAMPLES)
            for (String b : SAMPLES)
                for (int i = -1; i < 5; i++)
                    for (int j = -1; j < 5; j++)
                        for (int n = -1; n < 5; n++) {
                            add(a.regionMatches(i, b, j, n) ? 1 : 0);
                            add(a.regionMatches(true, i, b, j, n) ? 1 : 0);
                        }
        add("ab".regionMatches(Integer.MAX_VALUE, "ab", 0, Integer.MIN_VALUE) ? 1 : 0);
        add("ab".regionMatches(0, "ab", 0, Integer.MIN_VALUE) ? 1 : 0);
        add("ab".regionMatches(0, "ab", Integer.MAX_VALUE, 2) ? 1 : 0);
        show("regionMatches");
    }

    static void characters() {
        int[] wanted = {0, 'a', 's', 'X', 0xe9, 0xff, 0x100, 0x4e2d, 0xd83d, 0xde00, 0x1f600, 0xffff, 0x10000, 0x10ffff,
            0x110000, -1, -200, Integer.MIN_VALUE, 0x161};
        for (String s : SAMPLES)
            for (int c : wanted) {
                add(s.indexOf(c));
                add(s.lastIndexOf(c));
                for (int i : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 7, 8, 9, 100, Integer.MAX_VALUE}) {
                    add(s.indexOf(c, i));
                    add(s.lastIndexOf(c, i));
                }
            }
        show("indexOf char");
        for (String s : SAMPLES) {
            add(s.length());
            add(s.hashCode());
            add(new String(s).hashCode());
            for (int i = 0; i < s.length(); i++)
                add(s.charAt(i));
            add(s.toUpperCase().hashCode());
            add(s.replace('X', '\u4e2d').hashCode());
            add(s.replace('\u4e2d', 'x').hashCode());
            add(s.replace("X", "--").hashCode());
            add(s.trim().length());
            add(s.repeat(3).hashCode());
            add(s.isEmpty() ? 1 : 0);
            add((int) s.chars().sum());
            add((int) s.codePoints().count());
        }
        show("characters");
    }

    static void copies() {
        Random random = new Random(42);
        for (int n = 0; n < 70; n++) {
            char[] latin = new char[n], wide = new char[n];
            for (int i = 0; i < n; i++) {
                latin[i] = (char) random.nextInt(256);
                wide[i] = (char) random.nextInt(65536);
            }
            for (char[] c : new char[][] {latin, wide})
                for (int from = 0; from <= n; from += 1 + from / 3)
                    for (int to = from; to <= n; to += 1 + to / 4) {
                        String s = new String(c, from, to - from), sub = new String(c).substring(from, to);
                        add(s.equals(sub) ? 1 : 0);
                        add(s.hashCode());
                        char[] back = new char[n + 2];
                        new String(c).getChars(from, to, back, 1);
                        add(String.valueOf(back).hashCode());
                        add(new StringBuilder().append(s).append('x').append(c, from, to - from).insert(0, "\u4e2d")
                                .toString().hashCode());
                        add((s + "|" + sub + n).hashCode());
                        add(new StringBuilder(sub).reverse().toString().hashCode());
                    }
            /* one wide character at every place, so that compression stops there */
            for (int i = 0; i < n; i++) {
                char[] c = latin.clone();
                c[i] = '\u0100';
                String s = new String(c);
                add(s.hashCode());
                add(s.substring(i).hashCode());
                add(s.substring(0, i).hashCode());
                add(s.substring(i + 1).equals(new String(latin).substring(i + 1)) ? 1 : 0);
                StringBuilder b = new StringBuilder(s);
                b.setCharAt(i, 'y');
                add(b.toString().compareTo(new String(latin)));
            }
        }
        show("copies");
    }

    static void coding() {
        Random random = new Random(7);
        for (int n = 0; n < 40; n++)
            for (int high = -1; high < n; high++) {
                byte[] b = new byte[n + 3];
                for (int i = 0; i < n; i++)
                    b[i + 1] = (byte) (32 + random.nextInt(90));
                if (high >= 0)
                    b[high + 1] = (byte) (0x80 + random.nextInt(128));
                add(new String(b, 1, n, StandardCharsets.ISO_8859_1).hashCode());
                add(new String(b, 1, n, StandardCharsets.US_ASCII).hashCode());
                add(new String(b, 1, n, StandardCharsets.UTF_8).hashCode());
                String s = new String(b, 1, n, StandardCharsets.ISO_8859_1);
                StringBuilder w = new StringBuilder(s);
                if (high >= 0)
                    w.setCharAt(high, (char) (0x80 + random.nextInt(60000)));
                for (String t : new String[] {s, w.toString()})
                    for (var set : new java.nio.charset.Charset[] {StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII,
                        StandardCharsets.UTF_8, StandardCharsets.UTF_16LE}) {
                        add(java.util.Arrays.hashCode(t.getBytes(set)));
                        add(set.encode(t).remaining());
                        add(set.decode(set.encode(t)).toString().hashCode());
                    }
            }
        show("coding");
    }

    public static void main(String[] args) {
        pairs();
        characters();
        copies();
        coding();
        fails("charAt -1", () -> "abc".charAt(-1));
        fails("charAt 3", () -> "abc".charAt(3));
        fails("charAt wide", () -> "\u4e2d".charAt(1));
        fails("charAt min", () -> "".charAt(Integer.MIN_VALUE));
        fails("compareTo null", () -> "abc".compareTo(null));
        fails("equals null", () -> "abc".equals(null));
        fails("equals other", () -> "abc".equals(new StringBuilder("abc")));
        fails("startsWith null", () -> "abc".startsWith(null));
        fails("startsWith null far", () -> "abc".startsWith(null, 10));
        fails("indexOf null", () -> "abc".indexOf(null));
        fails("indexOf null from", () -> "abc".indexOf(null, 5));
        fails("regionMatches null", () -> "abc".regionMatches(0, null, 0, 1));
        fails("substring", () -> "abc".substring(2, 1));
        fails("substring wide", () -> "\u4e2d\u4e2d".substring(0, 3));
        fails("getChars", () -> { "abcdef".getChars(0, 6, new char[5], 0); return null; });
        fails("getChars wide", () -> { "\u4e2dabcdef".getChars(0, 6, new char[5], 0); return null; });
        fails("getChars begin", () -> { "abcdef".getChars(-1, 6, new char[9], 0); return null; });
        fails("getChars null", () -> { "abcdef".getChars(0, 6, null, 0); return null; });
        fails("getChars empty", () -> { "abcdef".getChars(3, 3, new char[2], 2); return "ok"; });
        fails("new range", () -> new String(new char[4], 2, 3));
        fails("new bytes", () -> new String(new byte[4], 2, 3, StandardCharsets.UTF_8));
        fails("builder", () -> new StringBuilder("abc").charAt(3));
        fails("builder set", () -> { new StringBuilder("\u4e2d").setCharAt(1, 'x'); return null; });
        fails("builder insert", () -> new StringBuilder("abc").insert(4, "x"));
    }
}
