/*
 * mutator.h - makes bad class files and jars out of good ones.
 *
 * The same seed gives the same bytes on every machine. Blind changes to a class file nearly always die in the
 * constant pool, so most mutations know the format: a tolerant scan of the (good) input lists its counts,
 * lengths, constant pool indices, flags, code and attributes, and mutations aim at those.
 */
#ifndef SAMOVAR_TESTS_FUZZ_MUTATOR_H
#define SAMOVAR_TESTS_FUZZ_MUTATOR_H

#include "base/base.h"

struct rng {
    u8 state;
};

void rng_seed(struct rng *r, u8 seed);
u8 rng_next(struct rng *r);
size_t rng_below(struct rng *r, size_t n); /* 0 when n is 0 */

struct input {
    const char *name;
    u1 *data;
    size_t len;
};

/* Puts a mutation of `in` into out (cleared first). other: a second input to splice from, may be the same. */
void mutate_class(struct rng *r, const struct input *in, const struct input *other, struct buf *out);
void mutate_jar(struct rng *r, const struct input *in, const struct input *other, struct buf *out);

bool is_jar(const struct input *in);

/* Reads a file, or of a directory all class files and jars below it, in the order of their names. Exits on
 * errors. */
struct corpus {
    struct input *at;
    size_t len, cap;
};
void corpus_add(struct corpus *c, const char *path);
void corpus_free(struct corpus *c);

#endif
