/** FFT: complex fast Fourier transforms forth and back, on interleaved doubles in one array. */
public class Fft implements Bench.Kernel {
    /** cos and sin of 2 pi / length by halving angles, which needs nothing but square roots. */
    static double[] root(int length) {
        double cos = -1, sin = 0;
        for (int l = 2; l < length; l *= 2) {
            double half = Math.sqrt((1 + cos) / 2);
            sin = l == 2 ? 1 : sin / (2 * half);
            cos = l == 2 ? 0 : half;
        }
        return new double[] {cos, sin};
    }

    static void reverseBits(double[] data) {
        int n = data.length / 2;
        for (int i = 0, j = 0; i < n - 1; i++) {
            if (i < j) {
                double re = data[2 * i], im = data[2 * i + 1];
                data[2 * i] = data[2 * j];
                data[2 * i + 1] = data[2 * j + 1];
                data[2 * j] = re;
                data[2 * j + 1] = im;
            }
            int k = n >> 1;
            while (k <= j) {
                j -= k;
                k >>= 1;
            }
            j += k;
        }
    }

    static void transform(double[] data, int direction) {
        int n = data.length / 2;
        reverseBits(data);
        for (int half = 1; half < n; half *= 2) {
            double[] step = root(2 * half);
            double cos = step[0], sin = direction * step[1];
            double wr = 1, wi = 0;
            for (int a = 0; a < half; a++) {
                for (int b = a; b < n; b += 2 * half) {
                    int i = 2 * b, j = 2 * (b + half);
                    double re = wr * data[j] - wi * data[j + 1];
                    double im = wr * data[j + 1] + wi * data[j];
                    data[j] = data[i] - re;
                    data[j + 1] = data[i + 1] - im;
                    data[i] += re;
                    data[i + 1] += im;
                }
                double t = wr * cos - wi * sin;
                wi = wr * sin + wi * cos;
                wr = t;
            }
        }
    }

    @Override
    public long run(int rounds) {
        int n = 4096;
        double[] data = new double[2 * n];
        int x = 1;
        for (int i = 0; i < data.length; i++) {
            x = x * 1103515245 + 12345;
            data[i] = (x >>> 8) / 16777216.0;
        }
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            transform(data, 1);
            checksum = checksum * 31 + Double.doubleToRawLongBits(data[r & n - 1]);
            transform(data, -1);
            for (int i = 0; i < data.length; i++) {
                data[i] /= n;
            }
        }
        return checksum * 31 + Double.doubleToRawLongBits(data[7]);
    }

    public static void main(String[] args) {
        Bench.run(args, 160, 300, new Fft());
    }
}
