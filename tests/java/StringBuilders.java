/**
 * StringBuilder and StringBuffer: growth, Latin-1 to UTF-16 inflation, insert, delete, replace, code points,
 * bounds.
 */
public class StringBuilders {
    static void attempt(Runnable r) {
        try {
            r.run();
            System.out.println("allowed");
        } catch (IndexOutOfBoundsException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    public static void main(String[] args) {
        StringBuilder b = new StringBuilder();
        b.append(true).append('c').append(1).append(2L).append(3f).append(4d).append((Object) null)
                .append((String) null)
                .append(new char[] {'x', 'y'}).append("abcdef", 2, 4).append(new char[] {'p', 'q', 'r'}, 1, 1)
                        .appendCodePoint(0x1F600);
        System.out.println(b + " " + b.length());
        b.insert(0, "<").insert(1, 42).insert(3, false).insert(3, 'z').insert(b.length(), 1.5)
                .insert(2, new char[] {'_'});
        System.out.println(b);
        b.delete(0, 4).deleteCharAt(0).replace(2, 4, "REPLACED").setCharAt(0, '\u0416');
        System.out.println(b + " " + b.indexOf("true") + " " + b.lastIndexOf("l") + " " + b.charAt(3) + " "
                + b.substring(5, 8));
        b.setLength(4);
        System.out.println(b + "|" + b.length());
        b.setLength(6);
        System.out.println((int) b.charAt(5) + " " + b.reverse().length() + " " + (b.capacity() >= 6));
        StringBuilder grow = new StringBuilder(1);
        for (int i = 0; i < 5000; i++) {
            grow.append((char) ('a' + i % 26));
            if (i == 2500) {
                grow.append('\u4e2d');
            }
        }
        System.out.println(grow.length() + " " + grow.toString().hashCode() + " " + grow.indexOf("\u4e2d"));
        grow.delete(2501, 2502);
        System.out.println(grow.toString().hashCode() + " " + grow.compareTo(new StringBuilder("abc")));
        StringBuffer sync = new StringBuffer("sync");
        sync.append(sync).append(sync, 0, 2).reverse();
        System.out.println(sync);
        attempt(() -> new StringBuilder("abc").charAt(3));
        attempt(() -> new StringBuilder("abc").insert(4, "x"));
        attempt(() -> new StringBuilder("abc").delete(2, 1));
        attempt(() -> new StringBuilder("abc").delete(1, 100));
        attempt(() -> new StringBuilder("abc").setLength(-1));
        attempt(() -> new StringBuilder("abc").deleteCharAt(3));
        attempt(() -> new StringBuilder("abc").substring(-1));
        java.util.StringJoiner joiner = new java.util.StringJoiner(", ", "{", "}").setEmptyValue("none");
        System.out.println(joiner + " " + joiner.add("a").add("b").length() + joiner);
        System.out.println(new StringBuilder("ab\ud83d\ude00c").reverse().codePointAt(1) + " "
                + "x".contentEquals(new StringBuffer("x")));
    }
}
