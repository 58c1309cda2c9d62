// Mandelbrot: see Mandelbrot.java.
#include "bench.h"

static int iterations(double cr, double ci, int limit)
{
    double r = 0, i = 0;
    int n = 0;
    while (n < limit && r * r + i * i <= 4.0) {
        double t = r * r - i * i + cr;
        i = 2 * r * i + ci;
        r = t;
        n++;
    }
    return n;
}

static uint64_t run(int size)
{
    uint64_t checksum = 0;
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
            int n = iterations(x * 2.5 / size - 2.0, y * 2.0 / size - 1.0, 400);
            checksum = checksum * 31 + (uint64_t)n;
        }
    }
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 400, run);
}
