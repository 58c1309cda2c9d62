/**
 * Eight threads load, link, initialize and first run the same fresh classes at the same time, through parallel-capable
 * loaders, through one that is not, and with initializers that depend on each other.
 */
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

public class LoadingRaces {
    static final int THREADS = 8, ROUNDS = 25;
    static final AtomicInteger initialized = new AtomicInteger(), failures = new AtomicInteger();

    interface Shape {
        int area();

        default int twice() {
            return area() * 2;
        }
    }

    static class Square implements Shape {
        static final int SIDE = compute();

        static int compute() {
            Thread.yield();
            return 3;
        }

        public int area() {
            return SIDE * SIDE;
        }
    }

    static class Cube extends Square {
        static int made;

        @Override
        public int area() {
            made = 1;
            return 6 * super.area();
        }
    }

    static class Failing {
        static int value = Integer.parseInt("x" + Square.SIDE);
    }

    public static class Work implements IntUnaryOperator {
        static String text = "abc";
        int field = 4;
        long wide = 1L << 40;

        public int applyAsInt(int n) {
            Shape[] shapes = {new Square(), new Cube()};
            int sum = n + field + (int) (wide >> 38);
            for (Shape s : shapes) {
                sum += s.area() + s.twice();
                if (s instanceof Cube c) {
                    sum += Cube.made;
                }
            }
            sum += (text + n + sum).length();
            IntUnaryOperator plus = x -> x + sum(1, 2, 3);
            sum = plus.applyAsInt(sum);
            try {
                sum += Failing.value;
            } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
                sum++;
            }
            switch (text) {
                case "abc": sum += 2; break;
                default: sum = 0;
            }
            synchronized (this) {
                return sum;
            }
        }

        static int sum(int... v) {
            int s = 0;
            for (int x : v) {
                s += x;
            }
            return s;
        }
    }

    static class Fresh extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("LoadingRaces$")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                return c != null ? c : define(name);
            }
        }

        Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = LoadingRaces.class.getResourceAsStream(name + ".class")) {
                byte[] b = in.readAllBytes();
                return defineClass(name, b, 0, b.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Takes no lock at all: whoever comes second gets a LinkageError and looks again. */
    static class Unlocked extends Fresh {
        static {
            registerAsParallelCapable();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("LoadingRaces$")) {
                return super.loadClass(name, resolve);
            }
            Class<?> c = findLoadedClass(name);
            if (c != null) {
                return c;
            }
            try {
                return define(name);
            } catch (LinkageError e) {
                return findLoadedClass(name);
            }
        }
    }

    static class Serial extends Fresh { // not parallel capable: the VM locks the loader
    }

    static void race(String what, java.util.function.Supplier<ClassLoader> loaders) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        ConcurrentHashMap<Class<?>, Integer> classes = new ConcurrentHashMap<>();
        ConcurrentHashMap<Integer, Integer> results = new ConcurrentHashMap<>();
        ClassLoader[] fresh = new ClassLoader[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            fresh[i] = loaders.get();
        }
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            threads[t] = new Thread(() -> {
                try {
                    for (ClassLoader loader : fresh) {
                        barrier.await();
                        Class<?> c = Class.forName("LoadingRaces$Work", true, loader);
                        classes.merge(c, 1, Integer::sum);
                        IntUnaryOperator op = (IntUnaryOperator) c.getConstructor().newInstance();
                        for (int n = 0; n < 3; n++) {
                            results.merge(op.applyAsInt(n), 1, Integer::sum);
                        }
                    }
                } catch (Throwable e) {
                    e.printStackTrace(System.out);
                    System.exit(1);
                }
            });
            threads[t].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(what + " " + classes.size() + " " + new java.util.TreeMap<>(results));
    }

    static class A {
        static final int value = init();

        static int init() {
            initialized.incrementAndGet();
            Thread.yield();
            return B.value + 1;
        }
    }

    static class B {
        static final int value = init();

        static int init() {
            initialized.incrementAndGet();
            Thread.yield();
            return 41;
        }
    }

    public static void main(String[] args) throws Exception {
        race("parallel", Fresh::new);
        race("unlocked", Unlocked::new);
        race("serial", Serial::new);
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        AtomicInteger sum = new AtomicInteger();
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int me = t;
            threads[t] = new Thread(() -> {
                try {
                    barrier.await();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                sum.addAndGet(me % 2 == 0 ? A.value : B.value);
            });
            threads[t].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(initialized.get() + " " + sum.get());
    }
}
