/**
 * Reflection: members, access checks, invocation with conversions, constructors, arrays, generics, parameter
 * names.
 */
import java.lang.reflect.*;
import java.util.*;
import java.util.stream.Collectors;

public class Reflection {
    public static class Base<T> {
        protected T inherited;
        public static final int CONSTANT = 42;
        public static String text = "static";

        public T get(List<? super T> list, T[] array) {
            return inherited;
        }

        private static long hidden(long a, int b) {
            return a * b;
        }
    }

    public static class Target extends Base<String> implements Comparable<Target> {
        public boolean z = true;
        public byte b = 1;
        public char c = 'c';
        public short s = 2;
        public int i = 3;
        public long l = 4;
        public float f = 5;
        public double d = 6;
        private final String name;
        volatile transient int marked;

        public Target() {
            this("default");
        }

        private Target(String name) {
            this.name = name;
        }

        public Target(int a, String... rest) throws java.io.IOException {
            this(a + Arrays.toString(rest));
            if (a < 0) {
                throw new java.io.IOException("negative");
            }
        }

        public String all(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) {
            return name + z + b + c + s + i + l + f + d + o;
        }

        @Override
        public int compareTo(Target o) {
            return name.compareTo(o.name);
        }

        public final synchronized strictfp int modified() {
            return 1;
        }

        public void fails() {
            throw new UnsupportedOperationException("inside");
        }

        @Override
        public String toString() {
            return "Target " + name;
        }
    }

    interface Body {
        Object run() throws Throwable;
    }

    static void attempt(String what, Body body) {
        try {
            System.out.println(what + ": " + body.run());
        } catch (InvocationTargetException e) {
            System.out.println(what + ": target threw " + e.getCause());
        } catch (Throwable t) {
            System.out.println(what + ": " + t.toString().replaceAll("@[0-9a-f]+", "@"));
        }
    }

    static String sorted(Member[] members) {
        return Arrays.stream(members).map(Member::getName).distinct().sorted().collect(Collectors.joining(","));
    }

    public static void main(String[] args) throws Throwable {
        Class<Target> c = Target.class;
        Target t = c.getDeclaredConstructor().newInstance();
        System.out.println(t + " " + sorted(c.getDeclaredFields()) + " " + sorted(c.getFields()) + " "
                + sorted(c.getDeclaredMethods()) + " " + c.getDeclaredConstructors().length);
        for (String f : "z b c s i l f d".split(" ")) {
            Field field = c.getField(f);
            Object old = field.get(t);
            field.set(t, f.equals("z") ? (Object) false : f.equals("c") ? (Object) 'x' : field.getType() == long.class
                    ? (Object) 7 : field.getType() == byte.class ? (Object) (byte) 7
                    : field.getType() == short.class ? (Object) (byte) 7 : field.getType() == int.class ? (Object) 'a'
                            : (Object) 7L);
            System.out.print(field + "=" + old + "->" + field.get(t) + " ");
        }
        System.out.println();
        Method all = c.getMethod("all", boolean.class, byte.class, char.class, short.class, int.class, long.class,
                float.class, double.class, Object.class);
        System.out.println(all.invoke(t, true, (byte) 1, 'c', (byte) 2, 'd', 5, 6L, 7f, "o"));
        System.out.println(all + " " + all.getParameterCount());
        attempt("wrong type", () -> all.invoke(t, 1, (byte) 1, 'c', (byte) 2, 'd', 5, 6L, 7f, "o"));
        attempt("wrong count", () -> all.invoke(t, true));
        attempt("wrong receiver", () -> all.invoke("text", true, (byte) 1, 'c', (byte) 2, 'd', 5, 6L, 7f, "o"));
        attempt("null receiver", () -> all.invoke(null, true, (byte) 1, 'c', (byte) 2, 'd', 5, 6L, 7f, "o"));
        attempt("null for int", () -> c.getMethod("compareTo", Target.class).invoke(t, (Object) null));
        attempt("throws", () -> c.getMethod("fails").invoke(t));
        attempt("no method", () -> c.getMethod("nothing", int.class, String[].class));
        attempt("no field", () -> c.getField("name"));
        attempt("no constructor", () -> c.getConstructor(String.class));
        attempt("constructor throws", () -> c.getConstructor(int.class, String[].class)
                .newInstance(-1, new String[] {"x"}));
        attempt("constructor", () -> c.getConstructor(int.class, String[].class)
                .newInstance(5, new String[] {"x", "y"}));
        attempt("private constructor", () -> c.getDeclaredConstructor(String.class).newInstance("private"));
        attempt("final field", () -> {
            Field f = c.getDeclaredField("name");
            f.set(t, "changed");
            return t;
        });
        attempt("final field forced", () -> {
            Field f = c.getDeclaredField("name");
            f.setAccessible(true);
            f.set(t, "changed");
            return f.get(t);
        });
        attempt("static final", () -> {
            Field f = c.getField("CONSTANT");
            f.setInt(null, 1);
            return 0;
        });
        attempt("static", () -> {
            Field f = c.getField("text");
            f.set(null, "new");
            return Base.text + f.getDeclaringClass();
        });
        attempt("private static", () -> {
            Method m = Base.class.getDeclaredMethod("hidden", long.class, int.class);
            m.setAccessible(true);
            return m.invoke(null, 6, (short) 7);
        });
        attempt("field type", () -> {
            c.getField("i").set(t, 5L);
            return 0;
        });
        attempt("getInt of long", () -> c.getField("l").getInt(t));
        attempt("module not open", () -> {
            Field f = String.class.getDeclaredField("value");
            f.setAccessible(true);
            return f;
        });
        attempt("private elsewhere", () -> Integer.class.getDeclaredField("value").get(1));
        attempt("abstract", () -> Number.class.getConstructor().newInstance());
        attempt("interface instance", () -> Runnable.class.getDeclaredConstructor().newInstance());
        System.out.println(Modifier.toString(c.getMethod("modified").getModifiers()) + " "
                + Modifier.toString(c.getDeclaredField("marked").getModifiers()) + " " + c.getMethod("modified")
                .isDefault());
        Method get = Base.class.getMethod("get", List.class, Object[].class);
        System.out.println(get.toGenericString() + " " + Arrays.toString(get.getGenericParameterTypes()) + " "
                + get.getGenericReturnType() + " " + get.getParameters()[0].getName()
                + " " + c.getGenericSuperclass() + " " + Arrays.toString(c.getGenericInterfaces()) + " "
                        + ((ParameterizedType) c.getGenericSuperclass()).getActualTypeArguments()[0]);
        for (Parameter p : all.getParameters()) {
            System.out.print(p + ", ");
        }
        System.out.println();
        int total = 0;
        Method compare = c.getMethod("compareTo", Object.class);
        Constructor<Target> constructor = c.getConstructor();
        Field i = c.getField("i");
        for (int k = 0; k < 40; k++) {
            total += (Integer) compare.invoke(constructor.newInstance(), t);
            i.setInt(t, i.getInt(t) + k);
        }
        System.out.println(total + " " + t.i + " " + compare.isBridge());
        Object array = Array.newInstance(int.class, 3);
        Array.setInt(array, 1, 5);
        Array.set(array, 2, (short) 6);
        System.out.println(Arrays.toString((int[]) array) + Array.get(array, 1) + Array.getLong(array, 2));
        for (Class<?> k : new Class<?>[] {int.class, int[].class, String.class, Map.Entry.class, void.class,
                Thread.State.class, Override.class, new Object() {
        }.getClass()}) {
            System.out.println(k.getName() + " " + k.getSimpleName() + " " + k.getCanonicalName() + " "
                    + k.getPackageName() + " " + k.isPrimitive() + k.isArray() + k.isInterface() + k.isEnum()
                    + k.isAnnotation()
                    + k.isMemberClass() + " " + Modifier.toString(k.getModifiers()) + " " + k.getSuperclass() + " "
                            + (k == void.class ? k : k.arrayType()) + " " + k.descriptorString());
        }
        System.out.println(Integer.class.isAssignableFrom(Number.class) + " "
                + Number.class.isAssignableFrom(Integer.class) + " " + Object[].class.isInstance(new String[0]) + " "
                + Class.forName("[Ljava.lang.String;") + " "
                + Class.forName("Reflection$Target", false, null == null ? c.getClassLoader() : null)
                        .getDeclaringClass() + " " + Reflection.class.getDeclaredClasses().length);
    }
}
