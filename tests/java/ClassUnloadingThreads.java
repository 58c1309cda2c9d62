// Threads that load, run and drop classes while others do and the collector unloads.
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;

public class ClassUnloadingThreads {
    public interface Shape {
        int area(int n);

        default int areas(int n) {
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum += area(i);
            return sum;
        }
    }

    public static class Square implements Shape {
        static final Map<String, Object> cache = new HashMap<>();
        static int calls;
        final int side = 3;

        public int area(int n) {
            calls++;
            IntBinaryOperator f = (a, b) -> a * b + side;
            return f.applyAsInt(n, n);
        }

        public static Supplier<String> name(int i) {
            cache.put("k" + i, new Square[i & 3]);
            return () -> "square " + i + cache.size();
        }

        public static int fails(int i) {
            if (i > 2)
                throw new IllegalStateException("at " + i);
            return fails(i + 1) + 1;
        }
    }

    static class Loader extends ClassLoader {
        final byte[] bytes;

        Loader(byte[] bytes) {
            super(ClassUnloadingThreads.class.getClassLoader());
            this.bytes = bytes;
        }

        Class<?> square() {
            return defineClass(Square.class.getName(), bytes, 0, bytes.length);
        }
    }

    static final ConcurrentLinkedQueue<Object> shared = new ConcurrentLinkedQueue<>();
    static final AtomicInteger wrong = new AtomicInteger();
    static byte[] bytes;

    static int total(Shape s) {
        int sum = 0;
        for (int i = 0; i < 200; i++)
            sum += s.areas(i & 15);
        return sum;
    }

    static void check(boolean ok, String what) {
        if (!ok && wrong.incrementAndGet() < 10)
            System.out.println("wrong: " + what);
    }

    static int expected;

    static void round(int i) throws Exception {
        Class<?> c = new Loader(bytes).square();
        Shape s = (Shape) c.getDeclaredConstructor().newInstance();
        check(total(s) == expected, "total");
        Object name = c.getMethod("name", int.class).invoke(null, i);
        check(((Supplier<?>) name).get().equals("square " + i + 1), "name");
        shared.add(i % 2 == 0 ? s : name);
        if (shared.size() > 50)
            use(shared.poll());
        try {
            c.getMethod("fails", int.class).invoke(null, 0);
            check(false, "no exception");
        } catch (java.lang.reflect.InvocationTargetException e) {
            Throwable t = e.getCause();
            check(t.getMessage().equals("at 3"), t.toString());
            check(t.getStackTrace().length > 4 && t.getStackTrace()[3].getMethodName().equals("fails"), "trace");
        }
        check(c.isInstance(s) && !Square.class.isInstance(s), "instance");
    }

    static void use(Object o) {
        if (o instanceof Shape)
            check(total((Shape) o) == expected, "total later");
        else if (o != null)
            check(((Supplier<?>) o).get().toString().startsWith("square "), "name later");
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        try (var in = ClassUnloadingThreads.class.getResourceAsStream("/ClassUnloadingThreads$Square.class")) {
            bytes = in.readAllBytes();
        }
        expected = total(new Square());
        Thread[] threads = new Thread[8];
        for (int k = 0; k < threads.length; k++) {
            threads[k] = new Thread(() -> {
                try {
                    for (int i = 0; i < rounds; i++)
                        round(i);
                } catch (Throwable e) {
                    e.printStackTrace();
                    wrong.incrementAndGet();
                }
            });
            threads[k].start();
        }
        for (boolean alive = true; alive;) {
            System.gc();
            alive = false;
            for (Thread t : threads)
                alive |= t.isAlive();
            Thread.sleep(5);
        }
        while (!shared.isEmpty())
            use(shared.poll());
        for (int i = 0; i < 3; i++)
            System.gc();
        long unloaded = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
        System.out.println(wrong + " wrong, " + (unloaded > 4 * rounds ? "many unloaded" : unloaded + " unloaded"));
    }
}
