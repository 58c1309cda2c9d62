// CRC-32: see Crc32.java.
#include "bench.h"

static void make_table(uint32_t *table)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = (c & 1) != 0 ? c >> 1 ^ 0xedb88320 : c >> 1;
        table[i] = c;
    }
}

static uint32_t crc(const uint32_t *table, const uint8_t *data, int from, int to)
{
    uint32_t c = ~0u;
    for (int i = from; i < to; i++)
        c = table[(c ^ data[i]) & 0xff] ^ c >> 8;
    return ~c;
}

static uint64_t run(int rounds)
{
    uint32_t *table = new_array(256, sizeof *table);
    make_table(table);
    int length = 100000;
    uint8_t *data = new_array((size_t)length, 1);
    for (int i = 0; i < length; i++)
        data[i] = (uint8_t)(i * 131 + i / 256);
    uint64_t checksum = 0;
    for (int r = 0; r < rounds; r++)
        checksum = checksum * 31 + (uint64_t)(int64_t)(int32_t)crc(table, data, r, length);
    free(table);
    free(data);
    return checksum;
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, 250, run);
}
