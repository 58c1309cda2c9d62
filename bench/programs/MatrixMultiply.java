/** Dense matrix multiplication, the textbook's three loops on rows of doubles. */
public class MatrixMultiply implements Bench.Kernel {
    static double[][] matrix(int n, int seed) {
        double[][] m = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = (i * seed + j * 3) % 17 - 8 + seed / 8.0;
            }
        }
        return m;
    }

    static void multiply(double[][] a, double[][] b, double[][] result) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += a[i][k] * b[k][j];
                }
                result[i][j] = sum;
            }
        }
    }

    @Override
    public long run(int n) {
        double[][] a = matrix(n, 5), b = matrix(n, 7), c = new double[n][n];
        multiply(a, b, c);
        multiply(b, c, a);
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace = trace * 0.5 + a[i][i] + c[i][n - 1 - i];
        }
        return Double.doubleToRawLongBits(trace);
    }

    public static void main(String[] args) {
        Bench.run(args, 280, 300, new MatrixMultiply());
    }
}
