/**
 * String methods: searching, cutting, joining, stripping, case, regions, lines, repeat, intern, constants, text
 * blocks.
 */
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

public class Strings {
    public static void main(String[] args) throws Exception {
        String s = "The quick brown fox jumps over the lazy dog";
        System.out.println(s.indexOf("o") + " " + s.lastIndexOf('o') + " " + s.indexOf("fox", 17) + " "
                + s.indexOf("") + " "
                + s.contains("lazy") + " " + s.startsWith("quick", 4) + " " + s.endsWith("dog") + " " + s.charAt(4)
                        + " "
                + s.hashCode() + " " + "".hashCode() + " " + "polygenelubricants".hashCode());
        System.out.println(s.substring(4, 9) + "|" + s.substring(40) + "|" + s.replace('o', '0') + "|"
                + s.replace("the", "a") + "|"
                + s.replaceAll("[aeiou]", "") + "|" + s.replaceFirst("\\w+", "A") + "|" + "aaa".replace("a", "bb")
                        + "|" + "x".replace("", "-"));
        System.out.println(Arrays.toString("a,b,,c,,".split(",")) + Arrays.toString("a,b,,c,,".split(",", -1))
                + Arrays.toString("a1b22c".split("\\d+")) + Arrays.toString("boo:and:foo".split("o", 2))
                        + "".split(",").length);
        System.out.println(" \t trim \u2003 ".trim() + "|" + " \u2003strip\u2003 ".strip() + "|"
                + " x ".stripLeading() + "|"
                + " x ".stripTrailing() + "|" + "  ".isBlank() + "".isEmpty());
        System.out.println("ab".repeat(3) + String.join("-", "x", "y", "z") + String.join("/", List.of("p", "q"))
                + "abc".compareTo("abd")
                + "a".compareTo("abc") + "ABC".compareToIgnoreCase("abd")
                        + "stra\u00dfe".equalsIgnoreCase("STRA\u00dfE"));
        System.out.println("stra\u00dfe".toUpperCase(Locale.ROOT) + " \u0130".toLowerCase(Locale.ROOT).length() + " "
                + "TITLE".toLowerCase(new Locale("tr")) + " " + "\u03a3\u0391\u03a3".toLowerCase(Locale.ROOT) + " "
                        + "\u01c6".toUpperCase(Locale.ROOT));
        System.out.println("a\nb\r\nc\rd".lines().collect(Collectors.joining("|")) + " " + "x\ty".translateEscapes()
                + " "
                + "\\tq\\u".length() + " " + "a\\nb\\t\\\"\\101".translateEscapes().replace('\n', '~')
                        .replace('\t', '^'));
        System.out.println("abc".chars().sum() + " " + "a\ud83d\ude00b".codePoints().count() + " "
                + "\ud83d\ude00".codePointAt(0) + " "
                + new StringBuilder("a\ud83d\ude00b").reverse() + " " + "a\ud83d\ude00b".offsetByCodePoints(0, 2)
                        + " "
                + new String(new int[] {0x1F600, 97}, 0, 2) + " " + Character.isSurrogate("\ud83d\ude00".charAt(0))
                        + " "
                + "\ud83d\ude00".codePointBefore(2) + " " + "a\ud83d\ude00".codePointCount(0, 3));
        System.out.println("abc".regionMatches(true, 1, "XBC", 1, 2) + " "
                + "abc".contentEquals(new StringBuilder("abc")) + " "
                + String.valueOf(new char[] {'o', 'k'}) + " " + String.copyValueOf(new char[] {'a', 'b', 'c'}, 1, 2)
                        + " " + "a".concat("b")
                + " " + "x".equals(null) + " " + "abcabc".indexOf('c', 3) + " " + "abcabc".lastIndexOf("bc", 3) + " "
                        + "a-b".matches("\\w-\\w"));
        String built = new StringBuilder("inter").append("ned").toString();
        System.out.println((built == "interned") + " " + (built.intern() == "interned") + " "
                + (new String("x") == "x") + " "
                + ("\u0000null char".length()));
        char[] target = new char[5];
        "hello world".getChars(6, 11, target, 0);
        System.out.println(new String(target) + new String(target, 1, 2) + "hello".toCharArray().length);
        System.out.println("""
                A text block
                  with "quotes", \"""three\""" and \\ escapes,
                trailing space\s
                joined \
                lines\tand tabs
                """ + """
                no newline at the end""");
        System.out.println("  indented\n    more\n".stripIndent() + "a\nb".indent(2) + "%d-%s".formatted(5, "f"));
        System.out.println("x".transform(v -> v + "!") + " " + "caf\u00e9".getBytes("UTF-8").length + " "
                + new String(new byte[] {99, (byte) 0xe9}, "ISO-8859-1")
                + " " + new String("\u4e2d".getBytes("UTF-16BE"), "UTF-16BE") + " "
                        + new String(new byte[] {(byte) 0xff, 65}, "UTF-8")
                + " " + Arrays.toString("\ud800x".getBytes("UTF-8")));
        for (String bad : new String[] {"abc", "", "2147483648", "+5", "-", "0x1F", " 1"}) {
            try {
                System.out.print(Integer.parseInt(bad) + " ");
            } catch (NumberFormatException e) {
                System.out.print("[" + e.getMessage() + "] ");
            }
        }
        System.out.println(Integer.decode("0x1F") + " " + Integer.parseInt("-zz", 36) + " "
                + Long.parseUnsignedLong("18446744073709551615")
                + " " + Integer.toString(-255, 16) + " " + Integer.toHexString(-1) + " " + Long.toBinaryString(10)
                        + " "
                + Double.parseDouble("1e-5") + " " + Double.parseDouble("0x1.8p1") + " "
                        + Float.parseFloat("3.4028236e38") + " "
                + Boolean.parseBoolean("TRUE") + " " + Byte.parseByte("-128"));
        System.out.println("b".compareTo("a\ud800") + " " + List.of("\uffff", "\ud83d\ude00", "a").stream().sorted()
                .map(String::length).collect(Collectors.toList()));
    }
}
