import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arrays of more than half a page, of all kinds: what keeps them, what lets them go, what is in them. */
public class LargeArrays {
    static class Holder {
        final Object a, b;
        Holder(Object a, Object b) {
            this.a = a;
            this.b = b;
        }
    }

    /** Only its finalizer still reaches the arrays. */
    static class Last {
        static volatile int finalized, sum;
        final long[] data = new long[700];
        final Object[] more = new Object[600];

        Last(int n) {
            Arrays.fill(data, n);
            more[599] = new int[] {n};
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            synchronized (Last.class) {
                sum += (int) data[699] + ((int[]) more[599])[0];
                finalized++;
            }
        }
    }

    static Object make(int kind, int bytes, int seed) {
        switch (kind) {
        case 0: {
            byte[] a = new byte[bytes];
            for (int i = 0; i < a.length; i++) {
                if (a[i] != 0) throw new AssertionError("not clear");
                a[i] = (byte) (seed + i);
            }
            return a;
        }
        case 1: {
            int[] a = new int[bytes / 4];
            for (int i = 0; i < a.length; i++) {
                if (a[i] != 0) throw new AssertionError("not clear");
                a[i] = seed * 31 + i;
            }
            return a;
        }
        case 2: {
            double[] a = new double[bytes / 8];
            for (int i = 0; i < a.length; i++) {
                if (a[i] != 0) throw new AssertionError("not clear");
                a[i] = seed + i * 0.5;
            }
            return a;
        }
        default: {
            Object[] a = new Object[bytes / 8];
            for (int i = 0; i < a.length; i++) {
                if (a[i] != null) throw new AssertionError("not clear");
            }
            a[0] = new int[] {seed};
            a[a.length / 2] = make(seed % 3, 2100 + seed, seed);
            a[a.length - 1] = "s" + seed;
            return a;
        }
        }
    }

    static long sum(Object o) {
        long s = 0;
        if (o instanceof byte[]) {
            for (byte x : (byte[]) o) s = s * 31 + x;
        } else if (o instanceof int[]) {
            for (int x : (int[]) o) s = s * 31 + x;
        } else if (o instanceof double[]) {
            for (double x : (double[]) o) s = s * 31 + (long) (x * 2);
        } else {
            for (Object x : (Object[]) o) s = s * 31 + (x == null ? 0 : x instanceof String ? x.hashCode() : sum(x));
        }
        return s;
    }

    static void contents() {
        int[] sizes = {2000, 2032, 2040, 2048, 2056, 2256, 3000, 4016, 4040, 4080, 4096, 5000, 8190, 12288, 70000, 1 << 20};
        List<Object> kept = new ArrayList<>();
        List<Long> sums = new ArrayList<>();
        int seed = 0;
        for (int round = 0; round < 3; round++) {
            for (int bytes : sizes) {
                for (int kind = 0; kind < 4; kind++) {
                    Object o = make(kind, bytes, ++seed);
                    kept.add(new Holder(o, seed % 2 == 0 ? new Holder(null, o) : null));
                    sums.add(sum(o));
                    make(kind, bytes, -seed & 0xff);
                }
            }
            System.gc();
        }
        long all = 0;
        for (int i = 0; i < kept.size(); i++) {
            Holder h = (Holder) kept.get(i);
            long s = sum(h.a);
            if (s != sums.get(i) || (h.b != null && ((Holder) h.b).b != h.a)) throw new AssertionError("array " + i);
            all = all * 31 + s;
        }
        System.out.println("contents " + all);
    }

    static List<WeakReference<Object>> dropped() {
        List<WeakReference<Object>> refs = new ArrayList<>();
        for (int i = 0; i < 40; i++) refs.add(new WeakReference<>(make(i % 4, 2100 + 97 * i, i)));
        return refs;
    }

    static void references() {
        List<Object> kept = new ArrayList<>();
        List<WeakReference<Object>> weak = new ArrayList<>();
        List<SoftReference<Object>> soft = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Object o = make(i % 4, 2100 + 97 * i, i);
            kept.add(o);
            weak.add(new WeakReference<>(o));
            soft.add(new SoftReference<>(make(i % 4, 2100 + 97 * i, i)));
        }
        List<WeakReference<Object>> gone = dropped();
        System.gc();
        System.gc();
        int alive = 0, right = 0, cleared = 0;
        for (int i = 0; i < 40; i++) {
            if (weak.get(i).get() == kept.get(i)) alive++;
            if (soft.get(i).get() != null && sum(soft.get(i).get()) == sum(kept.get(i))) right++;
            if (gone.get(i).get() == null) cleared++;
        }
        System.out.println("weak alive " + alive + ", soft right " + right + ", dropped are cleared " + (cleared >= 35));
    }

    static void drop(int n) {
        for (int i = 1; i <= n; i++) new Last(i);
    }

    static void finalizers() throws InterruptedException {
        drop(50);
        new Holder(new Holder(null, null), null);
        for (int i = 0; i < 200 && Last.finalized < 45; i++) {
            System.gc();
            System.runFinalization();
            Thread.sleep(5);
        }
        synchronized (Last.class) { // each adds twice its number, numbers are at most 50
            System.out.println("finalized " + (Last.finalized >= 45) + " " + (Last.sum % 2 == 0 && Last.sum <= 2550
                    && Last.sum >= 2550 - 2 * 250));
        }
    }

    static void identity() {
        Object[] locks = new Object[64];
        int[] hashes = new int[64];
        for (int i = 0; i < 64; i++) {
            locks[i] = make(i % 4, 2048 + 64 * i, i);
            hashes[i] = System.identityHashCode(locks[i]);
        }
        System.gc();
        int same = 0;
        for (int i = 0; i < 64; i++) {
            synchronized (locks[i]) {
                if (hashes[i] == System.identityHashCode(locks[i]) && Thread.holdsLock(locks[i])) same++;
            }
        }
        System.out.println("identity " + same);
    }

    public static void main(String[] args) throws InterruptedException {
        contents();
        references();
        finalizers();
        identity();
        double[][] m = new double[300][300];
        for (int i = 0; i < 300; i++) for (int j = 0; j < 300; j++) m[i][j] = i * j;
        System.gc();
        double s = 0;
        for (int j = 0; j < 300; j++) for (int i = 0; i < 300; i++) s += m[i][j];
        System.out.println(s);
    }
}
