// Sparse matrix times vector: see SparseMatmul.java.
#include "bench.h"

#define ROWS    5000
#define PER_ROW 10

static void multiply(const double *value, const int *column, const int *start, const double *x, double *y)
{
    for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (int i = start[row]; i < start[row + 1]; i++)
            sum += value[i] * x[column[i]];
        y[row] = sum;
    }
}

static uint64_t run(int rounds)
{
    double *value = new_array(ROWS * PER_ROW, sizeof *value);
    int *column = new_array(ROWS * PER_ROW, sizeof *column), *start = new_array(ROWS + 1, sizeof *start);
    int32_t seed = 1;
    for (int row = 0; row < ROWS; row++) {
        start[row + 1] = start[row] + PER_ROW;
        for (int i = start[row]; i < start[row + 1]; i++) {
            seed = next_random(seed);
            column[i] = shift(seed, 8) % ROWS;
            value[i] = (shift(seed, 4) % 1000 - 500) / 2048.0;
        }
    }
    double *x = new_array(ROWS, sizeof *x), *y = new_array(ROWS, sizeof *y);
    for (int i = 0; i < ROWS; i++)
        x[i] = 1 + i % 17;
    uint64_t checksum = 0;
    for (int r = 0; r < rounds; r++) {
        multiply(value, column, start, x, y);
        x[r % ROWS] += y[(r * 7) % ROWS] / 1024;
        checksum = checksum * 31 + double_bits(y[r % ROWS]);
    }
    free(value);
    free(column);
    free(start);
    free(x);
    free(y);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 1800, run);
}
