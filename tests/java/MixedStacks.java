// Stacks that go through calls of all kinds, hot and cold methods alternating: who sees which frames.
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public class MixedStacks {
    static final int WARM = 20000;

    interface Step {
        Object go(int depth, Task task) throws Throwable;
    }

    interface Task {
        Object run() throws Throwable;
    }

    static final Method REFLECTED;
    static final MethodHandle HANDLE;

    static {
        try {
            REFLECTED = MixedStacks.class.getDeclaredMethod("reflected", int.class, Task.class);
            HANDLE = MethodHandles.lookup().findStatic(MixedStacks.class, "handled",
                    MethodType.methodType(Object.class, int.class, Task.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static class Virtual implements Step {
        public Object go(int depth, Task task) throws Throwable {
            return next(depth, task);
        }
    }

    static final class Locked implements Step {
        final Object inner = new Object();

        public synchronized Object go(int depth, Task task) throws Throwable {
            try {
                synchronized (inner) {
                    return next(depth, task);
                }
            } finally {
                if (!Thread.holdsLock(this))
                    throw new AssertionError("lock lost");
            }
        }
    }

    static final ThreadLocal<Locked> LOCKED = ThreadLocal.withInitial(Locked::new);

    static final Step[] STEPS = {
        new Virtual(),
        (depth, task) -> LOCKED.get().go(depth, task),
        (depth, task) -> next(depth, task),
        (depth, task) -> {
            try {
                return REFLECTED.invoke(null, depth, task);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        },
        (depth, task) -> HANDLE.invoke(depth, task),
        (depth, task) -> java.security.AccessController.doPrivileged(
                (java.security.PrivilegedAction<Object>) () -> quietly(depth, task)),
    };

    static Object reflected(int depth, Task task) throws Throwable {
        return next(depth, task);
    }

    static Object handled(int depth, Task task) throws Throwable {
        return next(depth, task);
    }

    static Object quietly(int depth, Task task) {
        try {
            return next(depth, task);
        } catch (Throwable t) {
            throw sneaky(t);
        }
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneaky(Throwable t) throws T {
        throw (T) t;
    }

    static Object next(int depth, Task task) throws Throwable {
        if (depth == 0)
            return task.run();
        return STEPS[depth % STEPS.length].go(depth - 1, task);
    }

    // ---- telling ----

    static boolean ours(StackTraceElement e) {
        return e.getClassName().startsWith("MixedStacks") && !e.getMethodName().startsWith("lambda$main");
    }

    static String tell(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(MixedStacks::ours)
                .map(e -> e.getMethodName() + ":" + e.getLineNumber()).collect(Collectors.joining(" "));
    }

    static void tell(String what, Throwable t) {
        System.out.println(what + ": " + t + "\n    " + tell(t.getStackTrace()));
    }

    // ---- implicit exceptions ----

    static class Node {
        int[] values;
        Node link;
    }

    static int element(int[] a, int i) {
        return a[i];
    }

    static int through(Node n, int i) {
        return element(n.link.values, i) / (i - 3);
    }

    static Object cast(Object o) {
        return (Integer) o;
    }

    static int attempt(int kind, Node n) {
        switch (kind) {
            case 0: return through(n, 1);
            case 1: return through(n, 3);
            case 2: return through(n, 9);
            case 3: return through(n.link, 1);
            case 4: return through(new Node(), 1);
            case 5: return (int) cast("text");
            case 6: return new int[kind - 7].length;
            default: ((Object[]) new String[1])[0] = n; return 0;
        }
    }

    static void implicitExceptions() {
        Node n = new Node();
        n.link = new Node();
        n.link.values = new int[] {6, 4, 2, 0};
        String[] first = new String[8];
        for (int i = 0; i < WARM; i++) {
            int kind = i % 8;
            try {
                attempt(kind, n);
            } catch (RuntimeException e) {
                if (i >= WARM / 2 && i % 64 > 7)
                    continue;
                String told = e + " " + tell(e.getStackTrace());
                if (first[kind] == null) {
                    first[kind] = told;
                    System.out.println(told);
                } else if (!first[kind].equals(told) && e.getStackTrace().length > 0) {
                    System.out.println("round " + i + ": " + told); // no trace at all: HotSpot's fast throws
                    return;
                }
            }
        }
    }

    // ---- constructors of throwables ----

    static class Nested extends Exception {
        final Exception inner;

        Nested(boolean more) {
            super("nested");
            inner = more ? new Nested(false) : make();
        }

        Exception make() {
            return new Exception("made in a constructor");
        }
    }

    static class Quiet extends RuntimeException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    static class Refilled extends RuntimeException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return super.fillInStackTrace();
        }

        Throwable again() {
            return fillInStackTrace();
        }
    }

    static void throwables() {
        Nested n = new Nested(true);
        tell("outer", n);
        tell("inner", n.inner);
        tell("innermost", ((Nested) n.inner).inner);
        tell("quiet", new Quiet());
        Refilled r = new Refilled();
        tell("refilled", r);
        tell("again", r.again());
    }

    // ---- other threads ----

    static volatile boolean stop;
    static volatile long sink;

    static long spin(long x) {
        while (!stop)
            x = x * 31 + 7;
        return x;
    }

    static void awaitState(Thread t, Thread.State state) throws InterruptedException {
        while (t.getState() != state)
            Thread.sleep(1);
    }

    static String names(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(MixedStacks::ours).map(StackTraceElement::getMethodName)
                .collect(Collectors.joining(" "));
    }

    static Thread start(int depth, Task task) {
        Thread t = new Thread(() -> {
            try {
                next(depth, task);
            } catch (Throwable e) {
                e.printStackTrace();
            }
        });
        t.setDaemon(true);
        t.start();
        return t;
    }

    static Object waits(Object lock) throws InterruptedException {
        synchronized (lock) {
            lock.wait();
        }
        return null;
    }

    static void otherThreads() throws Exception {
        Object lock = new Object();
        Thread waiting = start(13, () -> waits(lock));
        Thread parked = start(8, () -> {
            LockSupport.park();
            return null;
        });
        awaitState(waiting, Thread.State.WAITING);
        awaitState(parked, Thread.State.WAITING);
        for (Thread t : new Thread[] {waiting, parked}) {
            StackTraceElement[] trace = t.getStackTrace();
            System.out.println(trace[0].getMethodName() + ", " + tell(trace));
        }
        synchronized (lock) {
            lock.notifyAll();
        }
        LockSupport.unpark(parked);
        waiting.join();
        parked.join();
        System.out.println("ended: " + waiting.getStackTrace().length);

        Thread spinning = start(3, () -> sink = spin(1));
        while (!names(spinning.getStackTrace()).startsWith("spin"))
            Thread.sleep(1);
        String expected = names(spinning.getStackTrace());
        System.out.println(expected);
        for (int i = 0; i < 200; i++) {
            String now = names(spinning.getStackTrace());
            if (!now.equals(expected))
                System.out.println("now " + now);
            if (i % 50 == 0 && !names(Thread.getAllStackTraces().get(spinning)).equals(expected))
                System.out.println("not in all traces");
        }
        stop = true;
        spinning.join();
    }

    // ---- StackWalker ----

    static String walked(StackWalker walker, int limit) {
        return walker.walk(s -> s.limit(limit)
                .map(f -> f.getMethodName() + ":" + f.getLineNumber() + "@" + f.getDeclaringClass().getSimpleName())
                .filter(x -> !x.startsWith("lambda$main")).collect(Collectors.joining(" ")));
    }

    static int deep(int depth, IntUnaryOperator end) {
        return depth == 0 ? end.applyAsInt(0) : 1 + deep(depth - 1, end);
    }

    static Object caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass().getSimpleName();
    }

    static class Elsewhere {
        static Object ask() {
            return caller();
        }
    }

    static void walkers() throws Throwable {
        StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        System.out.println(next(7, () -> walked(walker, 12)));
        long[] count = new long[1];
        deep(300, x -> {
            count[0] = walker.walk(Stream::count);
            return 0;
        });
        long here = walker.walk(Stream::count);
        System.out.println("frames more: " + (count[0] - here));
        System.out.println(Elsewhere.ask() + " " + next(9, Elsewhere::ask));
        List<String> some = next(4, () -> walker.walk(s -> s.skip(2).map(f -> f.getMethodName())
                .filter(m -> !m.contains("$")).limit(3).collect(Collectors.toList()))) instanceof List<?> l
                        ? l.stream().map(String::valueOf).collect(Collectors.toList()) : List.of();
        System.out.println(some);
    }

    // ---- deep ----

    static int endless(int n) {
        return endless(n + 1) + 1;
    }

    static void overflow() {
        for (int i = 0; i < 3; i++)
            try {
                endless(0);
            } catch (StackOverflowError e) {
                StackTraceElement[] trace = e.getStackTrace();
                System.out.println("overflow: " + trace.length + " "
                        + Arrays.stream(trace).filter(f -> !f.getMethodName().equals("endless")).count());
            }
    }

    static Object fail() {
        throw new IllegalStateException("failed");
    }

    public static void main(String[] args) throws Throwable {
        int sum = 0;
        for (int i = 0; i < WARM / 4; i++)
            sum += next(i % 13, () -> 1) == null ? 1 : 0;
        System.out.println("warm " + sum);
        for (int depth = 0; depth < 14; depth += 1 + depth / 3)
            try {
                next(depth, MixedStacks::fail);
            } catch (IllegalStateException e) {
                tell("depth " + depth, e);
            }
        String told = null;
        for (int i = 0; i < 2000; i++)
            try {
                next(25, MixedStacks::fail);
            } catch (IllegalStateException e) {
                String now = e.getStackTrace().length > 50 ? tell(e.getStackTrace()) : "short";
                if (told != null && !told.equals(now))
                    System.out.println("changed: " + now);
                told = now;
            }
        System.out.println(told);
        implicitExceptions();
        throwables();
        otherThreads();
        walkers();
        overflow();
        if (Thread.holdsLock(LOCKED.get()) || Thread.holdsLock(LOCKED.get().inner))
            System.out.println("still locked");
    }
}
