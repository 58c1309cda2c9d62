/** Locale data: resource bundles with parents, collation, break iterators, currencies, normalisation, IDs. */
import java.text.*;
import java.util.*;

public class Locales {
    public static class Messages extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"hello", "Hello"}, {"bye", "Bye"}, {"number", 42}};
        }
    }

    public static class Messages_de extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"hello", "Hallo"}};
        }
    }

    public static class Messages_de_AT extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"bye", "Servus"}};
        }
    }

    public static void main(String[] args) throws Exception {
        for (Locale l : new Locale[] {Locale.ROOT, Locale.GERMANY, new Locale("de", "AT"), Locale.JAPAN}) {
            ResourceBundle b = ResourceBundle.getBundle("Locales$Messages", l);
            System.out.println(l + " " + b.getString("hello") + " " + b.getString("bye") + " " + b.getObject("number")
                    + " " + b.getLocale());
        }
        try {
            ResourceBundle.getBundle("Missing", Locale.ROOT);
        } catch (MissingResourceException e) {
            System.out.println(e.getMessage());
        }
        try {
            ResourceBundle.getBundle("Locales$Messages").getString("nothing");
        } catch (MissingResourceException e) {
            System.out.println(e.getMessage());
        }
        String[] words = {"zebra", "Äpfel", "apfel", "Zoo", "éclair", "eclair", "Eclair"};
        Arrays.sort(words, Collator.getInstance(Locale.GERMAN));
        System.out.println(Arrays.toString(words));
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.US);
        String text = "One sentence. And two! \"Three?\" Yes.";
        sentences.setText(text);
        for (int start = sentences.first(), end = sentences.next(); end != BreakIterator.DONE; start = end,
                end = sentences.next()) {
            System.out.print("[" + text.substring(start, end) + "]");
        }
        System.out.println();
        System.out.println(Normalizer.normalize("é", Normalizer.Form.NFD).length() + " "
                + Normalizer.normalize("ﬁ", Normalizer.Form.NFKC) + " "
                + Normalizer.isNormalized("e\u0301", Normalizer.Form.NFC));
        Locale swiss = Locale.forLanguageTag("de-Latn-CH");
        System.out.println(swiss + " " + swiss.getScript() + " " + swiss.toLanguageTag() + " " + new Locale("iw")
                .getLanguage() + " " + Locale.US.getISO3Country()
                + " " + Locale.getDefault() + " " + Currency.getInstance(Locale.JAPAN).getDefaultFractionDigits()
                        + " " + Currency.getInstance("EUR").getSymbol(Locale.FRANCE));
        System.out.println(new DateFormatSymbols(Locale.ENGLISH).getMonths()[6] + " " + new CompactNumber().format());
        PropertyResourceBundle p =
                new PropertyResourceBundle(new java.io.StringReader("a=1\nb : two words \\\n   continued\n# comment\nc\\ d=\\u0041"));
        System.out.println(p.getString("a") + "|" + p.getString("b") + "|" + p.getString("c d"));
    }

    static class CompactNumber {
        String format() {
            return NumberFormat.getCompactNumberInstance(Locale.US, NumberFormat.Style.SHORT).format(1_234_567);
        }
    }
}
