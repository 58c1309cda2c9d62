/* verify_internal.h - shared by the verifier's files. The rules are in verify.c. */
#ifndef SAMOVAR_SSA_VERIFY_INTERNAL_H
#define SAMOVAR_SSA_VERIFY_INTERNAL_H

#include "ssa/internal.h"

struct ssa_verifier {
    const struct ssa_func *f;
    struct buf *error;
    unsigned nerrors;
    bool hopeless; /* the function cannot even be walked */
    struct arena arena;
};

/* Reports a broken rule; v, when not SSA_NONE, is shown. */
void ssa_broken(struct ssa_verifier *x, ssa_id v, const char *rule, const char *fmt, ...) PRINTF_LIKE(4, 5);

void ssa_verify_values(struct ssa_verifier *x);
void ssa_verify_uses(struct ssa_verifier *x);

#endif
