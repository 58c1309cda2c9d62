/*
 * env_inline.c - the compiler's environment: which calls are built in place.
 *
 * A static policy, by size and depth, sharpened by the caller's knowledge of hot calls: what is about as
 * small as a call is always inlined; what is called often, up to a moderate size; everything less the deeper
 * the stack of inlined calls and the bigger the function already are. A longer method counts as small where
 * next to nothing of it ever ran. Chains of method handles are inlined generously: each link does nearly
 * nothing, and what a call hides there is what the chain is for.
 */
#include "runtime/tier/env_internal.h"
#include "runtime/tier/loops.h"

enum {
    ACCESSOR_BYTES = 12,     /* a field or two, and return */
    TRIVIAL_BYTES = 35,      /* smaller than the call and what surrounds it, as a rule */
    WARM_BYTES = 80,         /* T0 has run it, and the stack is short */
    DEEP_BYTES = 50,         /* likewise, the stack is longer */
    HOT_BYTES = 325,         /* much time is spent in or below this call */
    MOSTLY_COLD_BYTES = 200, /* next to nothing of it ran */
    HANDLE_BYTES = 700,      /* adapters of method handles: long, and straight */
    FORCED_BYTES = 1500,     /* @ForceInline */
    BYTES_PER_CONSTANT = 8,  /* what an argument known at compile time is worth */

    WARM_DEPTH = 3,
    DEEP_DEPTH = 8,
    TRIVIAL_DEPTH = 16,
    HOT_DEPTH = 16,
    HANDLE_DEPTH = 40,
    MAX_RECURSION = 1,
    HANDLE_RECURSION = 6, /* the same adapter serves many links */

    /* How big the function may be for the next call to be built in place. */
    COLD_VALUES = 300, /* what T0 has never called, unless it must be */
    WARM_VALUES = 1200,
    TRIVIAL_VALUES = 5000,
    HOT_VALUES = 5000,
    CALLER_HOT_VALUES = 2500,
    MAX_VALUES = 6000, /* beyond that nothing but accessors */
};

static bool was_called(const struct method *m)
{
    return __atomic_load_n(&m->entry, __ATOMIC_ACQUIRE) != NULL ||
           __atomic_load_n(&m->shortcut, __ATOMIC_ACQUIRE) != 0;
}

/* Nobody knows what T0 would call if it did not run the caller in C. */
static bool is_cold(const struct method *caller, const struct method *m)
{
    return !was_called(m) && caller->native_fn == NULL;
}

/* Worth a longer method? Where only the caller's time goes, while the function is small. */
static bool is_hot(const struct tier_env *e, const struct env_inline_query *q)
{
    if (e->hooks.call_heat == NULL)
        return false;
    enum call_heat heat = e->hooks.call_heat(e->hooks.user, tier_method(q->caller->handle), q->bci,
                                             tier_method(q->callee->handle));
    return heat == CALL_HOT || (heat == CALL_WARM && q->values < CALLER_HOT_VALUES);
}

/* Making exceptions is rare, and long. */
static bool makes_throwable(const struct tier_env *e, const struct method *m)
{
    return (m->flags & MF_INITIALIZER) != 0 && e->vm->wk.Throwable != NULL &&
           class_is_subtype(m->klass, e->vm->wk.Throwable);
}

/* Adapters, not what their rare paths call. */
static bool inline_handle(const struct env_inline_query *q, const struct method *m, uint32_t bytes)
{
    return (m->flags & MF_HIDDEN_FRAME) != 0 && bytes <= HANDLE_BYTES && q->depth < HANDLE_DEPTH &&
           q->recursion <= HANDLE_RECURSION && q->values < MAX_VALUES;
}

/* What never ran is not built either: does the rest make it trivial? Not when nobody has watched. */
static bool little_ran(const struct tier_env *e, const struct method *m, uint32_t bytes)
{
    return bytes <= MOSTLY_COLD_BYTES && !e->vm->options.compile_first && was_called(m) &&
           tier_reached_bytes(m) <= TRIVIAL_BYTES;
}

static bool inline_decision(void *cx, const struct env_inline_query *q)
{
    const struct tier_env *e = cx;
    const struct method *m = tier_method(q->callee->handle);
    uint32_t bytes = q->callee->code->length;
    if (m->vm_annotations & VMA_DONT_INLINE)
        return false;
    if (m->flags &
        MF_OBJECT_INIT) /* where the front end has not done away with it, it registers a finalizer */
        return false;
    if (bytes <= ACCESSOR_BYTES && q->depth < HANDLE_DEPTH && q->recursion <= MAX_RECURSION)
        return true;
    if (q->values >= MAX_VALUES)
        return false;
    if ((m->vm_annotations & VMA_FORCE_INLINE) && bytes <= FORCED_BYTES && q->depth < HANDLE_DEPTH &&
        q->recursion <= (q->via_handle ? HANDLE_RECURSION : MAX_RECURSION))
        return true;
    if (q->via_handle && inline_handle(q, m, bytes))
        return true;
    if (q->recursion > (bytes <= TRIVIAL_BYTES ? MAX_RECURSION : 0) ||
        (m->native_fn != NULL && !c_is_no_faster(m)))
        return false;
    if (q->values >= COLD_VALUES && is_cold(tier_method(q->caller->handle), m))
        return false;
    if (bytes <= TRIVIAL_BYTES && q->depth < (q->via_handle ? HANDLE_DEPTH : TRIVIAL_DEPTH) &&
        q->values < TRIVIAL_VALUES)
        return true;
    if (q->values >= HOT_VALUES || makes_throwable(e, m))
        return false;
    uint32_t bonus = BYTES_PER_CONSTANT * q->constants;
    if (bytes <= HOT_BYTES + bonus && q->depth < HOT_DEPTH && is_hot(e, q))
        return true;
    uint32_t most = q->depth < WARM_DEPTH ? WARM_BYTES : q->depth < DEEP_DEPTH ? DEEP_BYTES : 0;
    return most != 0 && q->values < WARM_VALUES && was_called(m) &&
           (bytes <= most + bonus || little_ran(e, m, bytes));
}

void env_inline_init(struct tier_env *e)
{
    e->compile.inline_decision = inline_decision;
}
