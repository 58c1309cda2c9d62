/** Recursive methods without loops stop for whoever wants to look at their thread. */
public class RecursionPolls {
    static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    /* More arguments than registers of either kind. */
    static double many(int depth, long a, Object b, int c, String d, long e, int f, double g, float h, double i, double j,
            float k, double l, double m, double n, double o, float p) {
        if (depth == 0)
            return a + b.hashCode() + c + d.length() + e + f + g + h + i + j + k + l + m + n + o + p;
        return many(depth - 1, a + 1, b, c + 1, d, e, f ^ 1, g + 1, h, i, j + 0.5, k, l, m, n + 1, o, p)
                - many(depth - 1, a, b, c, d, e + 1, f, g, h + 1, i, j, k, l - 1, m, n, o - 1, p + 2);
    }

    static double manyTimes() {
        return many(14, 1, 42, 3, "abcd", 5, 6, 0.5, 1.5f, 2.5, 3.5, 4.5f, 5.5, 6.5, 7.5, 8.5, 9.5f);
    }

    static volatile boolean finished;
    static volatile double result;

    static boolean seen(Thread t, String method) {
        for (StackTraceElement e : t.getStackTrace())
            if (e.getMethodName().equals(method))
                return true;
        return false;
    }

    static void argumentsStay() throws Exception {
        double expected = manyTimes();
        Thread t = new Thread(() -> {
            double sum = 0;
            for (int i = 0; i < 40; i++)
                sum += manyTimes() - expected;
            result = sum;
            finished = true;
        });
        t.start();
        int traces = 0;
        while (!finished) {
            t.getStackTrace();
            traces++;
        }
        t.join();
        System.out.println("arguments: " + expected + ", differences: " + result + ", looked: " + (traces > 0));
    }

    @SuppressWarnings("removal")
    static void stopped() throws Exception {
        Throwable[] end = new Throwable[1];
        Thread t = new Thread(() -> {
            try {
                System.out.println("fib(60) = " + fib(60));
            } catch (Throwable e) {
                end[0] = e;
            }
        });
        t.start();
        while (!seen(t, "fib"))
            Thread.sleep(1);
        t.suspend();
        StackTraceElement[] a = t.getStackTrace(), b = t.getStackTrace();
        System.out.println("stands still: " + java.util.Arrays.equals(a, b));
        t.resume();
        t.stop();
        t.join();
        System.out.println("ended by " + end[0]);
    }

    public static void main(String[] args) throws Exception {
        System.out.println(fib(20));
        argumentsStay();
        stopped();
    }
}
