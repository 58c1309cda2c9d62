/*
 * site_check.c - sites of type tests in baseline code: checkcast, instanceof and aastore (site_profile.h).
 *
 * A naive site leaves for T0 here, which notes the class and then runs the instruction. What a test of a
 * class answers never changes; so committed code compares the class with the one that was seen, and has the
 * answer. For aastore the class is the array's, and the value's is another thing to compare, unless the array
 * takes everything.
 */
#include "runtime/tier/site_internal.h"
#include "frontend/bytecode.h"
#include "runtime/vm.h"

struct observation {
    struct class *class;
    uint64_t also; /* the second word of struct baseline_site */
};

/* False: null, or something that throws. */
static bool look(const struct method *m, const u2 *unit, enum site_kind kind, const union slot *sp,
                 struct observation *out)
{
    const struct object *value = sp[-1].a;
    if (value == NULL)
        return false;
    if (kind == SITE_STORE) {
        const struct object *array = sp[-3].a;
        struct class *component = array != NULL ? array->klass->component : NULL;
        if (component == NULL || !class_is_subtype(value->klass, component))
            return false;
        bool everything = value->klass->display[0] == component;
        *out = (struct observation){array->klass, everything ? 0 : (uintptr_t)value->klass};
        return true;
    }
    struct class *named = atomic_load_explicit(&m->rcp[unit[1]], memory_order_acquire);
    bool is_instance = class_is_subtype(value->klass, named);
    *out = (struct observation){value->klass, is_instance};
    return is_instance || kind == SITE_INSTANCEOF;
}

static void commit(struct vm *vm, struct site *s, const struct observation *o)
{
    struct baseline_site *to = site_record(vm);
    to->class = o->class;
    to->is_instance = o->also;
    site_becomes(s, &site_naive, to);
}

static void decide(struct vm *vm, struct site *s, const struct observation *o)
{
    const struct baseline_site *does = atomic_load_explicit(&s->does, memory_order_acquire);
    const void *also = (const void *)(uintptr_t)o->also;
    uint32_t run = s->last == o->class && s->last_value == also ? s->run + 1 : 1;
    atomic_store_explicit(&s->last, o->class, memory_order_relaxed);
    atomic_store_explicit(&s->last_value, also, memory_order_relaxed);
    atomic_store_explicit(&s->run, run, memory_order_relaxed);
    if (does == &site_naive) {
        if (run >= vm->options.site_commit)
            commit(vm, s, o);
        else if (--s->left <= 0)
            site_becomes(s, &site_naive, &site_variable);
    } else if (does != &site_variable && (does->class != o->class || does->is_instance != o->also)) {
        site_becomes(s, does, &site_variable);
    }
}

void site_observe_check(struct vm *vm, const struct method *m, const u2 *unit, const union slot *sp)
{
    struct site *s = site_find(vm, unit);
    struct observation o;
    if (s == NULL || s->does == NULL || !look(m, unit, (enum site_kind)s->kind, sp, &o))
        return;
    site_note(s, o.class);
    decide(vm, s, &o);
}

/* Instructions that have such a site. */
enum site_kind site_kind_of(unsigned bytecode)
{
    switch (bytecode) {
    case BC_checkcast: return SITE_CAST;
    case BC_instanceof: return SITE_INSTANCEOF;
    case BC_aastore: return SITE_STORE;
    default: return SITE_CALL;
    }
}

void sites_reopen_checks(struct vm *vm, const struct method *m)
{
    const struct cf_code *code = m->cf->code;
    for (uint32_t at = 0, length = 1; length != 0 && at < code->length; at += length) {
        length = bytecode_length(code->bytes, code->length, at);
        struct site *s = site_kind_of(code->bytes[at]) != SITE_CALL ? site_find(vm, m->code + at) : NULL;
        if (s == NULL || s->does == NULL)
            continue;
        for (int i = 0; i < SITE_CLASSES; i++)
            s->seen[i].n = s->seen[i].n / 2;
        s->others = s->others / 2;
        s->left = SITE_CHECKS;
        s->run = 0;
        s->does = &site_naive;
    }
}
