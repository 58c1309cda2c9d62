/**
 * java.util.Formatter: conversions, flags, widths, errors; DecimalFormat, MessageFormat, NumberFormat,
 * ChoiceFormat.
 */
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.ChoiceFormat;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Calendar;
import java.util.Locale;

public class Formatting {
    static void format(String f, Object... values) {
        try {
            System.out.println(f + " -> [" + String.format(Locale.ROOT, f, values) + "]");
        } catch (RuntimeException e) {
            System.out.println(f + " -> " + e);
        }
    }

    public static void main(String[] args) throws Exception {
        format("%d %5d %-5d| %05d %+d %,d %(d % d %x %X %o %#x %#o", 1, 2, 3, 4, 5, 1234567, -6, 7, 255, -1, 8, 255,
                8);
        format("%d %d %d %x", (byte) -1, Long.MIN_VALUE, new BigInteger("123456789012345678901234567890"), (byte) -1);
        format("%f %.2f %10.3f %-10.1f| %e %.3e %g %a %,.2f %+.0f %(.1f", 1.5, 2.345, Math.PI, 2.25, 12345.678,
                0.00012, 0.0001, 1.0, 1e9, 2.5, -3.0);
        format("%.3f %s %.1f %f", new BigDecimal("1.23456"), 1.0f, 0.25, Double.NaN);
        format("%s %S %10s %-10s| %.3s %b %B %c %C %h %n%%", "str", "up", "right", "left", "truncate", true, null,
                'c', 'd', "hi");
        format("%2$s %1$s %<s %s %s", "a", "b");
        format("%tY-%<tm-%<td %<tH:%<tM:%<tS %<tB %<tA %<tj", new java.util.GregorianCalendar(2024, Calendar.FEBRUARY,
                29, 13, 5, 9));
        format("%d", "not a number");
        format("%s %s", 1);
        format("%q", 1);
        format("%-d", 1);
        format("%.2d", 1);
        format("%c %c", 0x1F600, (byte) 65);
        format("%08.2f|%+08d|%-8b|", -3.14159, 42, true);
        format("%s %s %s", new int[0].length, null, java.util.List.of(1));
        DecimalFormatSymbols root = DecimalFormatSymbols.getInstance(Locale.ROOT);
        for (String p : new String[] {"#,##0.00", "0.###E0", "00.00%", "#", "$#,##0;($#,##0)", "0.0#"}) {
            DecimalFormat f = new DecimalFormat(p, root);
            System.out.println(p + " " + f.format(1234.5) + " " + f.format(-0.0456) + " " + f.format(1e10) + " "
                    + f.format(2.5));
        }
        System.out.println(NumberFormat.getInstance(Locale.GERMANY).format(1234567.891) + " "
                + NumberFormat.getInstance(Locale.US).format(-1234.5)
                + " " + NumberFormat.getPercentInstance(Locale.US).format(0.256) + " "
                        + NumberFormat.getCurrencyInstance(Locale.US).format(-12.3));
        System.out.println(NumberFormat.getInstance(Locale.US).parse("1,234.5xyz") + " "
                + new DecimalFormat("#", root).parse("77"));
        System.out.println(new MessageFormat("{0} has {1,number,integer} {1,choice,0#files|1#file|1<files}, '{quoted}'", Locale.US)
                .format(new Object[] {"disk", 12345}));
        System.out.println(new ChoiceFormat("0#none|1#one|2#many").format(7) + " "
                + MessageFormat.format("{1}{0}{1}", "a", "b"));
        System.out.printf(Locale.US, "%s %s%n", Locale.FRANCE.getDisplayCountry(Locale.ENGLISH),
                Locale.forLanguageTag("de-CH-1996").getVariant());
    }
}
