/** LU factorization with partial pivoting, and the solution of a system with it: rows of doubles that are swapped. */
public class Lu implements Bench.Kernel {
    static boolean factor(double[][] a, int[] pivot) {
        int n = a.length;
        for (int k = 0; k < n; k++) {
            int p = k;
            for (int i = k + 1; i < n; i++) {
                if (Math.abs(a[i][k]) > Math.abs(a[p][k])) {
                    p = i;
                }
            }
            pivot[k] = p;
            if (a[p][k] == 0) {
                return false;
            }
            double[] t = a[p];
            a[p] = a[k];
            a[k] = t;
            double[] top = a[k];
            double inverse = 1 / top[k];
            for (int i = k + 1; i < n; i++) {
                double[] row = a[i];
                double factor = row[k] * inverse;
                row[k] = factor;
                for (int j = k + 1; j < n; j++) {
                    row[j] -= factor * top[j];
                }
            }
        }
        return true;
    }

    static void solve(double[][] lu, int[] pivot, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            double t = b[pivot[i]];
            b[pivot[i]] = b[i];
            b[i] = t;
        }
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int j = 0; j < i; j++) {
                sum -= lu[i][j] * b[j];
            }
            b[i] = sum;
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int j = i + 1; j < n; j++) {
                sum -= lu[i][j] * b[j];
            }
            b[i] = sum / lu[i][i];
        }
    }

    @Override
    public long run(int rounds) {
        int n = 150;
        double[][] a = new double[n][n];
        int[] pivot = new int[n];
        double[] b = new double[n];
        long checksum = 0;
        int seed = 1;
        for (int r = 0; r < rounds; r++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    seed = seed * 1103515245 + 12345;
                    a[i][j] = (seed >> 8) / 65536.0;
                }
                b[i] = i + 1;
            }
            if (factor(a, pivot)) {
                solve(a, pivot, b);
            }
            checksum = checksum * 31 + Double.doubleToRawLongBits(b[r % n]);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 40, 260, new Lu());
    }
}
