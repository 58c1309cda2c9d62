// Dense matrix multiplication: see MatrixMultiply.java.
#include "bench.h"

static double **matrix(int n)
{
    double **m = new_array((size_t)n, sizeof *m);
    for (int i = 0; i < n; i++)
        m[i] = new_array((size_t)n, sizeof **m);
    return m;
}

static void fill(double **m, int n, int seed)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            m[i][j] = (i * seed + j * 3) % 17 - 8 + seed / 8.0;
    }
}

static void multiply(double **a, double **b, double **result, int n)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int k = 0; k < n; k++)
                sum += a[i][k] * b[k][j];
            result[i][j] = sum;
        }
    }
}

static void release(double **m, int n)
{
    for (int i = 0; i < n; i++)
        free(m[i]);
    free(m);
}

static uint64_t run(int n)
{
    double **a = matrix(n), **b = matrix(n), **c = matrix(n);
    fill(a, n, 5);
    fill(b, n, 7);
    multiply(a, b, c, n);
    multiply(b, c, a, n);
    double trace = 0;
    for (int i = 0; i < n; i++)
        trace = trace * 0.5 + a[i][i] + c[i][n - 1 - i];
    release(a, n);
    release(b, n);
    release(c, n);
    return double_bits(trace);
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 300, run);
}
