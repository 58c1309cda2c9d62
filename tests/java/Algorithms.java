/**
 * Longer computations in plain Java (sorts, primes, matrices, strings, graphs, bit tricks), results by checksum.
 */
import java.util.*;

public class Algorithms {
    static int[] random(int n) {
        int[] a = new int[n];
        long x = 88172645463325252L;
        for (int i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            a[i] = (int) x;
        }
        return a;
    }

    static void quicksort(int[] a, int from, int to) {
        while (from < to) {
            int pivot = a[(from + to) >>> 1], i = from, j = to;
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (a[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    int t = a[i];
                    a[i++] = a[j];
                    a[j--] = t;
                }
            }
            quicksort(a, from, j);
            from = i;
        }
    }

    static void heapsort(long[] a) {
        for (int end = a.length, start = end / 2; end > 1;) {
            if (start > 0) {
                start--;
            } else {
                end--;
                long t = a[end];
                a[end] = a[0];
                a[0] = t;
            }
            for (int root = start, child; (child = root * 2 + 1) < end; root = child) {
                if (child + 1 < end && a[child] < a[child + 1]) {
                    child++;
                }
                if (a[root] >= a[child]) {
                    break;
                }
                long t = a[root];
                a[root] = a[child];
                a[child] = t;
            }
        }
    }

    static int primes(int limit) {
        boolean[] composite = new boolean[limit + 1];
        int count = 0;
        for (int i = 2; i <= limit; i++) {
            if (!composite[i]) {
                count++;
                for (long j = (long) i * i; j <= limit; j += i) {
                    composite[(int) j] = true;
                }
            }
        }
        return count;
    }

    static double matrix(int n) {
        double[][] a = new double[n][n], b = new double[n][n], c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = i * 0.5 + j;
                b[i][j] = i - j * 0.25;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double v = a[i][k];
                for (int j = 0; j < n; j++) {
                    c[i][j] += v * b[k][j];
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += c[i][i] * (i % 3 - 1);
        }
        return trace;
    }

    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1]
                        + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
            }
            previous = row;
        }
        return previous[b.length()];
    }

    static long collatz(int limit) {
        long best = 0;
        for (int i = 1; i < limit; i++) {
            long n = i;
            int steps = 0;
            while (n != 1) {
                n = (n & 1) == 0 ? n >> 1 : 3 * n + 1;
                steps++;
            }
            best = Math.max(best, (long) steps << 32 | i);
        }
        return best;
    }

    static int queens(int n, int row, int columns, int left, int right) {
        if (row == n) {
            return 1;
        }
        int count = 0;
        for (int free = ~(columns | left | right) & (1 << n) - 1; free != 0; free &= free - 1) {
            int bit = free & -free;
            count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
        }
        return count;
    }

    static String dijkstra(int n) {
        int[] a = random(n * 8);
        int[] distance = new int[n];
        Arrays.fill(distance, Integer.MAX_VALUE);
        distance[0] = 0;
        PriorityQueue<int[]> queue = new PriorityQueue<>((x, y) -> Integer.compare(x[1], y[1]));
        queue.add(new int[] {0, 0});
        while (!queue.isEmpty()) {
            int[] at = queue.poll();
            if (at[1] > distance[at[0]]) {
                continue;
            }
            for (int e = 0; e < 4; e++) {
                int to = Math.floorMod(a[at[0] * 8 + e * 2], n), cost = at[1] + (a[at[0] * 8 + e * 2 + 1] & 0xff);
                if (cost < distance[to]) {
                    distance[to] = cost;
                    queue.add(new int[] {to, cost});
                }
            }
        }
        long sum = 0;
        int unreached = 0;
        for (int d : distance) {
            if (d == Integer.MAX_VALUE) {
                unreached++;
            } else {
                sum += d;
            }
        }
        return sum + "/" + unreached;
    }

    public static void main(String[] args) {
        int[] a = random(20000);
        int[] b = a.clone();
        quicksort(a, 0, a.length - 1);
        Arrays.sort(b);
        System.out.println(Arrays.equals(a, b) + " " + Arrays.hashCode(a));
        long[] l = new long[5000];
        for (int i = 0; i < l.length; i++) {
            l[i] = (long) b[i * 3] * b[i] % 1000003;
        }
        heapsort(l);
        System.out.println(l[0] + " " + l[2500] + " " + l[4999] + " " + Arrays.hashCode(l));
        System.out.println(primes(100000) + " " + matrix(40) + " "
                + distance("kitten sitting on the mat", "sitting kittens at the moat") + " " + collatz(3000) + " "
                + queens(8, 0, 0, 0, 0) + " " + dijkstra(500));
        long fnv = 0xcbf29ce484222325L;
        for (int v : a) {
            fnv = (fnv ^ v) * 0x100000001b3L;
        }
        int crc = ~0;
        for (int i = 0; i < 2000; i++) {
            crc ^= b[i] & 0xff;
            for (int k = 0; k < 8; k++) {
                crc = crc >>> 1 ^ 0xEDB88320 & -(crc & 1);
            }
        }
        System.out.println(fnv + " " + Integer.toHexString(~crc));
        float f = 0;
        double d = 0;
        for (int i = 1; i < 10000; i++) {
            f += 1f / i;
            d += Math.sqrt(i) / (i + 1);
        }
        System.out.println(f + " " + d);
    }
}
