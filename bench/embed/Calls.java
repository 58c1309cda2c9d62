/** What the hosts of bench/embed call, and what calls them. */
public class Calls {
    private final int base;

    public Calls(int base) { this.base = base; }

    public static int add(int a, int b) { return a + b; }
    public static double mix(double a, long b, int c) { return a + b * c; }
    public static void nothing() {}
    public int plus(int a) { return base + a; }
    public static Object same(Object o) { return o; }
    public static int hash(String s) { return s.length(); }

    public static native int nativeAdd(int a, int b);
    public static native double nativeMix(double a, long b, int c);
    public native int nativePlus(int a);
    public static native Object nativeSame(Object o);
    public static native int nativeBack(int a, int b);

    /* One native call an iteration; the sum shows that all were made. */
    public static int loopAdd(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) sum = nativeAdd(sum, i);
        return sum;
    }

    public static double loopMix(int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum = nativeMix(sum, i, 2);
        return sum;
    }

    public int loopPlus(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) sum = nativePlus(sum);
        return sum;
    }

    public static int loopSame(Object o, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) if (nativeSame(o) == o) sum++;
        return sum;
    }

    public static int loopBack(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) sum = nativeBack(sum, i);
        return sum;
    }
}
