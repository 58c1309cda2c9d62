// SHA-256: see Sha256.java.
#include "bench.h"

// The first 32 bits of the fractions of the roots of the first primes.
static uint32_t constants[64], initial[8];

// Is root cubed less than prime * 2^96? (Equal it never is.) Both sides divided by 2^32, to fit.
static int cube_fits(uint64_t root, int prime)
{
    unsigned __int128 square = (unsigned __int128)root * root;
    return (square >> 32) * root + (((square & 0xffffffff) * root) >> 32) < (unsigned __int128)prime << 64;
}

static int square_fits(uint64_t root, int prime)
{
    return (unsigned __int128)root * root < (unsigned __int128)prime << 64;
}

static uint32_t fraction(int prime, int (*fits)(uint64_t, int))
{
    uint64_t root = 0;
    for (int bit = 40; bit >= 0; bit--) {
        uint64_t tried = root | UINT64_C(1) << bit;
        if (fits(tried, prime))
            root = tried;
    }
    return (uint32_t)root;
}

static void make_constants(void)
{
    int prime = 2;
    for (int i = 0; i < 64; prime++) {
        int composite = 0;
        for (int d = 2; d * d <= prime; d++)
            composite |= prime % d == 0;
        if (composite)
            continue;
        constants[i] = fraction(prime, cube_fits);
        if (i < 8)
            initial[i] = fraction(prime, square_fits);
        i++;
    }
}

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

struct sha {
    uint32_t state[8];
    uint32_t w[64];
};

static void block(struct sha *sha, const uint8_t *data)
{
    uint32_t *w = sha->w, *state = sha->state;
    for (int i = 0; i < 16; i++, data += 4)
        w[i] = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
    for (int i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        uint32_t s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3;
        uint32_t s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static uint64_t digest(const uint8_t *message, int length)
{
    struct sha sha;
    memcpy(sha.state, initial, sizeof sha.state);
    int full = length / 64 * 64, rest = length - full;
    for (int at = 0; at < full; at += 64)
        block(&sha, message + at);
    uint8_t tail[128] = {0};
    int padded = rest < 56 ? 64 : 128;
    memcpy(tail, message + full, (size_t)rest);
    tail[rest] = 0x80;
    uint64_t bits = (uint64_t)length * 8;
    for (int i = 0; i < 8; i++)
        tail[padded - 1 - i] = (uint8_t)(bits >> 8 * i);
    for (int at = 0; at < padded; at += 64)
        block(&sha, tail + at);
    return (uint64_t)sha.state[0] << 32 | sha.state[1];
}

static uint64_t run(int rounds)
{
    int length = 20000;
    uint8_t *message = new_array((size_t)length, 1);
    for (int i = 0; i < length; i++)
        message[i] = (uint8_t)(i * 31 + i / 256);
    uint64_t checksum = 0;
    for (int r = 0; r < rounds; r++) {
        message[r % length]++;
        checksum = checksum * 31 + digest(message, length);
    }
    free(message);
    return checksum;
}

int main(int argc, char **argv)
{
    make_constants();
    return bench_run(argc, argv, 650, run);
}
