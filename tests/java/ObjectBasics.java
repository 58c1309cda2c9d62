/**
 * Object's own methods: clone of every kind, identity hashes, equals, getClass, toString; fields of all types and
 * defaults.
 */
import java.util.*;

public class ObjectBasics {
    static class Fields implements Cloneable {
        boolean z;
        byte b = -1;
        char c = 'c';
        short s = -2;
        int i = 3;
        long l = 1L << 50;
        float f = 1.5f;
        double d = -2.5;
        String t = "t";
        int[] shared = {1, 2};
        static int count;

        @Override
        public Fields clone() {
            try {
                return (Fields) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return "" + z + b + c + s + i + l + f + d + t + shared[0];
        }
    }

    static class Parent {
        private int x = 1;
        int y = 2;
        protected long wide = 3;

        int x() {
            return x;
        }

        static String who() {
            return "parent";
        }
    }

    static class Child extends Parent {
        private int x = 10;
        byte y = 20;
        double wide = 30.5;

        @Override
        int x() {
            return x + super.x();
        }

        static String who() {
            return "child";
        }

        String hidden() {
            return y + " " + super.y + " " + ((Parent) this).wide + " " + wide;
        }
    }

    static int initial(int n) {
        return n <= 0 ? 0 : n + initial(n - 1);
    }

    static String varargs(Object... o) {
        return o == null ? "null" : o.length + Arrays.toString(o);
    }

    static String overload(long l) {
        return "long";
    }

    static String overload(Integer i) {
        return "Integer";
    }

    static String overload(Object o) {
        return "Object";
    }

    static String overload(int... i) {
        return "ints";
    }

    public static void main(String[] args) throws Exception {
        Fields a = new Fields();
        Fields b = a.clone();
        b.shared[0] = 9;
        b.i = 4;
        b.d = Double.NaN;
        System.out.println(a + " " + b + " " + (a.shared == b.shared) + " " + a.equals(b) + " " + a.getClass()
                .equals(b.getClass()));
        int[] ints = {1, 2, 3};
        int[] copy = ints.clone();
        copy[0] = 5;
        Object[][] nested = {{1}, {2}};
        System.out.println(ints[0] + " " + (nested.clone()[0] == nested[0]) + " " + new ArrayList<>(List.of(1))
                .clone() + " " + ((HashMap<?, ?>) new HashMap<>(Map.of(1, 2)).clone()).get(1));
        Set<Integer> hashes = new HashSet<>();
        Object[] kept = new Object[1000];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new Object();
            hashes.add(kept[i].hashCode());
        }
        boolean stable = true;
        System.gc();
        for (Object o : kept) {
            stable &= hashes.contains(System.identityHashCode(o)) && o.hashCode() == System.identityHashCode(o);
        }
        System.out.println((hashes.size() > 990) + " " + stable);
        Parent p = new Child();
        Child c = (Child) p;
        System.out.println(p.x() + " " + p.x + " " + c.x + " " + p.y + " " + c.y + " " + p.wide + " " + c.wide + " "
                + c.hidden() + " " + Parent.who() + Child.who() + " " + (p.getClass() == Parent.class));
        System.out.println(varargs() + varargs((Object[]) null) + varargs((Object) null) + varargs(1, "a")
                + varargs((Object) new int[0].length) + varargs(new Object[] {1, 2}) + varargs(new String[] {"s"}));
        System.out.println(overload(1) + overload((short) 1) + overload('c') + overload(1.5)
                + overload(Integer.valueOf(1)) + overload() + overload(1, 2) + overload((Object) 1));
        System.out.println(initial(100) + " " + new Object().toString().matches("java\\.lang\\.Object@[0-9a-f]+")
                + " " + new int[0].toString().startsWith("[I@") + " " + new Object().equals(null));
        Integer small = 100, same = 100, big = 1000, other = 1000;
        System.out.println((small == same) + " " + (big == other) + " " + big.equals(other) + " "
                + (Long.valueOf(127) == Long.valueOf(127)) + " " + (Character.valueOf('a') == Character.valueOf('a'))
                + " " + new Object[0].equals(new Object[0]));
        System.out.println(Boolean.hashCode(true) + " " + Double.hashCode(1.5) + " " + Long.hashCode(1L << 33) + " "
                + "abc".hashCode() + " " + List.of(1, 2).hashCode() + " " + Map.of("a", 1).hashCode() + " "
                + Character.hashCode('x') + " " + Float.hashCode(2f));
        label:
        {
            for (;;) {
                do {
                    if (hashes.size() > 0) {
                        break label;
                    }
                } while (true);
            }
        }
        int i = 0;
        i = i++ + i++ * --i - (i = 7);
        System.out.println(i + " " + (5 & 6 | 1 ^ 2) + " " + (true ^ true || false && true) + " " + -5 / 2 + -5 % 2
                + (-5 >> 1) + (-5 >>> 30) + " " + (char) ('a' + 1) + (int) 'a' + 1 + " " + 07 + 0x1F + 0b101 + 1_000);
    }
}
