/** Two methods whose code guesses that a branch is never taken: one guess fails ten times, the other for ever. */
public class Guesses {
    static long[] seen = new long[2];
    static int sink;

    static int guessRarely(int i, boolean odd) {
        int x = i;
        for (int k = 0; k < 20; k++)
            x = x * 31 + k;
        if (odd)
            seen[0] += mark(x);
        return x;
    }

    static int guessOften(int i, boolean odd) {
        int x = i;
        for (int k = 0; k < 20; k++)
            x = x * 31 + k;
        if (odd)
            seen[1] += mark(x);
        return x;
    }

    static int mark(int x) {
        return (x & 1) + 1;
    }

    static int run(int n, boolean odd) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += guessRarely(i, odd && i % (n / 10) == 0);
            sum += guessOften(i, odd && i % 3 == 0);
        }
        return sum;
    }

    public static void main(String[] args) {
        long end = System.nanoTime() + 1_500_000_000L;
        int sum = 0, calls = 0;
        for (int runs = 0; System.nanoTime() < end || runs < 4000; runs++) // so much that they are compiled
            sum ^= run(3000, false);
        sum ^= run(300_000, true);
        for (end = System.nanoTime() + 1_500_000_000L; System.nanoTime() < end || calls < 1_000_000; calls += 1000)
            for (int i = 0; i < 1000; i++)
                sum ^= guessOften(i, true) + guessRarely(i, false);
        sink = sum;
        long marks = calls + 100_000L;
        System.out.println(seen[0] >= 10 && seen[0] <= 20 && seen[1] >= marks && seen[1] <= 2 * marks);
    }
}
