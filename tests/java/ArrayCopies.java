/**
 * Copies of arrays in hot loops: clone, arraycopy, copyOf and copyOfRange of every kind and many lengths, and
 * everything that can be wrong with one.
 */
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public class ArrayCopies {
    interface Shape extends Cloneable {
    }

    record Circle(int radius) implements Shape {
    }

    static class Point implements Shape {
        int x = 1;
        long y = 2;
        Object z = "z";
        byte last = 4;

        Point copy() throws CloneNotSupportedException {
            return (Point) clone();
        }
    }

    static class Plain {
        Object copy() throws CloneNotSupportedException {
            return clone();
        }
    }

    static int hash;

    static void note(Object o) {
        hash = hash * 31 + (o == null ? 7 : o.hashCode());
    }

    static Object[] references(int n) {
        Object[] a = n % 2 == 0 ? new Object[n] : new String[n];
        for (int i = 0; i < n; i++) {
            a[i] = i % 5 == 3 ? null : "s" + i % 7;
        }
        return a;
    }

    static byte[] bytes(int n) {
        byte[] a = new byte[n];
        for (int i = 0; i < n; i++) {
            a[i] = (byte) (i * 37 + n);
        }
        return a;
    }

    static void clones(int n) {
        boolean[] z = new boolean[n];
        char[] c = new char[n];
        short[] s = new short[n];
        int[] x = new int[n];
        long[] l = new long[n];
        float[] f = new float[n];
        double[] d = new double[n];
        int[][] deep = new int[n][];
        for (int i = 0; i < n; i++) {
            z[i] = i % 3 == 0;
            c[i] = (char) (i * 7 + n);
            s[i] = (short) (i * 1001);
            x[i] = i * 1000003;
            l[i] = i * 1000000000007L;
            f[i] = i / 3f;
            d[i] = i / 7.0;
            deep[i] = i % 2 == 0 ? x : null;
        }
        byte[] b = bytes(n);
        note(Arrays.hashCode(z.clone()) + Arrays.hashCode(b.clone()) + Arrays.hashCode(c.clone()));
        note(Arrays.hashCode(s.clone()) + Arrays.hashCode(x.clone()) + Arrays.hashCode(l.clone()));
        note(Arrays.hashCode(f.clone()) + Arrays.hashCode(d.clone()));
        int[][] copy = deep.clone();
        note(copy.length + (n > 0 && copy[0] == x ? 1 : 0) + (copy != deep ? 1 : 0));
        Object[] r = references(n), q = r.clone();
        note(Arrays.hashCode(q) + q.getClass().getName().hashCode());
        byte[] mine = b.clone();
        if (n > 0) {
            mine[n - 1]++;
            note(b[n - 1] - mine[n - 1]);
        }
    }

    static void resized(int n, int m) {
        byte[] b = bytes(n);
        note(Arrays.hashCode(Arrays.copyOf(b, m)));
        char[] c = new char[n];
        Arrays.fill(c, 'x');
        note(Arrays.hashCode(Arrays.copyOf(c, m)));
        int[] x = new int[n];
        Arrays.fill(x, 5);
        note(Arrays.hashCode(Arrays.copyOf(x, m)));
        long[] l = new long[n];
        Arrays.fill(l, 5);
        note(Arrays.hashCode(Arrays.copyOf(l, m)));
        double[] d = new double[n];
        Arrays.fill(d, 5);
        note(Arrays.hashCode(Arrays.copyOf(d, m)));
        Object[] r = references(n), q = Arrays.copyOf(r, m);
        note(Arrays.hashCode(q) + q.getClass().getName().hashCode());
        Object[] p = Arrays.copyOf(r, m, Object[].class);
        note(Arrays.hashCode(p) + p.getClass().getName().hashCode());
        int from = n / 3, to = from + m;
        note(Arrays.hashCode(Arrays.copyOfRange(b, from, to)) + Arrays.hashCode(Arrays.copyOfRange(x, from, to)));
        note(Arrays.hashCode(Arrays.copyOfRange(c, from, to)) + Arrays.hashCode(Arrays.copyOfRange(r, from, to)));
        note(Arrays.hashCode(Arrays.copyOfRange(r, from, to, CharSequence[].class)));
    }

    static String thrown(Throwable e) {
        StackTraceElement top = e.getStackTrace()[0];
        return e.getClass().getSimpleName() + ": " + e.getMessage() + " in " + top.getMethodName();
    }

    static String copy(Object from, int i, Object to, int j, int n) {
        try {
            System.arraycopy(from, i, to, j, n);
            return "copied";
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    static String copy(Object[] from, int i, Object[] to, int j, int n) {
        try {
            System.arraycopy(from, i, to, j, n);
            return "copied";
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    static String copy(byte[] from, int i, byte[] to, int j, int n) {
        try {
            System.arraycopy(from, i, to, j, n);
            return "copied";
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    static List<String> wrong() {
        List<String> all = new ArrayList<>();
        Object[] objects = {"a", "b", 3, "d"};
        String[] strings = new String[4];
        all.add(copy(objects, 0, strings, 0, 4) + " " + Arrays.toString(strings));
        all.add(copy(objects, 3, strings, 1, 1) + " " + Arrays.toString(strings));
        all.add(copy(objects, 0, strings, 0, 2) + " " + Arrays.toString(strings));
        all.add(copy(objects, 1, strings, 3, 2));
        all.add(copy(objects, -1, strings, 0, 1));
        all.add(copy(objects, 0, strings, -1, 1));
        all.add(copy(objects, 0, strings, 0, -1));
        all.add(copy(objects, 4, strings, 4, 0));
        all.add(copy(objects, 5, strings, 4, 0));
        all.add(copy(objects, Integer.MAX_VALUE, strings, 0, Integer.MAX_VALUE));
        all.add(copy((Object[]) null, 0, strings, 0, 1));
        all.add(copy(objects, 0, (Object[]) null, 0, 1));
        all.add(copy(new int[2][3], 0, objects, 0, 2));
        all.add(copy(objects, 0, new int[2][3], 0, 2));
        all.add(copy(new Integer[] {1, null, 3}, 0, objects, 1, 3) + " " + Arrays.deepToString(objects));
        all.add(copy(objects, 0, objects, 1, 3) + " " + Arrays.deepToString(objects));
        all.add(copy(objects, 1, objects, 0, 3) + " " + Arrays.deepToString(objects));
        all.add(copy(new Shape[] {new Circle(1), null}, 0, new Circle[2], 0, 2));
        all.add(copy(new Shape[] {new Circle(1), new Point()}, 0, new Circle[2], 0, 2));
        all.add(copy(bytes(3), 0, bytes(3), 1, 3));
        all.add(copy(bytes(3), 2, bytes(3), 0, -2));
        all.add(copy((byte[]) null, 0, bytes(3), 1, 3));
        all.add(copy((Object) bytes(3), 0, new boolean[3], 0, 1));
        all.add(copy((Object) bytes(3), 0, objects, 0, 1));
        all.add(copy("text", 0, objects, 0, 1));
        all.add(copy(objects, 0, (Object) "text", 0, 1));
        byte[] b = bytes(10);
        all.add(copy(b, 0, b, 3, 7) + " " + Arrays.toString(b));
        all.add(copy(b, 2, b, 1, 5) + " " + Arrays.toString(b));
        try {
            all.add(Arrays.copyOf(b, -1).toString());
        } catch (RuntimeException e) {
            all.add(thrown(e));
        }
        try {
            all.add(Arrays.copyOf(objects, -5).toString());
        } catch (RuntimeException e) {
            all.add(thrown(e));
        }
        try {
            all.add(Arrays.copyOf((byte[]) null, 3).toString());
        } catch (RuntimeException e) {
            all.add(e.getClass().getSimpleName());
        }
        try {
            all.add(Arrays.copyOfRange(b, 5, 4).toString());
        } catch (RuntimeException e) {
            all.add(thrown(e));
        }
        try {
            all.add(Arrays.copyOfRange(b, 11, 12).toString());
        } catch (RuntimeException e) {
            all.add(e.getClass().getSimpleName());
        }
        try {
            all.add(Arrays.copyOf(new Object[] {"a", 2}, 2, String[].class).toString());
        } catch (RuntimeException e) {
            all.add(e.getClass() + " " + e.getMessage()); /* HotSpot's compiler makes it copyOf's */
        }
        try {
            all.add(new Plain().copy().toString());
        } catch (CloneNotSupportedException e) {
            all.add(thrown(e));
        }
        try {
            int[] none = strings.length == 4 ? null : new int[1];
            all.add(none.clone().toString());
        } catch (RuntimeException e) {
            all.add(e.getClass().getSimpleName());
        }
        return all;
    }

    static String[] fill(List<Object> list) {
        return list.toArray(new String[0]);
    }

    public static void main(String[] args) throws CloneNotSupportedException {
        for (int round = 0; round < 6; round++) {
            for (int n = 0; n < 140; n++) {
                clones(n);
                resized(n, n * 5 % 139);
                resized(n, n);
            }
        }
        for (int n : new int[] {250, 1007, 1008, 1009, 1025, 5000, 100000}) {
            clones(n);
            resized(n, n / 2);
            resized(n, n * 2);
        }
        System.out.println(hash);
        List<String> first = wrong(), last = first;
        for (int round = 0; round < 600; round++) {
            last = wrong();
            if (!last.equals(first)) {
                System.out.println("round " + round + " differs");
                break;
            }
        }
        last.forEach(System.out::println);
        Point p = new Point();
        p.x = 17;
        for (int i = 0; i < 20000; i++) {
            Point q = p.copy();
            q.y += i;
            q.last++;
            note(q.x + q.y + q.last + q.z.hashCode() + (q.getClass() == Point.class ? 1 : 0));
        }
        List<Object> list = new ArrayList<>(List.of("a", "b", "c"));
        for (int i = 0; i < 20000; i++) {
            note(String.join("", fill(list)));
        }
        list.add(4);
        try {
            System.out.println(fill(list).length);
        } catch (ArrayStoreException e) {
            System.out.println(e.getClass());
        }
        System.out.println(hash + " " + p.y + " " + p.last);
    }
}
