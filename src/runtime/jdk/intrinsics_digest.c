/*
 * intrinsics_digest.c - the compression functions of MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4).
 *
 * implCompress0(byte[] block, int offset) of the JDK's classes: mixes one block into this.state. SHA-256's
 * constants are the upper halves of the first 64 of SHA-512.
 */
#include "runtime/jdk/intrinsics.h"

/* Fractional parts of the cube roots of the first 80 primes. */
static const u8 sha512_k[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
/* 2^32 * abs(sin(i + 1)) */
static const u4 md5_k[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
static const u1 md5_turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static inline u4 rol4(u4 v, int n)
{
    return v << n | v >> (32 - n);
}
static inline u4 ror4(u4 v, int n)
{
    return v >> n | v << (32 - n);
}
static inline u8 ror8(u8 v, int n)
{
    return v >> n | v << (64 - n);
}
static inline u4 load_be4(const u1 *p)
{
    u4 v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
static inline u8 load_be8(const u1 *p)
{
    u8 v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}

static void md5_block(u4 *state, const u1 *block)
{
    u4 x[16], a = state[0], b = state[1], c = state[2], d = state[3];
    memcpy(x, block, sizeof x);
    for (int i = 0; i < 64; i++) {
        u4 f;
        int at;
        switch (i >> 4) {
        case 0: f = (b & c) | (~b & d), at = i; break;
        case 1: f = (b & d) | (c & ~d), at = 5 * i + 1; break;
        case 2: f = b ^ c ^ d, at = 3 * i + 5; break;
        default: f = c ^ (b | ~d), at = 7 * i; break;
        }
        u4 next = b + rol4(a + f + x[at & 15] + md5_k[i], md5_turns[i >> 4][i & 3]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static void sha1_block(u4 *state, const u1 *block)
{
    u4 w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++)
        w[i] = load_be4(block + 4 * i);
    for (int i = 16; i < 80; i++)
        w[i] = rol4(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        u4 f = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
               : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
               : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                        : (b ^ c ^ d) + 0xca62c1d6;
        u4 next = rol4(a, 5) + f + e + w[i];
        e = d;
        d = c;
        c = rol4(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

/* SHA-256 and SHA-512 differ in word size, rounds and rotations. */
#define SHA2_BLOCK(name, T, load, ror, ROUNDS, K, S0, S1, s0, s1)                                            \
    static void name(T *state, const u1 *block)                                                              \
    {                                                                                                        \
        T w[ROUNDS], v[8];                                                                                   \
        for (int i = 0; i < 16; i++)                                                                         \
            w[i] = load(block + sizeof(T) * (size_t)i);                                                      \
        for (int i = 16; i < ROUNDS; i++) {                                                                  \
            T x = w[i - 15], y = w[i - 2];                                                                   \
            w[i] = w[i - 16] + w[i - 7] + (s0) + (s1);                                                       \
        }                                                                                                    \
        memcpy(v, state, sizeof v);                                                                          \
        for (int i = 0; i < ROUNDS; i++) {                                                                   \
            T a = v[0], e = v[4];                                                                            \
            T t1 = v[7] + (S1) + ((e & v[5]) ^ (~e & v[6])) + (K) + w[i];                                    \
            T t2 = (S0) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));                                         \
            v[7] = v[6];                                                                                     \
            v[6] = v[5];                                                                                     \
            v[5] = e;                                                                                        \
            v[4] = v[3] + t1;                                                                                \
            v[3] = v[2];                                                                                     \
            v[2] = v[1];                                                                                     \
            v[1] = a;                                                                                        \
            v[0] = t1 + t2;                                                                                  \
        }                                                                                                    \
        for (int i = 0; i < 8; i++)                                                                          \
            state[i] += v[i];                                                                                \
    }
SHA2_BLOCK(sha256_block, u4, load_be4, ror4, 64, (u4)(sha512_k[i] >> 32),
           ror4(a, 2) ^ ror4(a, 13) ^ ror4(a, 22), ror4(e, 6) ^ ror4(e, 11) ^ ror4(e, 25),
           ror4(x, 7) ^ ror4(x, 18) ^ x >> 3, ror4(y, 17) ^ ror4(y, 19) ^ y >> 10)
SHA2_BLOCK(sha512_block, u8, load_be8, ror8, 80, sha512_k[i], ror8(a, 28) ^ ror8(a, 34) ^ ror8(a, 39),
           ror8(e, 14) ^ ror8(e, 18) ^ ror8(e, 41), ror8(x, 1) ^ ror8(x, 8) ^ x >> 7,
           ror8(y, 19) ^ ror8(y, 61) ^ y >> 6)

#define COMPRESS(name, Class, T, words, block_bytes)                                                         \
    INTRINSIC(name)                                                                                          \
    {                                                                                                        \
        struct object *state = ref_field(args[0].a, t->vm->wk.Class##_state);                                \
        EXPECT(state != NULL && array_length(state) >= (words) &&                                            \
               array_range_ok(args[1].a, args[2].i, block_bytes));                                           \
        name##_block((T *)array_data(state), &ARRAY_AT(u1, args[1].a, args[2].i));                           \
        return true;                                                                                         \
    }
COMPRESS(md5, MD5, u4, 4, 64)
COMPRESS(sha1, SHA, u4, 5, 64)
COMPRESS(sha256, SHA2, u4, 8, 64)
COMPRESS(sha512, SHA5, u8, 8, 128)

#define ENTRY(klass, fn)                                                                                     \
    {                                                                                                        \
        "sun/security/provider/" klass, "implCompress0", "([BI)V", NATIVE_INTRINSIC, (void *)(fn)            \
    }

const struct native_entry natives_digest[] = {
    ENTRY("MD5", md5),     ENTRY("SHA", sha1),          ENTRY("SHA2", sha256),
    ENTRY("SHA5", sha512), {NULL, NULL, NULL, 0, NULL},
};
