#include "base/vec.h"

#include <stdint.h>

#include "base/arena.h"
#include "base/log.h"

void vec_grow_(void **at, size_t *cap, size_t need, size_t elem_size)
{
    size_t grown = *cap + *cap / 2;
    if (grown < 8)
        grown = 8;
    if (grown < need)
        grown = need;
    if (grown > SIZE_MAX / elem_size)
        die("out of memory (vector of %zu elements)", grown);
    *at = xrealloc(*at, grown * elem_size);
    *cap = grown;
}
