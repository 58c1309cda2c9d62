// LU factorization: see Lu.java.
#include "bench.h"

#include <math.h>

static int factor(double **a, int *pivot, int n)
{
    for (int k = 0; k < n; k++) {
        int p = k;
        for (int i = k + 1; i < n; i++) {
            if (fabs(a[i][k]) > fabs(a[p][k]))
                p = i;
        }
        pivot[k] = p;
        if (a[p][k] == 0)
            return 0;
        double *t = a[p];
        a[p] = a[k];
        a[k] = t;
        double *top = a[k];
        double inverse = 1 / top[k];
        for (int i = k + 1; i < n; i++) {
            double *row = a[i];
            double factor = row[k] * inverse;
            row[k] = factor;
            for (int j = k + 1; j < n; j++)
                row[j] -= factor * top[j];
        }
    }
    return 1;
}

static void solve(double **lu, const int *pivot, double *b, int n)
{
    for (int i = 0; i < n; i++) {
        double t = b[pivot[i]];
        b[pivot[i]] = b[i];
        b[i] = t;
    }
    for (int i = 0; i < n; i++) {
        double sum = b[i];
        for (int j = 0; j < i; j++)
            sum -= lu[i][j] * b[j];
        b[i] = sum;
    }
    for (int i = n - 1; i >= 0; i--) {
        double sum = b[i];
        for (int j = i + 1; j < n; j++)
            sum -= lu[i][j] * b[j];
        b[i] = sum / lu[i][i];
    }
}

static uint64_t run(int rounds)
{
    int n = 150;
    size_t count = (size_t)n;
    double **a = new_array(count, sizeof *a), *b = new_array(count, sizeof *b);
    int *pivot = new_array(count, sizeof *pivot);
    for (int i = 0; i < n; i++)
        a[i] = new_array(count, sizeof **a);
    uint64_t checksum = 0;
    int32_t seed = 1;
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                seed = next_random(seed);
                a[i][j] = (seed >> 8) / 65536.0;
            }
            b[i] = i + 1;
        }
        if (factor(a, pivot, n))
            solve(a, pivot, b, n);
        checksum = checksum * 31 + double_bits(b[r % n]);
    }
    for (int i = 0; i < n; i++)
        free(a[i]);
    free(a);
    free(b);
    free(pivot);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 260, run);
}
