import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Stacks at random: direct, virtual, reflective and method-handle calls, natives that call back, deep recursion, handlers. */
public class Stacks {
    static native void check0();
    static synchronized void check() { check0(); }

    static final Random random = new Random(42);
    static final Method reflected;
    static final MethodHandle handle;
    static {
        try {
            reflected = Stacks.class.getDeclaredMethod("go", int.class);
            handle = MethodHandles.lookup().findStatic(Stacks.class, "go", MethodType.methodType(int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    interface Shape { int visit(int depth); }
    static class A implements Shape { public int visit(int depth) { return go(depth) + 1; } }
    static class B implements Shape { public int visit(int depth) { int r = go(depth); return r ^ depth; } }
    static class C extends A { @Override public int visit(int depth) { return super.visit(depth) * 3; } }
    static final Shape[] shapes = {new A(), new B(), new C()};

    static int loop(int depth) {
        int sum = 0;
        for (int i = 0; i < 2000; i++)
            sum += i % 1999 == 1998 ? go(depth) : i ^ depth;
        return sum;
    }

    static int deep(int n, int depth) {
        return n == 0 ? go(depth) : deep(n - 1, depth) + 1;
    }

    static int caught(int depth) {
        try {
            return 10 / (go(depth) & 1);
        } catch (ArithmeticException e) {
            check();
            return depth;
        } finally {
            if (depth % 3 == 0)
                check();
        }
    }

    static int go(int depth) {
        if (depth <= 0) {
            check();
            return 1;
        }
        int next = depth - 1;
        try {
            switch (random.nextInt(9)) {
            case 0: return shapes[random.nextInt(3)].visit(next);
            case 1: return (int) reflected.invoke(null, next);
            case 2: return (int) handle.invokeExact(next);
            case 3: return loop(next);
            case 4: return deep(random.nextInt(40), next);
            case 5: return caught(next);
            case 6: { /* through the library, back here */
                Integer[] two = {1, 2};
                int[] result = new int[1];
                Arrays.sort(two, (x, y) -> { result[0] = go(next); return x - y; });
                return result[0];
            }
            case 7: { /* through the VM: a privileged action */
                return java.security.AccessController.doPrivileged((java.security.PrivilegedAction<Integer>) () -> go(next));
            }
            default: {
                IntUnaryOperator f = x -> go(x) + next;
                return f.applyAsInt(next);
            }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    public static void main(String[] args) {
        int sum = 0;
        for (int i = 0; i < 4000; i++)
            sum = sum * 31 + go(random.nextInt(25));
        System.out.println("sum " + sum);
    }
}
