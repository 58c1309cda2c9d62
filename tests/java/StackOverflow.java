/**
 * StackOverflowError is caught and survived: in Java code, in natives that call back, in constructors, in a
 * thread.
 */
public class StackOverflow {
    static int depth;

    static int recurse(int i) {
        depth++;
        return recurse(i + 1) + 1;
    }

    static long wide(long a, double b, Object c, long d, int e) {
        depth++;
        return wide(a + 1, b * 2, c, d - 1, e) + e;
    }

    static class Chain {
        final Chain next;

        Chain() {
            depth++;
            next = new Chain();
        }
    }

    static Object reflective() throws Exception {
        depth++;
        try {
            return StackOverflow.class.getDeclaredMethod("reflective").invoke(null);
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof StackOverflowError) {
                throw (StackOverflowError) e.getCause();
            }
            throw e;
        }
    }

    static int compare(Integer a, Integer b) {
        depth++;
        Integer[] more = {3, 1, 2};
        java.util.Arrays.sort(more, StackOverflow::compare);
        return a - b;
    }

    static synchronized int locked(int i) {
        return locked(i + 1) + 1;
    }

    static int finallys;

    static void withFinally() {
        try {
            withFinally();
        } finally {
            finallys++;
        }
    }

    interface Body {
        void run() throws Throwable;
    }

    static void expect(String what, Body body) {
        depth = 0;
        try {
            body.run();
            System.out.println(what + ": returned");
        } catch (StackOverflowError e) {
            System.out.println(what + ": " + e + ", deep " + (depth > 100) + ", traced "
                    + (e.getStackTrace().length == 1024));
        } catch (Throwable t) {
            System.out.println(what + ": " + t);
        }
    }

    public static void main(String[] args) throws Exception {
        expect("recursion", () -> recurse(0));
        expect("recursion again", () -> recurse(0));
        expect("wide frames", () -> wide(1, 2, "c", 4, 5));
        expect("constructors", () -> new Chain());
        expect("reflection", () -> reflective());
        expect("comparator", () -> compare(1, 2));
        expect("toString", () -> {
            java.util.List<Object> list = new java.util.ArrayList<>();
            list.add(list);
            java.util.List<Object> other = new java.util.ArrayList<>();
            other.add(list);
            list.add(other);
            depth = 1000;
            list.hashCode();
        });
        try {
            locked(0);
        } catch (StackOverflowError e) {
            System.out.println("lock held: " + Thread.holdsLock(StackOverflow.class));
        }
        try {
            withFinally();
        } catch (StackOverflowError e) {
            System.out.println("finally blocks ran: " + (finallys > 100));
        }
        Thread t = new Thread(null, () -> expect("small stack", () -> recurse(0)), "small", 256 * 1024);
        t.start();
        t.join();
        Thread big = new Thread(null, () -> {
            expect("big stack", () -> recurse(0));
            System.out.println("deeper: " + (depth > 20000));
        }, "big", 32 << 20);
        big.start();
        big.join();
        System.out.println(sum(1000));
    }

    static int sum(int n) {
        return n == 0 ? 0 : n + sum(n - 1);
    }
}
