/** Sieve: primes by Eratosthenes, over and over on one array of booleans. */
public class Sieve implements Bench.Kernel {
    static int sieve(boolean[] composite) {
        int limit = composite.length, count = 0;
        java.util.Arrays.fill(composite, false);
        for (int i = 2; i < limit; i++) {
            if (!composite[i]) {
                count++;
                for (int j = i + i; j < limit; j += i) {
                    composite[j] = true;
                }
            }
        }
        return count;
    }

    @Override
    public long run(int rounds) {
        boolean[] composite = new boolean[500_000];
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            checksum += sieve(composite) * (i + 1L);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 60, 40, new Sieve());
    }
}
