/** Strings as modified UTF-8 and as UTF-16. */
public class Strings {
    static native void show(String s);

    static native String fromUtf(byte[] bytes);

    static native String fromChars(char[] chars);

    static native String roundTrip(String s);

    static native void regions(String s);

    public static void main(String[] args) {
        Say.init();
        String[] samples = {"", "ascii", "nul\0inside", "gr\u00fc\u00dfe", "\u65e5\u672c", "\ud83d\ude00", "\ud83dalone",
                "\udc00\ud800", "x".repeat(5000)};
        for (String s : samples) {
            show(s);
            System.out.println(roundTrip(s).equals(s));
        }
        byte[][] encoded = {{}, {'a', 'b'}, {'a', (byte) 0xc0, (byte) 0x80, 'b'}, {(byte) 0xc3, (byte) 0xbc},
                {(byte) 0xe6, (byte) 0x97, (byte) 0xa5}, {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, (byte) 0xed, (byte) 0xb8,
                (byte) 0x80}};
        for (byte[] bytes : encoded) {
            System.out.println(Say.plain(fromUtf(bytes)));
        }
        System.out.println(fromUtf(null));
        System.out.println(Say.plain(fromChars(new char[] {'a', 0, '\u00ff', '\u0100', '\ud83d'})) + fromChars(new char[0]));
        regions("gr\u00fc\u00dfe \u65e5\u672c");
    }
}
