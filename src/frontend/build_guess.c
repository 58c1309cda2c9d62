/*
 * build_guess.c - type tests where the baseline tier has met one class only.
 *
 * Instances of exactly that class are what the code is made for; others leave for the interpreter. A test of
 * an ordinary class is as cheap as that, so only tests of interfaces and arrays are guessed. Null is no
 * guess: it passes casts, and sites do not count it.
 */
#include "frontend/build_internal.h"

/* The class that the site at this instruction has met; 0: several, or nothing is known, or may be guessed. */
static env_handle met_here(struct builder *b)
{
    struct env_receivers seen = {0};
    const struct scope *s = b->scope;
    if (!b->env->receivers || !may_speculate(b, SSA_WHY_CLASS_CHECK) ||
        !b->env->receivers(b->env->cx, s->m, s->bci, &seen))
        return 0;
    return seen.n == 1 && seen.all ? seen.class[0] : 0;
}

/* v, which is null or of exactly this class. */
static ssa_id null_or(struct builder *b, ssa_id v, env_handle class)
{
    enum { RARE = 16 };
    struct ssa_func *f = b->f;
    if (ssa_facts_of(f, v).null == SSA_NONNULL)
        return emit_check(b, SSA_CLASS_CHECK, class, SSA_IN(v));
    struct saved_frame frame = save_frame(b);
    uint32_t null = ssa_block_new(f), other = ssa_block_new(f), join = ssa_block_new(f),
             heat = f->blocks[b->cur]->heat;
    ssa_branch(f, b->cur, emit_cmp(b, SSA_EQ, v, ssa_const_null(f)), null, other);
    f->blocks[null]->heat = heat / RARE;
    f->blocks[other]->heat = heat - heat / RARE;
    f->blocks[join]->heat = heat;
    b->cur = other;
    ssa_id checked = emit_check(b, SSA_CLASS_CHECK, class, SSA_IN(v));
    ssa_jump(f, null, join);
    ssa_jump(f, other, join);
    restore_frame(b, &frame);
    b->cur = join;
    ssa_id phi = ssa_new(f, SSA_PHI, SSA_REF, SSA_IN(ssa_const_null(f), checked));
    ssa_append(f, join, phi);
    vec_push(&b->phis, phi);
    set_class_facts(b, phi, class, true, false);
    frame_replace(b, v, phi);
    return phi;
}

ssa_id build_guess_type(struct builder *b, ssa_id v, env_handle tested)
{
    struct ssa_facts k = ssa_facts_of(b->f, v);
    const struct compile_env *env = b->env;
    if (k.null == SSA_NULL || (k.class && (k.exact || env->is_subclass(env->cx, k.class, tested))) ||
        env->class_info(env->cx, tested)->kind == ENV_INSTANCE_CLASS)
        return v;
    env_handle class = met_here(b);
    return class ? null_or(b, v, class) : v;
}

/* Do arrays of this class take all that v may be? */
static bool takes(struct builder *b, env_handle array, ssa_id v)
{
    const struct compile_env *env = b->env;
    const struct env_class *c = env->class_info(env->cx, array);
    env_handle stored = ssa_facts_of(b->f, v).class;
    return c->kind == ENV_ARRAY && c->component &&
           (c->component == env->wellknown(env->cx, ENV_OBJECT) ||
            (stored && env->is_subclass(env->cx, stored, c->component)));
}

bool build_guess_store(struct builder *b, ssa_id *array, ssa_id v)
{
    struct ssa_facts k = ssa_facts_of(b->f, *array);
    if (k.class && k.exact)
        return takes(b, k.class, v);
    env_handle class = met_here(b);
    if (!class || !takes(b, class, v))
        return false;
    *array = emit_check(b, SSA_CLASS_CHECK, class, SSA_IN(*array));
    return true;
}
