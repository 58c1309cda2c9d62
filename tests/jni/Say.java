/** Prints for the native halves of the tests. */
class Say {
    static {
        System.loadLibrary("jnitest");
    }

    static void line(String text) {
        System.out.println(text);
    }

    /** Outside ASCII as escapes. */
    static String plain(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return out.toString();
    }

    static void init() {
    }
}
