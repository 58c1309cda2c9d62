/* bitset.h - fixed-size bit sets over caller-owned 64-bit words. */
#ifndef SAMOVAR_BASE_BITSET_H
#define SAMOVAR_BASE_BITSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITSET_WORDS(nbits) (((size_t)(nbits) + 63) / 64)

static inline bool bitset_has(const uint64_t *s, size_t i)
{
    return (s[i >> 6] >> (i & 63)) & 1;
}
static inline void bitset_add(uint64_t *s, size_t i)
{
    s[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline void bitset_del(uint64_t *s, size_t i)
{
    s[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

#endif
