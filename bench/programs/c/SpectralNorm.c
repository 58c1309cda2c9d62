// Spectral norm: see SpectralNorm.java.
#include "bench.h"

#include <math.h>

static double element(int i, int j)
{
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(int n, const double *v, double *result)
{
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++)
            sum += element(i, j) * v[j];
        result[i] = sum;
    }
}

static void multiply_transposed(int n, const double *v, double *result)
{
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++)
            sum += element(j, i) * v[j];
        result[i] = sum;
    }
}

static uint64_t run(int n)
{
    size_t count = (size_t)n;
    double *u = new_array(count, sizeof *u), *v = new_array(count, sizeof *v),
           *t = new_array(count, sizeof *t);
    for (int i = 0; i < n; i++)
        u[i] = 1;
    for (int i = 0; i < 10; i++) {
        multiply(n, u, t);
        multiply_transposed(n, t, v);
        multiply(n, v, t);
        multiply_transposed(n, t, u);
    }
    double uv = 0, vv = 0;
    for (int i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    free(u);
    free(v);
    free(t);
    return double_bits(sqrt(uv / vv));
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 1050, run);
}
