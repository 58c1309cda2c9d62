/**
 * What compiled code guesses before a loop may be wrong: arrays that are null or too short for loops that do not run, or
 * that stop before they get there; casts and class checks behind effects; classes whose initialisation a loop causes.
 * Counters that are multiplied, widened, and wrap around.
 */
public class LoopGuesses {
    static int[] log = new int[64];

    static int sum(int[] a, int n) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            s += a[i];
        }
        return s;
    }

    static int nested(int[][] rows, int[] weights, int nrows, int n) {
        int s = 0;
        for (int r = 0; r < nrows; r++) {
            int[] row = rows[r];
            for (int i = 0; i < n; i++) {
                s += row[i] * weights[i];
            }
        }
        return s;
    }

    static int find(int[] a, int wanted, int n) {
        for (int i = 0; i < n; i++) {
            if (a[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    static int backwards(int[] a, int from) {
        int s = 0;
        for (int i = from; i >= 0; i--) {
            s = s * 3 + a[i];
        }
        return s;
    }

    interface Shape {
        int area(int x);
    }

    static class Square implements Shape {
        int factor = 3;

        public int area(int x) {
            return factor * x * x;
        }
    }

    static class Line implements Shape {
        public int area(int x) {
            return log[x & 63]++;
        }
    }

    static int shapes(Shape shape, int n) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            log[i & 63] = s;
            s += shape.area(i);
        }
        return s;
    }

    static int casts(Object o, int[] out, int n) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            out[i & 7] = i;
            s += ((Square) o).factor + out[i & 3];
        }
        return s;
    }

    static class Late {
        static int value = log[3] + 17;
    }

    static int initialises(int n) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            s = s * 5 + log[3] + Late.value;
            log[3] = i;
        }
        return s;
    }

    static int columns(int[] a, int n, int stride) {
        int s = 0;
        for (int i = 0; i < n; i++) {
            s = s * 31 + a[i * stride] + a[(i + 1) * stride];
        }
        return s;
    }

    static long wide(int from, int to, long k) {
        long s = 0;
        for (int i = from; i < to; i++) {
            s += i * k ^ s;
        }
        return s;
    }

    static long wraps(int from, int n) {
        long s = 0;
        for (int i = from, c = 0; c < n; i += 1000, c++) {
            s += (long) i + (long) (i + 7) * 12345;
        }
        return s;
    }

    interface Work {
        long run();
    }

    static String result(Work w) {
        try {
            return Long.toString(w.run());
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName(); // messages may be left out by others
        }
    }

    public static void main(String[] args) {
        int[] a = new int[300], w = new int[100];
        for (int i = 0; i < a.length; i++) {
            a[i] = i * 17 % 101;
        }
        int[][] rows = {a, a, w, null};
        Square square = new Square();
        long hash = 0;
        for (int k = 0; k < 6000; k++) {
            hash = hash * 31 + sum(a, 300) + nested(rows, w, 3, 100) + find(a, 1000, 300) + backwards(a, 299);
            hash = hash * 31 + shapes(square, 50) + casts(square, w, 30) + columns(a, 40, 7) + wide(-50, 50, k) + wraps(-5000, 20);
            if (k % 1500 == 1499) {
                System.out.println(k + " " + hash);
                System.out.println(sum(null, 0) + " " + nested(rows, null, 3, 0) + " " + nested(null, null, 0, 4));
                System.out.println(result(() -> sum(null, 2)) + ", " + result(() -> sum(a, 301)) + ", " + sum(a, -5));
                System.out.println(result(() -> nested(rows, w, 4, 10)) + ", " + result(() -> nested(rows, w, 3, 101)));
                System.out.println(find(a, 17, 400) + ", " + result(() -> find(a, 1000, 400)) + ", " + find(null, 0, 0));
                System.out.println(backwards(null, -1) + ", " + result(() -> backwards(a, 300)));
                System.out.println(shapes(new Line(), 70) + ", " + shapes(null, 0) + ", " + result(() -> shapes(null, 3)));
                System.out.println(casts("x", w, 0) + ", " + result(() -> casts(null, w, 3)) + ", " + w[0]);
                System.out.println(result(() -> { try { return casts("x", w, 3); } catch (ClassCastException e) { return -1; } }));
                System.out.println(initialises(0) + " " + initialises(60));
                System.out.println(result(() -> columns(a, 43, 7)) + ", " + columns(a, 3, -0) + ", " + columns(a, 0, -3));
                System.out.println(wide(Integer.MAX_VALUE - 3, Integer.MAX_VALUE, 3) + ", " + wide(5, 5, 1));
                System.out.println(wraps(Integer.MAX_VALUE - 3000, 40) + ", " + wraps(Integer.MIN_VALUE, 40));
            }
        }
    }
}
