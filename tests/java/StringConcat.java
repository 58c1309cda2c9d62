/**
 * String concatenation of all types, at all lengths, with constants, null, side effects, and the compound forms.
 */
public class StringConcat {
    static int calls;

    static String trace(String s) {
        calls++;
        return s + calls;
    }

    static class Odd {
        @Override
        public String toString() {
            return null;
        }
    }

    static final String CONST = "con" + 1 + 'c' + true + 2.5f + 3L + null;
    static String field;
    static String[] array = {null, "a"};

    public static void main(String[] args) {
        boolean z = true;
        byte b = -1;
        char c = '\u00e9';
        short s = 300;
        int i = Integer.MIN_VALUE;
        long l = Long.MIN_VALUE;
        float f = 1.1f;
        double d = -0.0;
        String t = null;
        Object o = new Odd();
        char[] chars = {'x'};
        System.out.println(z + "," + b + "," + c + "," + s + "," + i + "," + l + "," + f + "," + d + "," + t + ","
                + o);
        System.out.println("" + z + b + c + s + i + l + f + d + t + o);
        System.out.println(b + c + s + " " + b + c + s);
        System.out.println("a" + 1 + 2 + (1 + 2) + 'b' + (char) ('b' + 1) + ('b' + 1));
        System.out.println(CONST + CONST.length() + (CONST == "conc" ? 1 : 2));
        System.out.println(("ab" == "a" + "b") + " " + (("a" + t) == ("a" + t)) + " " + ("a" + t).intern()
                .equals("anull"));
        field += "x";
        field += 1;
        field += 'c' + 1;
        array[0] += array[1] += "y";
        System.out.println(field + array[0] + array[1]);
        t += null;
        t += chars.length;
        System.out.println(t);
        System.out.println(trace("p") + trace("q") + calls + trace("r"));
        String wide = "\u4e2d\ud83d\ude00";
        System.out.println("latin" + c + wide + i + "\u0001\u0002" + wide.length());
        String marks = "\u0001" + i + "\u0002" + t;
        System.out.println(marks.length() + " " + (int) marks.charAt(0));
        Integer box = 5;
        Character boxed = 'k';
        CharSequence seq = new StringBuilder("sb");
        System.out.println("boxes " + box + boxed + seq + (Object) null + java.util.Arrays.asList(1, "x"));
        int n = 0;
        String many = "" + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++
                + n++ + n++
                + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++ + n++
                        + n++ + n++;
        System.out.println(many + n);
        String over200 = "";
        StringBuilder check = new StringBuilder();
        for (int k = 0; k < 250; k++) {
            over200 = over200 + k + (k % 7 == 0 ? "\u0416" : ".");
            check.append(k).append(k % 7 == 0 ? "\u0416" : ".");
        }
        System.out.println(over200.equals(check.toString()) + " " + over200.hashCode());
        double[] ds = {1e7, 1e-3, 9.999e-4, 1.0E10, 123456789.125, 4.9E-324, 2.2250738585072014E-308, 1e23,
                9007199254740993.0};
        float[] fs = {1e7f, 1e-3f, 3.4028235E38f, 1.17549435E-38f, 0.3f, 16777216f, 1.0E10f};
        for (double v : ds) {
            System.out.print(v + " ");
        }
        for (float v : fs) {
            System.out.print(v + " ");
        }
        System.out.println();
    }
}
