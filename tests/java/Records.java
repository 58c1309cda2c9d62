/**
 * Records: canonical and compact constructors, equals/hashCode/toString of every component type, nesting,
 * generics.
 */
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

public class Records {
    record Point(int x, int y) {
        static final Point ORIGIN = new Point(0, 0);

        Point {
            if (x < -100) {
                throw new IllegalArgumentException("x=" + x);
            }
            y = Math.max(y, -100);
        }

        Point(int both) {
            this(both, both);
        }

        double length() {
            return Math.sqrt(x * x + y * y);
        }
    }

    record All(boolean z, byte b, char c, short s, int i, long l, float f, double d, String t, int[] a, Object o) {
    }

    record Empty() {
    }

    record Generic<T extends Comparable<T>>(T value, List<? extends T> rest) implements Comparable<Generic<T>> {
        @Override
        public int compareTo(Generic<T> o) {
            return value.compareTo(o.value);
        }
    }

    record Node(Object value, Node next) {
        @Override
        public String toString() {
            return value + (next == null ? "" : "->" + next);
        }
    }

    record Custom(String name, int... values) {
        public String name() {
            return name.toUpperCase();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Custom c && c.name.equals(name) && Arrays.equals(c.values, values);
        }

        @Override
        public int hashCode() {
            return name.hashCode() + values.length;
        }
    }

    @interface Mark {
        String value() default "none";
    }

    record Floats(float f, double d) {
    }

    public static void main(String[] args) throws Exception {
        Point p = new Point(3, 4);
        System.out.println(p + " " + p.x() + " " + p.length() + " " + p.equals(new Point(3, 4)) + " " + p.hashCode()
                + " "
                + new Point(7) + " " + new Point(1, -1000) + " " + Point.ORIGIN.hashCode());
        try {
            new Point(-101, 0);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        int[] array = {1};
        All all = new All(true, (byte) -1, 'c', (short) 3, 4, 5L, 6.5f, -0.0, "t", array, null);
        All same = new All(true, (byte) -1, 'c', (short) 3, 4, 5L, 6.5f, -0.0, "t", array, null);
        System.out.println(all.equals(same) + " " + (all.hashCode() == same.hashCode()) + " "
                + all.equals(new All(true, (byte) -1, 'c', (short) 3, 4, 5L, 6.5f, 0.0, "t", array, null)) + " "
                + all.toString().replaceAll("@[0-9a-f]+", "@"));
        System.out.println(new Empty() + " " + new Empty().equals(new Empty()) + " " + new Empty().hashCode());
        Set<Object> set = new HashSet<>(List.of(new Point(1, 2), new Point(2, 1), new Empty(),
                new Generic<>("a", List.of())));
        System.out.println(set.contains(new Point(2, 1)) + " " + set.contains(new Generic<>("a", List.of())) + " "
                + set.contains(new Point(2, 2)));
        System.out.println(new Node(1, new Node("two", new Node(null, null))));
        Custom c = new Custom("abc", 1, 2);
        System.out.println(c.name() + " " + c.equals(new Custom("abc", 1, 2)) + " " + c.hashCode() + " "
                + c.toString().replaceAll("@[0-9a-f]+", "@"));
        System.out.println(new Floats(Float.NaN, 0.0).equals(new Floats(Float.NaN, 0.0)) + " "
                + new Floats(0f, 0.0).equals(new Floats(-0f, 0.0)) + " " + new Floats(1.1f, 2e10));
        for (RecordComponent rc : Generic.class.getRecordComponents()) {
            System.out.println(rc.getName() + " " + rc.getType() + " " + rc.getGenericType() + " " + rc.getAccessor()
                    .invoke(
                    new Generic<>(5, List.of(6))));
        }
        System.out.println(Point.class.isRecord() + " " + Record.class.isRecord() + " " + Point.class.getSuperclass()
                + " "
                + Arrays.toString(Point.class.getRecordComponents()));
        record Local(String s) {
            static int made;

            Local {
                made++;
            }
        }
        new Local("a");
        System.out.println(new Local("b") + " " + Local.made);
        try {
            java.lang.reflect.Field f = Point.class.getDeclaredField("x");
            f.setAccessible(true);
            f.setInt(p, 9);
        } catch (IllegalAccessException e) {
            System.out.println(e.getMessage());
        }
    }
}
