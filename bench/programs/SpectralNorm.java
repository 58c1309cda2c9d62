/** Spectral norm: the power method on an infinite matrix that is computed as it is used; divisions of doubles. */
public class SpectralNorm implements Bench.Kernel {
    static double element(int i, int j) {
        return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
    }

    static void multiply(double[] v, double[] result) {
        for (int i = 0; i < v.length; i++) {
            double sum = 0;
            for (int j = 0; j < v.length; j++) {
                sum += element(i, j) * v[j];
            }
            result[i] = sum;
        }
    }

    static void multiplyTransposed(double[] v, double[] result) {
        for (int i = 0; i < v.length; i++) {
            double sum = 0;
            for (int j = 0; j < v.length; j++) {
                sum += element(j, i) * v[j];
            }
            result[i] = sum;
        }
    }

    @Override
    public long run(int n) {
        double[] u = new double[n], v = new double[n], t = new double[n];
        java.util.Arrays.fill(u, 1);
        for (int i = 0; i < 10; i++) {
            multiply(u, t);
            multiplyTransposed(t, v);
            multiply(v, t);
            multiplyTransposed(t, u);
        }
        double uv = 0, vv = 0;
        for (int i = 0; i < n; i++) {
            uv += u[i] * v[i];
            vv += v[i] * v[i];
        }
        return Double.doubleToRawLongBits(Math.sqrt(uv / vv));
    }

    public static void main(String[] args) {
        Bench.run(args, 600, 1050, new SpectralNorm());
    }
}
