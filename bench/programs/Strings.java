/** Strings: building, splitting, searching, replacing, comparing and formatting text. */
public class Strings implements Bench.Kernel {
    static String line(int i) {
        StringBuilder b = new StringBuilder();
        b.append("line ").append(i).append(": ");
        for (int k = 0; k < 12; k++) {
            b.append((char) ('a' + (i * 7 + k * 3) % 26)).append(k % 4 == 3 ? ", " : "");
        }
        return b.append(i * 0.5).append(';').toString();
    }

    static int words(String text) {
        int count = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i));
            if (letter && !inside) {
                count++;
            }
            inside = letter;
        }
        return count;
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                String s = line(i + r);
                all.append(s.toUpperCase()).append('\n');
                checksum += s.indexOf(", ") + s.lastIndexOf('a') + s.replace("a", "--").length()
                        + s.substring(3, s.length() - 2).trim().compareTo("ne");
                checksum = checksum * 31 + s.hashCode() + (s + r + '/' + i).length();
            }
            String text = all.toString();
            checksum += words(text);
            for (String part : text.split("\n")) {
                for (String piece : part.split(", ")) {
                    checksum = checksum * 17 + piece.length() + (piece.startsWith("LINE") ? 5 : 0)
                            + (piece.equalsIgnoreCase("ijlm") ? 1 : 0);
                }
            }
            checksum += new StringBuilder(text).reverse().toString().hashCode() + String.join("+", text.split(";"))
                    .hashCode();
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 30, 110, new Strings());
    }
}
