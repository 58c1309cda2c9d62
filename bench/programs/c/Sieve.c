// Sieve: see Sieve.java.
#include "bench.h"

static int sieve(unsigned char *composite, int limit)
{
    int count = 0;
    memset(composite, 0, (size_t)limit);
    for (int i = 2; i < limit; i++) {
        if (!composite[i]) {
            count++;
            for (int j = i + i; j < limit; j += i)
                composite[j] = 1;
        }
    }
    return count;
}

static uint64_t run(int rounds)
{
    int limit = 500000;
    unsigned char *composite = new_array((size_t)limit, 1);
    uint64_t checksum = 0;
    for (int i = 0; i < rounds; i++)
        checksum += (uint64_t)sieve(composite, limit) * (uint64_t)(i + 1);
    free(composite);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 40, run);
}
