import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What compiled code does itself of Object, Class and System (clone, isInstance, getClass, identity hashes), type tests, handles. */
public class CompiledObjects {
    static class Point implements Cloneable {
        int x;
        Object tail;

        Point(int x, Object tail) {
            this.x = x;
            this.tail = tail;
        }

        Point copy() {
            try {
                return (Point) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static class Point3 extends Point {
        long z;

        Point3(int x, long z) {
            super(x, "three");
            this.z = z;
        }
    }

    static class Plain {
        Object copy() throws CloneNotSupportedException {
            return super.clone();
        }
    }

    interface A { }

    interface B { }

    interface C { }

    static class Ab implements A, B { }

    static class Abc extends Ab implements C { }

    static Object[] cloneReferences(Object[] a) {
        return a.clone();
    }

    static int cloneNumbers(int[] a, long[] b, byte[] c) {
        int[] x = a.clone();
        long[] y = b.clone();
        byte[] z = c.clone();
        x[0]++;
        y[1]--;
        z[2] = 7;
        return x[0] + (int) y[1] + z[2] + x.length + y.length + z.length;
    }

    /** Of what a loop brings along little is known where its body is built. */
    static long cloneInLoops(int n) {
        Point p = new Point(n, null);
        long[] longs = {n};
        Object[] objects = {n};
        for (int i = 0; i < n; i++) {
            p = i % 3 == 2 ? new Point3(i, p.x) : p.copy();
            p.x++;
            longs = longs.clone();
            longs[0] += p.x;
            objects = i % 2 == 0 ? objects.clone() : new String[] {"s"};
        }
        return longs[0] + p.x + objects.length;
    }

    static String message(Plain p) {
        try {
            p.copy();
            return "cloned";
        } catch (CloneNotSupportedException e) {
            return e.getMessage() + " in " + e.getStackTrace()[0].getMethodName();
        }
    }

    static int instances(Class<?>[] classes, Object[] objects) {
        int n = 0;
        for (Class<?> c : classes) {
            for (Object o : objects) {
                n = 2 * n + (c.isInstance(o) ? 1 : 0);
                n ^= n >>> 20;
            }
        }
        return n;
    }

    static int exactly(Object o) {
        Class<?> c = o.getClass();
        if (c == Integer.class) {
            return 1;
        }
        if (Long.class == c) {
            return 2;
        }
        if (c != int[].class) {
            return c == int.class ? 3 : 4;
        }
        return 5;
    }

    static int interfaces(Object o) {
        int n = 0;
        if (o instanceof A) {
            n |= 1;
        }
        if (o instanceof B) {
            n |= 2;
        }
        if (o instanceof C) {
            n |= 4;
        }
        n |= o instanceof RandomAccess ? 8 : 0;
        boolean comparator = o instanceof Comparator;
        boolean serializable = o instanceof Serializable;
        return n + (comparator ? 16 : 0) + (serializable ? 32 : 0);
    }

    static boolean casts(Object o) {
        try {
            return (A) o == (Object) (B) o;
        } catch (ClassCastException e) {
            return false;
        }
    }

    static boolean sameHashes(Object o, Object p) {
        return System.identityHashCode(o) == System.identityHashCode(o) && System.identityHashCode(null) == 0
                && o.hashCode() == System.identityHashCode(o) && p.hashCode() == System.identityHashCode(p);
    }

    static boolean nullMirror(Class<?> c) {
        try {
            return c.isInstance("");
        } catch (NullPointerException e) {
            return true;
        }
    }

    static final AtomicReference<Object> CELL = new AtomicReference<>("old");
    static final AtomicReferenceArray<String> CELLS = new AtomicReferenceArray<>(3);
    static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    static final VarHandle VIEW = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final String ZERO = "a\0b\u0416";

    /** Handles known at compile time: which method they mean is in arrays that nobody changes any more. */
    static long handles(int i, long[] longs, byte[] bytes) {
        Object old = CELL.get();
        boolean set = CELL.compareAndSet(old, i % 2 == 0 ? "even" : "odd") & !CELL.compareAndSet("no such", old);
        CELLS.setRelease(i % 3, "s" + i % 5);
        String seen = CELLS.getAndSet(1, "one");
        long before = (long) LONGS.getAndAdd(longs, i % longs.length, 3L);
        VIEW.set(bytes, i % 4, i);
        return (set ? 1 : 0) + before + (int) VIEW.get(bytes, 1) + (seen == null ? 0 : seen.length()) + ZERO.charAt(1) + ZERO.charAt(3);
    }

    static boolean outside(int i) {
        try {
            return ZERO.charAt(i) == 'x' || CELLS.get(i) == null;
        } catch (IndexOutOfBoundsException e) {
            return true;
        }
    }

    public static void main(String[] args) throws Exception {
        Object[] objects = {new Ab(), new Abc(), "text", new ArrayList<>(), new int[3], 5, 6L, new Point3(1, 2), new A[0],
            (Comparator<String>) String::compareTo};
        Class<?>[] classes = {A.class, B.class, C.class, CharSequence.class, List.class, int[].class, Object[].class,
            Number.class, int.class, Point.class, Object.class, B[].class};
        long sum = 0;
        String plain = "";
        boolean same = true;
        long[] longs = new long[7];
        byte[] bytes = new byte[8];
        for (int i = 0; i < 30000; i++) {
            Object[] strings = cloneReferences(new String[] {"a", "b" + i % 3});
            Object[] many = cloneReferences(new Object[i % 200]);
            Point p = new Point(i, many).copy();
            Point q = new Point3(i, 3L * i).copy();
            same &= strings.getClass() == String[].class && p.tail == many && q.getClass() == Point3.class;
            sum += strings.length + many.length + p.x + ((Point3) q).z + strings[1].hashCode();
            sum += cloneNumbers(new int[i % 100 + 1], new long[] {1, i}, new byte[3 + i % 1500]);
            if (i % 100 == 0) {
                sum += cloneInLoops(i % 700);
                plain = message(new Plain());
                sum += instances(classes, objects);
            }
            for (Object o : objects) {
                sum = sum * 31 + exactly(o) + interfaces(o) + (casts(o) ? 1 : 0);
            }
            sum += handles(i, longs, bytes) + longs[i % 7];
            same &= outside(4) & outside(-1);
            same &= sameHashes(new Object(), new Plain());
        }
        System.out.println(sum + " " + same + " " + plain + " " + nullMirror(null));
        System.out.println(Arrays.toString((Object[]) cloneReferences(new Integer[] {1, null, 3})));
        for (Object o : objects) {
            System.out.print(exactly(o) + ":" + interfaces(o) + ":" + casts(o) + " ");
        }
        System.out.println();
    }
}
