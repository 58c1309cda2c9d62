/** A branch that nothing in its block tells of: arithmetic only. It is taken once, at the end. */
public class Coverage {
    static int step(int x, int limit) {
        int y = x * 31 + 7;
        if (y > limit) {
            y = (y ^ 0x55) - limit;
        }
        return y >>> 3;
    }

    static int first(int n, int limit) {
        int x = 1;
        for (int i = 0; i < n; i++) {
            x = step(x & 1023, limit) + i;
        }
        return x;
    }

    static int second(int n, int limit) { // is compiled when step's baseline code has run for long
        int x = 2;
        for (int i = 0; i < n; i++) {
            x = step(x & 1023, limit) + i;
        }
        return x;
    }

    public static void main(String[] args) {
        long end = System.nanoTime() + 400_000_000L;
        int sum = 0;
        while (System.nanoTime() < end) {
            sum += first(1000, 1 << 20) & 1;
        }
        end += 400_000_000L;
        while (System.nanoTime() < end) {
            sum += second(1000, 1 << 20) & 1;
        }
        System.out.println(second(1000, 1 << 20) + " " + second(1000, 5000) + " " + first(1000, 100) + " " + (sum >= 0));
    }
}
