/** Get and Set of fields of every type, of instances and of classes. */
public class Fields {
    static class Holder {
        boolean z = true;
        byte b = -1;
        char c = 'c';
        short s = -2;
        int i = -3;
        long j = -4;
        float f = -5.5f;
        double d = -6.5;
        Object o = "object";
        volatile long vj = 7;
        volatile Object vo = "volatile";
        private final int hidden = Integer.parseInt("8");
        static boolean sz = true;
        static byte sb = -1;
        static char sc = 'c';
        static short ss = -2;
        static int si = -3;
        static long sj = -4;
        static float sf = -5.5f;
        static double sd = -6.5;
        static Object so = "static object";
        static volatile double svd = 9;

        @Override
        public String toString() {
            return z + " " + b + " " + (int) c + " " + s + " " + i + " " + j + " " + f + " " + d + " " + o + " " + vj + " " + vo
                    + " " + hidden;
        }

        static String statics() {
            return sz + " " + sb + " " + (int) sc + " " + ss + " " + si + " " + sj + " " + sf + " " + sd + " " + so + " " + svd;
        }
    }

    static class Inheritor extends Holder implements Constants {
        int i = 100; // hides the superclass's
    }

    interface Constants {
        int ANSWER = Integer.parseInt("42");
        String TEXT = "constant";
    }

    static class Lazy {
        static int value = 5;

        static {
            Say.line("Lazy is initialized");
        }
    }

    static native void use(Holder holder, Inheritor inheritor);

    static native void missing();

    public static void main(String[] args) {
        Say.init();
        Holder holder = new Holder();
        Inheritor inheritor = new Inheritor();
        use(holder, inheritor);
        System.out.println(holder);
        System.out.println(Holder.statics());
        System.out.println(inheritor.i + " " + ((Holder) inheritor).i);
        missing();
    }
}
