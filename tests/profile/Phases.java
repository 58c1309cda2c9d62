import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Four kinds of work in turn, and how the thread's processor time was divided between them, by its clock. A sampler that
 * prefers calls, back edges or allocations to straight code sees something else.
 */
public class Phases {
    static double sink;
    static Object object;
    static Shape[] shapes = {new Square(), new Circle(), new Line()};

    interface Shape {
        double area(double x);
    }

    static class Square implements Shape {
        public double area(double x) {
            return x * x;
        }
    }

    static class Circle implements Shape {
        public double area(double x) {
            return x * x * 3.14;
        }
    }

    static class Line implements Shape {
        public double area(double x) {
            return x * 0.5;
        }
    }

    /** Few back edges, no calls. */
    static void straight(int n) {
        double a = sink;
        for (int i = 0; i < n; i++) {
            a = (a + 1.1) / 1.3 + (a + 2.1) / 2.3 + (a + 3.1) / 3.3 + (a + 4.1) / 4.3;
            a = (a - 1.7) * 0.3 + (a - 2.7) * 0.1 + (a - 3.7) * 0.1 + (a - 4.7) * 0.1;
            a = a / 1.01 - (a + 1.0) / 1.02 + (a + 2.0) / 1.03 - (a + 3.0) / 1.04;
            a = a * 0.5 + a * 0.25 + a * 0.125 - a * 0.0625 + 1.0 / (a * a + 1.0);
        }
        sink = a;
    }

    /** Nothing but back edges and calls. */
    static void calls(int n) {
        double a = 0;
        for (int i = 0; i < n; i++)
            a += shapes[i % 3].area(i);
        sink += a * 1e-20;
    }

    static void bytes(int n) {
        byte[] b = new byte[4096];
        for (int i = 0; i < n; i++)
            b[i & 4095] += (byte) (b[(i * 31) & 4095] ^ i);
        sink += b[17] * 1e-20;
    }

    static void objects(int n) {
        for (int i = 0; i < n; i++)
            object = new int[i & 15];
    }

    public static void main(String[] args) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        String[] names = {"straight", "calls", "bytes", "objects"};
        long[] used = new long[4];
        long end = Long.parseLong(args[0]) * 1_000_000, all = 0;
        int[] n = {3000, 20_000, 20_000, 5000};
        while (all < end) {
            for (int k = 0; k < 4; k++) {
                long start = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < 20; i++) {
                    switch (k) {
                        case 0 -> straight(n[k]);
                        case 1 -> calls(n[k]);
                        case 2 -> bytes(n[k]);
                        default -> objects(n[k]);
                    }
                }
                long ns = threads.getCurrentThreadCpuTime() - start;
                used[k] += ns;
                all += ns;
            }
        }
        for (int k = 0; k < 4; k++)
            System.out.println(names[k] + " " + 1000 * used[k] / all);
    }
}
