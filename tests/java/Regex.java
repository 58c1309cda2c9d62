/**
 * java.util.regex: groups, greed, look-around, back references, flags, replacement, splitting, Unicode, errors.
 */
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

public class Regex {
    static void all(String regex, String input, int flags) {
        Matcher m = Pattern.compile(regex, flags).matcher(input);
        StringBuilder b = new StringBuilder(regex + ":");
        while (m.find()) {
            b.append(" [").append(m.group()).append("]@").append(m.start());
            for (int g = 1; g <= m.groupCount(); g++) {
                b.append(" ").append(g).append('=').append(m.group(g));
            }
        }
        System.out.println(b);
    }

    public static void main(String[] args) {
        all("(\\d+)-(\\d+)?", "10-20 30- x-5 7-8", 0);
        all("a.*?b", "aXb aab ab", 0);
        all("a.*b", "aXb aab ab", 0);
        all("a.*+b", "aXb aab ab", 0);
        all("(?<=\\$)\\d+(?!\\d*%)", "$10 $20% 30 $45", 0);
        all("(\\w)\\1", "aabbcd ee", 0);
        all("^\\w+$", "one\ntwo words\nthree", Pattern.MULTILINE);
        all("CAT|dog", "Cat DOG bird", Pattern.CASE_INSENSITIVE);
        all("\\p{Lu}\\p{L}*", "Zürich Łódź москва Ωμέγα", 0);
        all("[^\\s&&[^x]]+", "xx y zz", 0);
        all("\\b\\w{3,4}\\b", "a ab abc abcd abcde", 0);
        all(".", "a\ud83d\ude00b", 0);
        all("(?x) a  b # comment\n c", "abc a b c", 0);
        all("(?i)stra\u00dfe", "STRA\u00dfE", Pattern.UNICODE_CASE);
        all("(a|b)*c", "ababc bac c", 0);
        all("\\Qa.b\\E", "a.b aXb", 0);
        Matcher m = Pattern.compile("(?<year>\\d{4})-(?<month>\\d\\d)").matcher("on 2024-02 and 1999-12");
        System.out.println(m.replaceAll("${month}/${year}") + " " + m.reset().results().map(r -> r.group(1))
                .collect(Collectors.toList())
                + " " + Pattern.compile("\\d").matcher("a1b2").replaceAll(r -> "<" + (Integer.parseInt(r.group()) + 1)
                        + ">"));
        StringBuilder out = new StringBuilder();
        m.reset();
        while (m.find()) {
            m.appendReplacement(out, m.group("year").replace("1", "\\$1"));
        }
        System.out.println(m.appendTail(out) + " " + Arrays.toString(Pattern.compile("\\s*[,;]\\s*")
                .split("a , b;c,, d")));
        System.out.println(Pattern.matches("[a-c]+", "abcabc") + " " + "x".matches("y|x") + " "
                + Pattern.compile("^a").matcher("ba").lookingAt()
                + " " + Pattern.compile("b").asPredicate().test("abc") + " " + Pattern.quote("a\\E"));
        for (String bad : new String[] {"(", "[a", "*", "a{2,1}", "\\p{Nope}", "(?<n>a)\\k<m>"}) {
            try {
                Pattern.compile(bad);
                System.out.println(bad + " compiled");
            } catch (PatternSyntaxException e) {
                System.out.println(bad + ": " + e.getDescription() + " " + e.getIndex());
            }
        }
        Matcher region = Pattern.compile("\\d+").matcher("12345");
        region.region(1, 3);
        System.out.println(region.find() + region.group() + region.hitEnd() + region.regionStart());
        System.out.println(Pattern.compile("(x+x+)+y").matcher("xxxxxxxxxxxx").find());
    }
}
