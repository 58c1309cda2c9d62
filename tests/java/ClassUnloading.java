// What keeps a class and its loader, and that they go when nothing does.
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

public class ClassUnloading {
    public interface Task {
        int run(int n);

        default int twice(int n) {
            return run(n) + run(n);
        }
    }

    /* What the loaders define, each for itself. */
    public static class Base {
        public static int made;
        public int base = 3;

        public int add(int a) {
            return a + base;
        }
    }

    public static class Script extends Base implements Task {
        static final Object[] big = new Object[500];
        static long total;
        public int field = 4;

        public int run(int n) {
            IntUnaryOperator f = i -> i + field;
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum += f.applyAsInt(add(i)) & 15;
            total += sum;
            made++;
            return sum;
        }

        public static int stat(int a) {
            return a * 7;
        }

        public Supplier<String> lambda() {
            return () -> "lambda of " + field;
        }

        public void fail() {
            throw new IllegalStateException("from the script");
        }

        public Object[] array() {
            return new Script[][] {{new Script()}, null};
        }

        @Override
        public String toString() {
            return "script " + field;
        }
    }

    static class Loader extends ClassLoader {
        Loader(ClassLoader parent) {
            super(parent);
        }

        private boolean own(String name) {
            return name.equals(Script.class.getName()) || name.equals(Base.class.getName());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!own(name))
                return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                if (c != null)
                    return c;
                try (var in = ClassUnloading.class.getResourceAsStream("/" + name + ".class")) {
                    byte[] b = in.readAllBytes();
                    return defineClass(name, b, 0, b.length);
                } catch (java.io.IOException e) {
                    throw new ClassNotFoundException(name);
                }
            }
        }
    }

    /* Defines Base in one loader and Script in its child. */
    static class Child extends Loader {
        Child(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(Base.class.getName()) ? getParent().loadClass(name)
                                                     : super.loadClass(name, resolve);
        }
    }

    static final int EACH = 20;
    static final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    static Class<?> script() throws Exception {
        Loader l = new Loader(ClassUnloading.class.getClassLoader());
        loaders.add(new WeakReference<>(l));
        return l.loadClass(Script.class.getName());
    }

    static Task task() throws Exception {
        return (Task) script().getDeclaredConstructor().newInstance();
    }

    static int alive() {
        int n = 0;
        for (var l : loaders)
            n += l.get() != null ? 1 : 0;
        return n;
    }

    /* Some may still be named by words on a stack. */
    static void collect(String what, List<?> kept) throws Exception {
        int most = kept.size() + EACH / 2;
        for (int i = 0; i < 10 && alive() > most; i++) {
            System.gc();
            Thread.sleep(10);
        }
        int n = alive();
        System.out.println(what + ": "
                           + (n < kept.size() ? "kept are only " + n
                              : n > most      ? "still there are " + n
                                              : "as it should be"));
    }

    static void drop(List<?> kept) throws Exception {
        kept.clear();
        collect("  dropped", kept);
        loaders.clear();
    }

    interface Maker {
        Object make() throws Exception;
    }

    interface Use {
        String use(Object o) throws Throwable;
    }

    static void keep(String what, Maker maker, Use use) throws Exception {
        List<Object> kept = new ArrayList<>();
        fill(kept, maker);
        collect(what, kept);
        String first = null;
        for (Object o : kept) {
            String s;
            try {
                s = use.use(o);
            } catch (Throwable e) {
                s = e.toString();
            }
            if (first == null)
                System.out.println("  " + (first = s));
            else if (!first.equals(s))
                System.out.println("  but: " + s);
        }
        drop(kept);
    }

    static void fill(List<Object> kept, Maker maker) throws Exception {
        for (int i = 0; i < EACH; i++)
            kept.add(maker.make());
    }

    static Object thrown(Class<?> c) throws Exception {
        try {
            c.getMethod("fail").invoke(c.getDeclaredConstructor().newInstance());
            return null;
        } catch (java.lang.reflect.InvocationTargetException e) {
            return e.getCause();
        }
    }

    static String trace(Object o) {
        StackTraceElement e = ((Throwable) o).getStackTrace()[0];
        return e.getClassName() + "." + e.getMethodName() + ":" + (e.getLineNumber() > 0);
    }

    static int hot(Task t, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++)
            sum += t.twice(i & 7);
        return sum;
    }

    /* Permanent code that has inlined what is unloaded, again and again. */
    static void compiled() throws Exception {
        int wrong = 0, first = hot(task(), 20000);
        for (int i = 0; i < 30; i++) {
            wrong += hot(task(), 20000) != first ? 1 : 0;
            if (i % 10 == 9)
                System.gc();
        }
        System.out.println("compiled: " + wrong + " wrong");
        drop(new ArrayList<>());
    }

    static void hidden() throws Exception {
        byte[] b;
        try (var in = ClassUnloading.class.getResourceAsStream("/ClassUnloading$Hidden.class")) {
            b = in.readAllBytes();
        }
        List<WeakReference<Class<?>>> all = new ArrayList<>();
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            define(b, all, kept, i % 2 == 0);
        int n = 20;
        for (int i = 0; i < 10 && n > 14; i++) {
            System.gc();
            n = 0;
            for (var c : all)
                n += c.get() != null ? 1 : 0;
        }
        System.out.println("hidden: " + (n < 10 ? "only " + n : n > 14 ? "still " + n : "half of them"));
        int sum = 0;
        for (Object o : kept)
            sum += ((IntBinaryOperator) o).applyAsInt(3, 4);
        System.out.println("  " + sum);
    }

    public static class Hidden implements IntBinaryOperator {
        public int applyAsInt(int a, int b) {
            return a * b;
        }
    }

    static void define(byte[] b, List<WeakReference<Class<?>>> all, List<Object> kept, boolean keep)
        throws Exception {
        Class<?> c = MethodHandles.lookup().defineHiddenClass(b, true).lookupClass();
        all.add(new WeakReference<>(c));
        if (keep)
            kept.add(c.getDeclaredConstructor().newInstance());
    }

    /* A thread that runs a method of a class that nothing else names. */
    static volatile boolean stop;

    static Thread runner() throws Exception {
        Task[] box = {task()};
        Thread t = new Thread(() -> {
            Task mine = box[0];
            box[0] = null;
            int sum = 0;
            while (!stop)
                sum += mine.run(10);
            if (sum == -1)
                System.out.println();
        });
        t.start();
        return t;
    }

    static void running() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++)
            threads.add(runner());
        collect("running", threads);
        stop = true;
        for (Thread t : threads)
            t.join();
        drop(threads);
    }

    static Class<?> child() throws Exception {
        Loader parent = new Loader(ClassUnloading.class.getClassLoader());
        Child c = new Child(parent);
        loaders.add(new WeakReference<>(c));
        return c.loadClass(Script.class.getName());
    }

    public static void main(String[] args) throws Exception {
        long before = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
        keep("class", () -> script(), o -> ((Class<?>) o).getName());
        keep("instance", () -> task(), o -> o + " " + ((Task) o).run(5) + " " + ((Task) o).twice(5));
        keep("loader", () -> script().getClassLoader(),
             o -> ((ClassLoader) o).loadClass(Script.class.getName()).getName());
        keep("array", () -> array(script()), o -> "" + ((Object[]) o).length);
        keep("empty array", () -> java.lang.reflect.Array.newInstance(script(), 0, 0),
             o -> o.getClass().getComponentType().getComponentType().getName());
        keep("lambda", () -> lambda(script()), o -> (String) ((Supplier<?>) o).get());
        keep("method", () -> script().getMethod("stat", int.class),
             o -> "" + ((Method) o).invoke(null, 6));
        keep("method handle",
             ()
                 -> MethodHandles.publicLookup().findStatic(script(), "stat",
                                                            MethodType.methodType(int.class, int.class)),
             o -> "" + (int) ((MethodHandle) o).invokeExact(6));
        keep("exception", () -> thrown(script()), o -> trace(o));
        keep("class of a child loader", () -> child(),
             o -> "" + ((Task) ((Class<?>) o).getDeclaredConstructor().newInstance()).run(4));
        compiled();
        hidden();
        running();
        long after = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
        System.out.println(after - before > 100 ? "unloaded" : "only " + (after - before) + " unloaded");
    }

    static Object array(Class<?> c) throws Exception {
        return c.getMethod("array").invoke(c.getDeclaredConstructor().newInstance());
    }

    static Object lambda(Class<?> c) throws Exception {
        return c.getMethod("lambda").invoke(c.getDeclaredConstructor().newInstance());
    }
}
