/** Scanner, Properties, UUID, Base tools: parsing text from strings. */
import java.io.*;
import java.util.*;
import java.util.regex.Pattern;

public class Scanners {
    public static void main(String[] args) throws Exception {
        Scanner s = new Scanner("12 -7 3.25 word true 0x1f 99999999999 1e3\nrest of line\n  last")
                .useLocale(Locale.ROOT);
        System.out.println(s.nextInt() + " " + s.nextLong() + " " + s.nextDouble() + " " + s.next() + " "
                + s.nextBoolean() + " " + s.hasNextInt() + s.next() + " " + s.hasNextInt() + s.nextBigInteger() + " "
                + s.nextBigDecimal());
        System.out.println("[" + s.nextLine() + "][" + s.nextLine() + "][" + s.next() + "] " + s.hasNext());
        try {
            s.next();
        } catch (NoSuchElementException e) {
            System.out.println(e.getClass().getSimpleName());
        }
        try {
            new Scanner("x").nextInt();
        } catch (InputMismatchException e) {
            System.out.println(e.getMessage());
        }
        Scanner d = new Scanner("a, b;c").useDelimiter("\\s*[,;]\\s*");
        System.out.println(d.tokens().toList() + " " + new Scanner("k=v; q=w").findAll(Pattern.compile("(\\w)=(\\w)"))
                .map(m -> m.group(2)).toList() + " " + new Scanner("1:2").findInLine("(\\d):(\\d)"));
        Properties p = new Properties();
        p.load(new StringReader("# comment\na = 1\nb:two\\\n   lines\n! x\nkey\\ with\\ space=\\u00e9\nempty"));
        System.out.println(new TreeMap<>(p) + " " + p.getProperty("none", "d"));
        StringWriter w = new StringWriter();
        Properties one = new Properties(p);
        one.setProperty("é key", "v\n=");
        one.store(w, null);
        System.out.println(w.toString().lines().skip(1).toList() + one.getProperty("a"));
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        one.storeToXML(xml, "c");
        Properties back = new Properties();
        back.loadFromXML(new ByteArrayInputStream(xml.toByteArray()));
        System.out.println(back + " " + UUID.fromString("123e4567-e89b-12d3-a456-426614174000").version());
    }
}
