/**
 * Interface methods: default, static and private ones, diamonds, the maximally specific rule, super calls,
 * Object's.
 */
public class Interfaces {
    interface Top {
        default String name() {
            return "Top";
        }

        static String util() {
            return "Top.util";
        }
    }

    interface Left extends Top {
        @Override
        default String name() {
            return "Left>" + Top.super.name();
        }
    }

    interface Right extends Top {
    }

    interface Other {
        default String name() {
            return "Other";
        }
    }

    static class Diamond implements Right, Left {
    }

    static class Resolved implements Left, Other {
        @Override
        public String name() {
            return Left.super.name() + "+" + Other.super.name();
        }
    }

    static class Base {
        public String name() {
            return "Base";
        }
    }

    static class ClassWins extends Base implements Left {
    }

    abstract static class Abstract implements Top {
        @Override
        public abstract String name();
    }

    static class Concrete extends Abstract {
        @Override
        public String name() {
            return "Concrete";
        }
    }

    interface Private {
        private int secret(int i) {
            return i * 3;
        }

        private static int both(int i) {
            return i + 1;
        }

        default int open(int i) {
            return secret(both(i));
        }
    }

    interface Fields {
        int CONSTANT = 5;
        Object MADE = make("Fields");

        static Object make(String s) {
            System.out.println("initialising " + s);
            return s;
        }
    }

    interface WithDefault {
        Object MADE = Fields.make("WithDefault");

        default void nothing() {
        }
    }

    static class Uses implements Fields, WithDefault {
    }

    interface Shadow {
        boolean equals(Object o);

        int hashCode();

        String toString();
    }

    static class Shadowed implements Shadow {
    }

    interface Big {
        int a(int x);

        long b(long x, double y);

        default int c() {
            return a(1) + (int) b(2, 3);
        }
    }

    static class Impl1 implements Big, Other {
        @Override
        public int a(int x) {
            return x + 1;
        }

        @Override
        public long b(long x, double y) {
            return x * (long) y;
        }
    }

    static class Impl2 extends Impl1 implements Private, Left {
        @Override
        public int a(int x) {
            return x - 1;
        }

        @Override
        public String name() {
            return "Impl2 " + Left.super.name();
        }
    }

    interface Generic<T> {
        default T id(T t) {
            return t;
        }
    }

    interface Narrow extends Generic<String> {
        @Override
        default String id(String s) {
            return s + "!";
        }
    }

    static class NarrowImpl implements Narrow {
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    public static void main(String[] args) {
        Top[] tops = {new Diamond(), new Resolved(), new ClassWins(), new Concrete(), new Impl2(), new Top() {
        }};
        for (Top t : tops) {
            System.out.println(t.name());
        }
        System.out.println(Top.util() + " " + new Private() {
        }.open(3));
        System.out.println(Fields.CONSTANT);
        new Uses();
        System.out.println("made");
        System.out.println(Uses.CONSTANT + " " + Fields.MADE);
        Big[] bigs = {new Impl1(), new Impl2(), new Impl1()};
        int total = 0;
        for (int i = 0; i < 30; i++) {
            total += bigs[i % 3].a(i) + bigs[i % 2].b(i, 2) + bigs[(i + 1) % 3].c();
        }
        System.out.println(total);
        Shadow shadow = new Shadowed();
        System.out.println(shadow.equals(shadow) + " " + (shadow.hashCode() == System.identityHashCode(shadow)) + " "
                + shadow.toString().startsWith("Interfaces$Shadowed@") + " " + shadow.getClass());
        Generic g = new NarrowImpl();
        System.out.println(g.id("x"));
        try {
            g.id(1);
        } catch (ClassCastException e) {
            System.out.println("bridge checks");
        }
        Other o = new Impl1();
        System.out.println(o.name() + " " + ((Object) o instanceof Top) + " " + (o instanceof Big));
        CharSequence cs = "sequence";
        Comparable<String> cmp = "b";
        System.out.println(cs.length() + " " + cs.charAt(2) + " " + cs.subSequence(1, 3) + " " + cmp.compareTo("a")
                + " " + cs.isEmpty());
        Runnable array = () -> System.out.println(((Object) new int[0][]).getClass().getInterfaces().length);
        array.run();
    }
}
