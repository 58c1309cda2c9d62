// Fannkuch: see Fannkuch.java.
#include "bench.h"

static int flips(const int *permutation, int *scratch, int n)
{
    memcpy(scratch, permutation, (size_t)n * sizeof *scratch);
    int count = 0;
    for (int first = scratch[0]; first != 0; first = scratch[0]) {
        for (int i = 0, j = first; i < j; i++, j--) {
            int t = scratch[i];
            scratch[i] = scratch[j];
            scratch[j] = t;
        }
        count++;
    }
    return count;
}

static uint64_t permutations(int n)
{
    size_t words = (size_t)n;
    int *permutation = new_array(words, sizeof(int)), *scratch = new_array(words, sizeof(int));
    int *count = new_array(words, sizeof(int));
    for (int i = 0; i < n; i++) {
        permutation[i] = i;
        count[i] = i + 1;
    }
    int most = 0, checksum = 0, r;
    int even = 1;
    do {
        int f = flips(permutation, scratch, n);
        if (f > most)
            most = f;
        checksum += even ? f : -f;
        even = !even;
        for (r = 1; r < n; r++) {
            int first = permutation[0];
            for (int i = 0; i < r; i++)
                permutation[i] = permutation[i + 1];
            permutation[r] = first;
            if (--count[r] > 0)
                break;
            count[r] = r + 1;
        }
    } while (r < n);
    free(permutation);
    free(scratch);
    free(count);
    return (uint64_t)(checksum * INT64_C(1000) + most);
}

static uint64_t run(int rounds)
{
    uint64_t checksum = 0;
    for (int r = 0; r < rounds; r++)
        checksum = checksum * 31 + permutations(9);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 4, run);
}
