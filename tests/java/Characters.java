/** Character: categories, case, digits, surrogates, names of blocks, over the whole of Unicode by checksum. */
public class Characters {
    public static void main(String[] args) {
        long letters = 0, digits = 0, upper = 0, space = 0, types = 0, lower = 0, identifier = 0, mirrored = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 7) {
            letters += Character.isLetter(c) ? c : 0;
            digits += Character.isDigit(c) ? Character.digit(c, 10) + c : 0;
            upper += Character.toUpperCase(c);
            lower += Character.toLowerCase(c) ^ Character.toTitleCase(c);
            space += Character.isWhitespace(c) ? c : 0;
            types = types * 31 + Character.getType(c);
            identifier += Character.isJavaIdentifierPart(c) ? 1 : 0;
            mirrored += Character.isMirrored(c) ? 1 : Character.getDirectionality(c);
        }
        System.out.println(letters + " " + digits + " " + upper + " " + lower + " " + space + " " + types + " "
                + identifier + " " + mirrored);
        System.out.println(Character.getName('A') + " " + Character.getName(0x1F600) + " "
                + Character.UnicodeBlock.of(0x416) + " "
                + Character.UnicodeScript.of(0x3042) + " " + Character.getNumericValue('\u2167') + " "
                        + Character.forDigit(35, 36)
                + " " + Character.digit('z', 36) + " " + Character.digit('\uff15', 10));
    }
}
