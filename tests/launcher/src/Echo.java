/** Prints its arguments, one a line, everything outside ASCII as escapes. */
public class Echo {
    public static void main(String[] args) {
        System.out.println(args.length + " arguments");
        for (String arg : args) {
            StringBuilder text = new StringBuilder("<");
            for (char c : arg.toCharArray()) {
                text.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
            System.out.println(text.append('>'));
        }
    }
}
