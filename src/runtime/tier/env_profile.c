/*
 * env_profile.c - the compiler's environment: what was observed.
 *
 * T0 rewrites an instruction when it has run (exec/interp_*.c): one that still has the opcode that
 * prepare.c gave it has never been executed to its end. So a basic block with such an instruction has not
 * run, as far as T0 knows. It may have thrown there each time, and compiled code does not rewrite: a wrong
 * "never" costs one deoptimisation, which the speculation log remembers.
 */
#include "frontend/bytecode.h"
#include "runtime/class/rcp.h"
#include "runtime/exec/opcodes.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/coverage.h"
#include "runtime/tier/env_internal.h"
#include "runtime/tier/site_profile.h"
#include "runtime/tier/speculation.h"

enum {
    MAX_INSTRUCTIONS = 64, /* of a block that are looked at */
    MANY_FAILURES = 3,     /* of guesses in a method */
};

/* What prepare.c makes of instructions that resolve something; 0: others. */
static u2 first_form(unsigned bytecode)
{
    switch (bytecode) {
    case BC_getstatic: return OP_getstatic;
    case BC_putstatic: return OP_putstatic;
    case BC_getfield: return OP_getfield;
    case BC_putfield: return OP_putfield;
    case BC_invokevirtual: return OP_invokevirtual;
    case BC_invokespecial: return OP_invokespecial;
    case BC_invokestatic: return OP_invokestatic;
    case BC_invokeinterface: return OP_invokeinterface;
    case BC_invokedynamic: return OP_invokedynamic;
    case BC_new: return OP_new;
    case BC_anewarray: return OP_anewarray;
    case BC_ldc: return OP_ldc;
    case BC_ldc_w: return OP_ldc_w;
    case BC_ldc2_w: return OP_ldc2_w;
    default: return 0;
    }
}

/* Some keep their first form for ever: those have run when what they name is resolved. */
static bool may_stay_unquickened(const struct method *m, const u1 *p)
{
    const void *entry = rcp_get(m->klass, *p == BC_ldc ? p[1] : read_u2(p + 1));
    if (entry == NULL)
        return false;
    switch (*p) {
    case BC_getfield:
    case BC_putfield:
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_anewarray: return false;
    case BC_invokeinterface: {
        const struct method *callee = entry;
        return rcp_is_error(entry) || !callee->klass->is_interface || env_method_is_final(callee);
    }
    default: return true; /* a class that was not initialised then, a dynamic constant */
    }
}

static bool ends_block(unsigned bytecode)
{
    return (bytecode >= BC_ifeq && bytecode <= BC_return) || bytecode == BC_athrow ||
           (bytecode >= BC_ifnull && bytecode <= BC_jsr_w);
}

enum block_seen t0_block_seen(const struct method *m, uint32_t bci, uint32_t end)
{
    const u2 *units = __atomic_load_n(&m->code, __ATOMIC_ACQUIRE);
    enum block_seen seen = BLOCK_UNTOLD;
    if (units == NULL || m->native_fn != NULL || m->cf == NULL || m->cf->code == NULL)
        return seen;
    const struct cf_code *code = m->cf->code;
    for (unsigned i = 0; i < MAX_INSTRUCTIONS && bci < end && bci < code->length; i++) {
        const u1 *p = code->bytes + bci;
        u2 first = first_form(*p);
        if (first != 0 && __atomic_load_n(&units[bci], __ATOMIC_ACQUIRE) != first)
            seen = BLOCK_RAN;
        else if (first != 0 && !may_stay_unquickened(m, p))
            return BLOCK_NEVER;
        u4 length = bytecode_length(code->bytes, code->length, bci);
        if (length == 0 || ends_block(*p))
            break;
        bci += length;
    }
    return seen;
}

/* Has the block that begins at bci run? True when it cannot be told. Where a guess like this one failed in
 * the method, T0 runs there what baseline code's stubs do not see. */
static bool was_reached(struct vm *vm, const struct method *m, uint32_t bci)
{
    return t0_block_seen(m, bci, UINT32_MAX) != BLOCK_NEVER &&
           (!coverage_never(m, bci) || speculation_method_has(vm, m, SSA_WHY_UNREACHED));
}

unsigned tier_reached_bytes(const struct method *m)
{
    const u2 *units = __atomic_load_n(&m->code, __ATOMIC_ACQUIRE);
    if (m->cf == NULL || m->cf->code == NULL)
        return 0;
    const struct cf_code *code = m->cf->code;
    if (units == NULL || m->native_fn != NULL)
        return code->length;
    unsigned telling = 1, ran = 1;
    for (u4 bci = 0, length = 1; length != 0 && bci < code->length; bci += length) {
        u2 first = first_form(code->bytes[bci]);
        telling += first != 0;
        ran += first != 0 && __atomic_load_n(&units[bci], __ATOMIC_ACQUIRE) != first;
        length = bytecode_length(code->bytes, code->length, bci);
    }
    return (unsigned)((uint64_t)code->length * ran / telling);
}

static bool reached(void *cx, const struct env_method *m, uint32_t bci)
{
    const struct tier_env *e = cx;
    /* What was compiled before its first call was not seen by T0, and that says nothing. */
    return e->vm->options.compile_first || was_reached(e->vm, tier_method(m->handle), bci);
}

static bool receivers(void *cx, const struct env_method *m, uint32_t bci, struct env_receivers *out)
{
    const struct tier_env *e = cx;
    const struct method *method = tier_method(m->handle);
    if (!site_receivers(method, bci, out))
        return false;
    /* Where one call met a class that had not been seen, the others are about to: no more bets there. */
    if (speculation_method_has(e->vm, method, SSA_WHY_CLASS_CHECK) &&
        (out->n == 1 || speculation_failures(e->vm, method) >= MANY_FAILURES))
        out->all = false;
    return true;
}

static bool may_speculate(void *cx, const struct env_method *m, uint32_t bci, unsigned why)
{
    const struct tier_env *e = cx;
    return speculation_allowed(e->vm, tier_method(m->handle), bci, why);
}

static uint32_t failures(void *cx, uint64_t method, uint32_t bci, enum ssa_why why)
{
    const struct tier_env *e = cx;
    return speculation_failures_at(e->vm, tier_method(method), bci, why);
}

static bool region_at(void *cx, const struct env_method *m, uint32_t bci, struct env_region *out)
{
    const struct tier_env *e = cx;
    struct region r;
    uint64_t id = region_site_committed(e->vm, tier_method(m->handle), bci);
    if (id == 0 || !space_region(e->vm, id, &r))
        return false;
    *out = (struct env_region){.handle = id,
                               .base = r.base,
                               .last = r.last,
                               .memory = (uint64_t)(uintptr_t)r.memory,
                               .site = region_site_address(e->vm, tier_method(m->handle), bci),
                               .read_only = r.read_only};
    return true;
}

void env_profile_init(struct tier_env *e)
{
    e->opt.failures = failures;
    e->compile.region_at = region_at;
    e->compile.receivers = receivers;
    e->compile.reached = reached;
    e->compile.may_speculate = may_speculate;
}
