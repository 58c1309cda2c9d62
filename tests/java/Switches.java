/**
 * tableswitch and lookupswitch with extreme keys, switches on strings and enums, fall-through, switch expressions.
 */
public class Switches {
    enum Colour { RED, GREEN, BLUE, BLACK }

    static String table(int i) {
        switch (i) {
        case -2: return "minus two";
        case -1: return "minus one";
        case 0: return "zero";
        case 1: return "one";
        case 3: return "three";
        default: return "other";
        }
    }

    static String lookup(int i) {
        switch (i) {
        case Integer.MIN_VALUE: return "min";
        case -1000000: return "minus a million";
        case 7: return "seven";
        case 65536: return "64k";
        case Integer.MAX_VALUE: return "max";
        default: return "other";
        }
    }

    static int edgeTable(int i) {
        switch (i) {
        case Integer.MAX_VALUE - 2: return 2;
        case Integer.MAX_VALUE - 1: return 1;
        case Integer.MAX_VALUE: return 0;
        default: return -1;
        }
    }

    static String fallThrough(int n) {
        StringBuilder s = new StringBuilder();
        switch (n) {
        case 4: s.append("four ");
        case 3: s.append("three ");
        default: s.append("default ");
        case 2: s.append("two ");
            break;
        case 1: s.append("one ");
        }
        return s.toString();
    }

    static int strings(String s) {
        switch (s) {
        case "": return 0;
        case "Aa": return 1;
        case "BB": return 2; // the same hash as "Aa"
        case "C#": return 3; // and the same again
        case "long string \u00e9\u4e2d": return 4;
        default: return -1;
        }
    }

    static int enums(Colour c) {
        return switch (c) {
            case RED -> 1;
            case GREEN, BLUE -> {
                int n = c.ordinal();
                yield n * 10;
            }
            case BLACK -> throw new IllegalStateException("black");
        };
    }

    static String nested(int a, char b) {
        return switch (a) {
            case 1, 2, 3 -> switch (b) {
                case 'x' -> "small x";
                case 'y' -> "small y";
                default -> "small " + b;
            };
            default -> {
                try {
                    yield "big " + 10 / (a - 10);
                } catch (ArithmeticException e) {
                    yield "ten";
                }
            }
        };
    }

    static int oneCase(byte b) {
        switch (b) {
        case -128: return 1;
        }
        return 0;
    }

    @SuppressWarnings("empty")
    static int noCase(int i) {
        switch (i) {
        default: return i;
        }
    }

    public static void main(String[] args) {
        for (int i : new int[] {-3, -2, -1, 0, 1, 2, 3, 4, 7, 65536, -1000000, Integer.MIN_VALUE, Integer.MAX_VALUE,
                Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 3}) {
            System.out.println(i + " " + table(i) + ", " + lookup(i) + ", " + edgeTable(i) + ", " + fallThrough(i));
        }
        for (String s : new String[] {"", "Aa", "BB", "C#", "AaBB", "long string \u00e9\u4e2d", "none"}) {
            System.out.println(s + " " + strings(s));
        }
        for (Colour c : Colour.values()) {
            try {
                System.out.println(c + " " + enums(c));
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
        for (Object none : new Object[] {"s", "e"}) {
            try {
                System.out.println(none.equals("s") ? strings(null) : enums(null));
            } catch (NullPointerException e) {
                System.out.println("null selector");
            }
        }
        System.out.println(nested(1, 'x') + ", " + nested(2, 'y') + ", " + nested(3, 'z') + ", " + nested(4, ' ')
                + ", "
                + nested(10, ' '));
        System.out.println(oneCase((byte) 128) + " " + oneCase((byte) 0) + " " + noCase(5));
        int total = 0;
        for (char c = 'a'; c < 'z'; c++) {
            total += switch (c) {
                case 'a', 'e', 'i', 'o', 'u' -> 1;
                default -> {
                    if (c > 'm') {
                        yield 100;
                    }
                    yield 10;
                }
            };
        }
        System.out.println(total);
    }
}
