/** Sieve: primes by Eratosthenes, over and over on one array of booleans. */
public class Sieve {
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

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        boolean[] composite = new boolean[500_000];
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            checksum += sieve(composite) * (i + 1L);
        }
        System.out.println("sieve " + checksum);
    }
}
