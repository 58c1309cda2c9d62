import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/* A little of everything that the compiler asks the VM about. */
public class Mix {
    record Point(int x, String y) {}

    interface Shape {
        double area();

        default String name() {
            return getClass().getSimpleName() + area();
        }

        private int hidden() {
            return 1;
        }

        default int callsPrivate() {
            return hidden();
        }
    }

    static class Square implements Shape {
        double side = 2;

        public double area() {
            return side * side;
        }
    }

    static class Finalized {
        protected void finalize() {
            finalized++;
        }
    }

    static final MethodHandle ADD, INVOKER;
    static final VarHandle FIELD;
    static final MutableCallSite SITE;
    static int finalized;
    int field;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ADD = lookup.findStatic(Mix.class, "add", MethodType.methodType(int.class, int.class, int.class));
            SITE = new MutableCallSite(ADD);
            INVOKER = SITE.dynamicInvoker();
            FIELD = lookup.findVarHandle(Mix.class, "field", int.class);
        } catch (ReflectiveOperationException e) {
            throw new Error(e);
        }
    }

    static int add(int a, int b) {
        return a + b;
    }

    static int handles(int a) throws Throwable {
        return (int) ADD.invokeExact(a, 3) + (int) INVOKER.invokeExact(a, 4);
    }

    int varHandle() {
        return (int) FIELD.getAndAdd(this, 5) + (FIELD.compareAndSet(this, 5, 7) ? 1 : 0);
    }

    static String lambda(int n) {
        Function<Integer, String> f = i -> "v" + i + n;
        return f.apply(n);
    }

    static Object arrays(int a, int b) {
        Object[][] x = new String[a][b];
        x[0] = new String[] {"s"};
        return new int[a][b][x.length];
    }

    static int strings(Object o) {
        return switch (String.valueOf(o)) {
            case "a" -> 1;
            case "b" -> 2;
            default -> 3;
        };
    }

    static synchronized int locks(int k) {
        synchronized (SITE) {
            return k + 1;
        }
    }

    public static void main(String[] args) throws Throwable {
        System.out.println(handles(5) + new Mix().varHandle() + lambda(7) + new Square().name()
                + new Square().callsPrivate() + arrays(2, 3).getClass() + strings("b") + locks(1));
        System.out.println(IntStream.range(0, 1000).mapToObj(i -> new Point(i, "k" + i % 7))
                .collect(Collectors.groupingBy(Point::y, Collectors.summingInt(Point::x))).size());
        ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
        for (int i = 0; i < 5000; i++)
            map.merge("q" + i % 97, 1, Integer::sum);
        System.out.println(map.size() + String.format("%5.2f %s %x", 1.5, new Point(1, "z"), 255));
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int n = i;
            results.add(pool.submit(() -> n * n));
        }
        int sum = 0;
        for (Future<Integer> r : results)
            sum += r.get();
        pool.shutdown();
        System.out.println(sum + "abc,def".replaceAll("[a-c]+", "X"));
        System.out.println(new java.math.BigInteger("123456789012345678901234567890").pow(7)
                + " " + java.time.LocalDate.of(2020, 2, 29).plusYears(1) + new WeakReference<>(args).get().length
                + new Finalized().getClass());
    }
}
