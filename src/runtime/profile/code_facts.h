/* code_facts.h - what a report says of the compiled code of methods: how large it is, and who inlined them.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_CODE_FACTS_H
#define SAMOVAR_RUNTIME_PROFILE_CODE_FACTS_H

#include "runtime/class/class.h"

struct code_fact {
    const struct method *method;
    u4 bytes;      /* of its own valid code, loops' included; 0: none */
    unsigned tier; /* of the best of it; 0: none */
    VEC(const struct method *) inlined_in;
};

struct code_facts {
    struct arena arena;
    struct ptr_map by_method;
    VEC(struct code_fact *) all;
};

/* As of now. Takes vm->class_lock. */
void code_facts_gather(struct code_facts *f, struct vm *vm);
void code_facts_free(struct code_facts *f);
/* NULL: nothing compiled has to do with m. */
const struct code_fact *code_facts_of(const struct code_facts *f, const struct method *m);

#endif
