// FFT: see Fft.java.
#include "bench.h"

#include <math.h>

// cos and sin of 2 pi / length by halving angles, which needs nothing but square roots.
static void root(int length, double *cosine, double *sine)
{
    double cos = -1, sin = 0;
    for (int l = 2; l < length; l *= 2) {
        double half = sqrt((1 + cos) / 2);
        sin = l == 2 ? 1 : sin / (2 * half);
        cos = l == 2 ? 0 : half;
    }
    *cosine = cos;
    *sine = sin;
}

static void reverse_bits(double *data, int n)
{
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

static void transform(double *data, int n, int direction)
{
    reverse_bits(data, n);
    for (int half = 1; half < n; half *= 2) {
        double cos, sin;
        root(2 * half, &cos, &sin);
        sin *= direction;
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

static uint64_t run(int rounds)
{
    int n = 4096;
    double *data = new_array((size_t)(2 * n), sizeof *data);
    int32_t x = 1;
    for (int i = 0; i < 2 * n; i++) {
        x = next_random(x);
        data[i] = shift(x, 8) / 16777216.0;
    }
    uint64_t checksum = 0;
    for (int r = 0; r < rounds; r++) {
        transform(data, n, 1);
        checksum = checksum * 31 + double_bits(data[r & (n - 1)]);
        transform(data, n, -1);
        for (int i = 0; i < 2 * n; i++)
            data[i] /= n;
    }
    checksum = checksum * 31 + double_bits(data[7]);
    free(data);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 300, run);
}
