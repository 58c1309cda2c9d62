/* ssa_util.h - shared by the tests of src/ssa: an arena and a function a test. */
#ifndef SSA_UTIL_H
#define SSA_UTIL_H

#include <criterion/criterion.h>

#include "ssa/ssa.h"

/* Parses; a text that does not parse fails the test. */
static inline struct ssa_func *ssa_parsed(struct arena *a, const char *text)
{
    struct buf error = {0};
    struct ssa_func *f = ssa_parse(a, text, NULL, &error);
    cr_assert(f, "%s", buf_str(&error));
    buf_free(&error);
    return f;
}

static inline void ssa_assert_valid(const struct ssa_func *f)
{
    struct buf error = {0};
    cr_assert(ssa_verify(f, &error), "%s", buf_str(&error));
    buf_free(&error);
}

static inline void ssa_assert_broken(const struct ssa_func *f, const char *rule)
{
    struct buf error = {0};
    cr_assert(!ssa_verify(f, &error), "%s is not noticed", rule);
    cr_assert(strstr(buf_str(&error), rule), "not %s: %s", rule, buf_str(&error));
    buf_free(&error);
}

static inline unsigned ssa_count_users(const struct ssa_func *f, ssa_id v)
{
    unsigned n = 0;
    SSA_EACH_USE(f, v, u)
    n++;
    return n;
}

#endif
