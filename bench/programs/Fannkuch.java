/** Fannkuch: the most reversals of prefixes over all permutations; short loops on small arrays of ints. */
public class Fannkuch implements Bench.Kernel {
    static int flips(int[] permutation, int[] scratch) {
        System.arraycopy(permutation, 0, scratch, 0, permutation.length);
        int count = 0;
        for (int first = scratch[0]; first != 0; first = scratch[0]) {
            for (int i = 0, j = first; i < j; i++, j--) {
                int t = scratch[i];
                scratch[i] = scratch[j];
                scratch[j] = t;
            }
            count++;
        }
        return count;
    }

    static long permutations(int n) {
        int[] permutation = new int[n], scratch = new int[n], count = new int[n];
        for (int i = 0; i < n; i++) {
            permutation[i] = i;
            count[i] = i + 1;
        }
        int most = 0, checksum = 0;
        for (boolean even = true;; even = !even) {
            int flips = flips(permutation, scratch);
            most = Math.max(most, flips);
            checksum += even ? flips : -flips;
            int r = 1;
            for (; r < n; r++) {
                int first = permutation[0];
                for (int i = 0; i < r; i++) {
                    permutation[i] = permutation[i + 1];
                }
                permutation[r] = first;
                if (--count[r] > 0) {
                    break;
                }
                count[r] = r + 1;
            }
            if (r == n) {
                return checksum * 1000L + most;
            }
        }
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            checksum = checksum * 31 + permutations(9);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 2, 4, new Fannkuch());
    }
}
