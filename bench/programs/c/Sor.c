// Successive over-relaxation: see Sor.java.
#include "bench.h"

#define SIDE 250

static void sweep(double **grid, double omega)
{
    double quarter = omega * 0.25, rest = 1 - omega;
    for (int i = 1; i < SIDE - 1; i++) {
        double *above = grid[i - 1], *row = grid[i], *below = grid[i + 1];
        for (int j = 1; j < SIDE - 1; j++)
            row[j] = quarter * (above[j] + below[j] + row[j - 1] + row[j + 1]) + rest * row[j];
    }
}

static uint64_t run(int sweeps)
{
    double **grid = new_array(SIDE, sizeof *grid);
    for (int i = 0; i < SIDE; i++) {
        grid[i] = new_array(SIDE, sizeof **grid);
        for (int j = 0; j < SIDE; j++)
            grid[i][j] = i * 7 % 13 - j * 5 % 11;
    }
    for (int s = 0; s < sweeps; s++)
        sweep(grid, 1.25);
    double sum = 0;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++)
            sum += grid[i][j];
        free(grid[i]);
    }
    free(grid);
    return double_bits(sum);
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 200, run);
}
