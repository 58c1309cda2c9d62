/** Natives of direct.c, and loops that call them until compiled code does. Each returns how often something was wrong. */
public class Direct {
    private final int base;

    Direct(int base) { this.base = base; }

    static native double mix(double a, long b, int c);
    native double wide(boolean z, byte b, char c, short s, int i, long j, float f, double d, String l, int[] a, double d1,
        double d2, double d3, double d4, double d5, double d6, double d7, float f8, long last);
    static native boolean notZ(boolean v);
    static native byte nextB(byte v);
    static native char nextC(char v);
    static native short nextS(short v);
    static native int nextI(int v);
    static native float nextF(float v);
    static native void count(Object o);
    native Direct self(String text);
    static native String wrong(Object o);
    static native int refuse(int v);
    static native Object back(Object o);

    static double loopMix(int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum = mix(sum, i, 2);
        return sum;
    }

    int loopWide(int n) {
        int bad = 0;
        int[] array = {1, 2, 3};
        for (int i = 0; i < n; i++) {
            double r = wide(true, (byte) -1, 'x', (short) -2, i, 1L << 40, 1.5f, 2.5, "s", array, 1, 2, 3, 4, 5, 6, 7, 8f, -9);
            if (r != base + i) bad++;
        }
        return bad;
    }

    static int loopSmall(int n) {
        int bad = 0;
        for (int i = 0; i < n; i++) {
            if (notZ((i & 1) == 0) == ((i & 1) == 0)) bad++;
            if (nextB((byte) i) != (byte) (i + 1)) bad++;
            if (nextC((char) i) != (char) (i + 1)) bad++;
            if (nextS((short) i) != (short) (i + 1)) bad++;
            if (nextI(i) != i + 1) bad++;
            if (nextF(i) != i + 1f) bad++;
            count(i % 3 == 0 ? null : "o");
        }
        return bad;
    }

    int loopObjects(int n) {
        int bad = 0;
        Object o = new Object();
        for (int i = 0; i < n; i++) {
            if (self("text") != this || self(null) != null) bad++;
            if (back(o) != o || back(null) != null) bad++;
            if (wrong("right") != "right") bad++;
            try {
                wrong(o);
                bad++;
            } catch (ClassCastException e) {
                if (!e.getMessage().contains("Direct.wrong")) bad++;
            }
        }
        return bad;
    }

    static int loopThrow(int n) {
        int bad = 0, caught = 0;
        for (int i = 0; i < n; i++) {
            try {
                if (refuse(i) != i || i % 10 == 0) bad++;
            } catch (IllegalStateException e) {
                caught++;
                if (!e.getMessage().equals("refused " + i)) bad++;
            }
        }
        return bad + (caught == (n + 9) / 10 ? 0 : 1);
    }

    /** A thread that C has never seen. */
    static int inThread(int n) throws Exception {
        double[] sum = new double[1];
        Thread t = new Thread(() -> sum[0] = loopMix(n));
        t.start();
        t.join();
        return sum[0] == (double) n * (n - 1) ? 0 : 1;
    }

    static void forever() {
        for (;;) nextI(1);
    }
}
