/*
 * reduce.c - loops that make one number of the elements of arrays do so with 32 bytes at a time.
 *
 * The loop counts up by one, has two phis, the counter and the number, no check left and no effect. Around
 * the loop the number becomes a sum, minimum, maximum, and, or, exclusive or of itself and something made of
 * elements at the counter (plus a constant), of what does not change, and of operations that vectors have:
 * sums of products among them. Order must not matter, so there are no floating-point numbers here.
 *
 * Before it comes a loop in which "reduce" (ssa/vector.h) does up to CHUNK elements at once, so that polls
 * are not far apart; the loop as it was does the rest.
 *
 * Elements may be narrower than the number: int made of bytes, shorts, chars, and long made of ints.
 *
 * Requires: loop form. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/internal.h"
#include "ssa/vector.h"

enum {
    CHUNK = 4096, /* elements between polls */
    MAX_OPERANDS = 12,
    MAX_OFFSET = 1 << 16,
    MAX_BODY = 40 /* values */
};

struct reducer {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader, header, body;
    struct opt_counter c;
    ssa_id number, poll; /* the number: its phi */
    enum ssa_mem mem;
    uint64_t program;
    unsigned steps, depth;
    ssa_id operands[MAX_OPERANDS]; /* of the reduction; indices are still those of the loop */
    uint32_t noperands;
};

static bool outside(const struct reducer *x, ssa_id v)
{
    return !opt_in_loop(x->cx, x->f, v, x->loop);
}

/* ---------------------------------------------------------------------------------------- what is computed
 */

static bool push(struct reducer *x, ssa_id v, ssa_id index)
{
    uint32_t wanted = index ? 2 : 1;
    if (x->noperands + wanted > MAX_OPERANDS || ++x->depth >= SSA_VECTOR_DEPTH ||
        !ssa_vector_push(&x->program, &x->steps, x->noperands))
        return false;
    x->operands[x->noperands++] = v;
    if (index)
        x->operands[x->noperands++] = index;
    return true;
}

static bool take_load(struct reducer *x, ssa_id v, enum ssa_mem mem)
{
    const struct ssa_func *f = x->f;
    int64_t offset;
    return ssa_op_of(f, v) == SSA_LOAD_INDEX && ssa_at(f, v)->sub == mem && outside(x, ssa_in(f, v, 0)) &&
           opt_split_sum(f, ssa_in(f, v, 1), &offset) == x->c.phi && offset <= MAX_OFFSET &&
           offset >= -MAX_OFFSET && push(x, ssa_in(f, v, 0), ssa_in(f, v, 1));
}

/* A narrow element and what widens it; the load itself may do that. */
static bool take_narrow(struct reducer *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    enum ssa_op op = ssa_op_of(f, v);
    if (op == SSA_I2L)
        return take_load(x, ssa_strip(f, ssa_in(f, v, 0)), SSA_MEM_I32) &&
               ssa_vector_add(&x->program, &x->steps, SSA_I2L, 0);
    if (op == SSA_ZEXT8)
        return (take_load(x, ssa_strip(f, ssa_in(f, v, 0)), SSA_MEM_I8) ||
                take_load(x, ssa_strip(f, ssa_in(f, v, 0)), SSA_MEM_U8)) &&
               ssa_vector_add(&x->program, &x->steps, SSA_ZEXT8, 0);
    if (op != SSA_LOAD_INDEX || x->mem != SSA_MEM_I32)
        return false;
    switch (ssa_at(f, v)->sub) {
    case SSA_MEM_I8: op = SSA_SEXT8; break;
    case SSA_MEM_U8: op = SSA_ZEXT8; break;
    case SSA_MEM_I16: op = SSA_SEXT16; break;
    case SSA_MEM_U16: op = SSA_ZEXT16; break;
    default: return false;
    }
    return take_load(x, v, ssa_at(f, v)->sub) && ssa_vector_add(&x->program, &x->steps, op, 0);
}

static bool take(struct reducer *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    int64_t count;
    v = ssa_strip(f, v);
    enum ssa_op op = ssa_op_of(f, v);
    if (ssa_type_of(f, v) != (enum ssa_type)ssa_mem_types[x->mem])
        return false;
    if (outside(x, v))
        return push(x, v, SSA_NONE);
    if (ssa_at(f, v)->block != x->body)
        return false;
    if (op == SSA_LOAD_INDEX && ssa_at(f, v)->sub == x->mem)
        return take_load(x, v, x->mem);
    if (op == SSA_LOAD_INDEX || op == SSA_I2L || op == SSA_ZEXT8)
        return take_narrow(x, v);
    if (!ssa_vector_can(op, x->mem) || !take(x, ssa_in(f, v, 0)))
        return false;
    switch (op) {
    case SSA_SHL:
    case SSA_SHR:
    case SSA_USHR:
        return opt_is_int_const(f, ssa_in(f, v, 1), &count) &&
               ssa_vector_add(&x->program, &x->steps, op,
                              (unsigned)count & (ssa_type_of(f, v) == SSA_I64 ? 63 : 31));
    default:
        if (!take(x, ssa_in(f, v, 1)))
            return false;
        x->depth--;
        return ssa_vector_add(&x->program, &x->steps, op, 0);
    }
}

/* ---------------------------------------------------------------------------------------- which loops */

static bool take_header(struct reducer *x)
{
    const struct ssa_func *f = x->f;
    SSA_EACH(f, x->header, v)
    {
        switch (ssa_op_of(f, v)) {
        case SSA_PHI:
            if (v == x->c.phi)
                break;
            if (x->number)
                return false;
            x->number = v;
            break;
        case SSA_POLL: x->poll = v; break;
        case SSA_REFINE:
        case SSA_CMP:
        case SSA_BRANCH: break;
        default: return false;
        }
    }
    return x->number != SSA_NONE;
}

static bool only_reads(const struct reducer *x)
{
    const struct ssa_func *f = x->f;
    unsigned n = 0;
    SSA_EACH(f, x->body, v)
    {
        enum ssa_op op = ssa_op_of(f, v);
        enum ssa_effect effect = ssa_effect_of(f, v);
        if (++n > MAX_BODY ||
            (op != SSA_JUMP && op != SSA_REFINE && effect != SSA_PURE && effect != SSA_READ))
            return false;
    }
    return true;
}

/* Is the number used by its own step alone, in the loop? Frame states get another one. */
static bool used_by_step_only(const struct reducer *x, ssa_id step)
{
    const struct ssa_func *f = x->f;
    SSA_EACH_USE(f, x->number, u)
    {
        uint32_t user = f->uses[u].user;
        if (!(user & SSA_USER_STATE) && user != step && opt_in_loop(x->cx, f, user, x->loop))
            return false;
    }
    return true;
}

static bool take_step(struct reducer *x)
{
    const struct ssa_func *f = x->f;
    uint32_t entry = opt_preheader_index(x->cx, f, x->loop);
    ssa_id step = ssa_in(f, x->number, 1 - entry);
    enum ssa_type t = ssa_type_of(f, x->number);
    if (ssa_at(f, x->number)->noperands != 2 || !opt_is_int(t))
        return false;
    x->mem = t == SSA_I32 ? SSA_MEM_I32 : SSA_MEM_I64;
    if (!ssa_reduce_can(ssa_op_of(f, step), x->mem) || outside(x, step) || !used_by_step_only(x, step))
        return false;
    x->noperands = 2;
    for (uint32_t i = 0; i < 2; i++)
        if (ssa_in(f, step, i) == x->number)
            return take(x, ssa_in(f, step, 1 - i)) && x->noperands > 3 &&
                   ssa_vector_add(&x->program, &x->steps, ssa_op_of(f, step), 0);
    return false;
}

/* Loops of few iterations had better stay as they are. */
static bool many_iterations(const struct reducer *x)
{
    uint32_t step = ssa_reduce_step(x->mem), heat = x->f->blocks[x->header]->heat,
             before = x->f->blocks[x->preheader]->heat;
    int64_t first, limit;
    if (opt_is_int_const(x->f, x->c.init, &first) && opt_is_int_const(x->f, x->c.limit, &limit) &&
        limit - first < 2 * (int64_t)step)
        return false;
    return heat != 0 && before != 0 && (heat == before || heat / before >= step);
}

static bool choose(struct reducer *x)
{
    struct ssa_func *f = x->f;
    const struct ssa_loops *l = x->cx->loops;
    x->header = l->loops[x->loop].header;
    x->preheader = opt_preheader(x->cx, f, x->loop);
    if (x->preheader == SSA_NO_BLOCK || l->loops[x->loop].nblocks != 2 ||
        (l->in_irreducible && l->in_irreducible[x->header]) || !opt_find_counter(f, x->cx, x->loop, &x->c) ||
        x->c.step || x->c.by != 1 || x->c.down || x->c.ahead != 0)
        return false;
    x->body = f->blocks[x->header]->succs[x->c.stay].block;
    return ssa_op_of(f, ssa_terminator(f, x->body)) == SSA_JUMP && take_header(x) && only_reads(x) &&
           take_step(x) && many_iterations(x);
}

/* ---------------------------------------------------------------------------------------- the new loop */

static ssa_id before(struct reducer *x, enum ssa_op op, enum ssa_type t, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(x->f, x->preheader, op, t, n, operands);
}

/* The bound below which the counter is when a step of the reduction may be done, kept within i32. */
static ssa_id new_limit(struct reducer *x)
{
    struct ssa_func *f = x->f;
    int64_t less = (int64_t)ssa_reduce_step(x->mem) - (x->c.inclusive ? 2 : 1);
    ssa_id limit = before(x, SSA_I2L, SSA_I64, 1, &x->c.limit);
    limit = before(x, SSA_ADD, SSA_I64, SSA_IN(limit, ssa_const_i64(f, -less)));
    limit = before(x, SSA_MAX, SSA_I64, SSA_IN(limit, ssa_const_i64(f, INT32_MIN)));
    return before(x, SSA_L2I, SSA_I32, SSA_IN(limit));
}

/* An index of the loop for the new counter, which goes through some of the old one's numbers: what is known
 * of it holds here too. */
static ssa_id new_index(struct reducer *x, uint32_t block, ssa_id index, ssa_id counter)
{
    struct ssa_func *f = x->f;
    int64_t offset;
    opt_split_sum(f, index, &offset);
    struct ssa_facts facts = opt_facts(x->cx, f, index);
    ssa_id v;
    if (offset) {
        v = ssa_emit(f, block, SSA_ADD, SSA_I32, SSA_IN(counter, ssa_const_i32(f, (int32_t)offset)));
    } else {
        v = ssa_emit(f, block, SSA_REFINE, SSA_I32, SSA_IN(counter));
        ssa_at(f, v)->imm = 1;
    }
    ssa_set_facts(f, v, &facts);
    return v;
}

/* How many elements now: all, in whole steps, but CHUNK at most. They are elements of an array, so their
 * number is one of 31 bits. */
static ssa_id elements_now(struct reducer *x, uint32_t block, ssa_id counter)
{
    struct ssa_func *f = x->f;
    int32_t more = x->c.inclusive;
    ssa_id n = ssa_emit(f, block, SSA_SUB, SSA_I32, SSA_IN(x->c.limit, counter));
    n = ssa_emit(f, block, SSA_MIN, SSA_I32, SSA_IN(n, ssa_const_i32(f, CHUNK - more)));
    if (more)
        n = ssa_emit(f, block, SSA_ADD, SSA_I32, SSA_IN(n, ssa_const_i32(f, more)));
    return ssa_emit(f, block, SSA_AND, SSA_I32,
                    SSA_IN(n, ssa_const_i32(f, -(int32_t)ssa_reduce_step(x->mem))));
}

static void set_heat(struct reducer *x, uint32_t head, uint32_t body, uint32_t out)
{
    struct ssa_block **b = x->f->blocks;
    uint32_t step = ssa_reduce_step(x->mem), once = b[x->preheader]->heat, many = b[x->header]->heat;
    b[head]->heat = b[body]->heat = many == once ? many : (many - 1) / step + 1;
    b[out]->heat = once;
    b[x->header]->heat = once < UINT32_MAX / 2 ? 2 * once : once; /* the rest: too few to be unrolled */
    b[x->body]->heat = once;
}

static void reduce(struct reducer *x)
{
    struct ssa_func *f = x->f;
    enum ssa_type t = ssa_type_of(f, x->number);
    uint32_t head = ssa_block_new(f), body = ssa_block_new(f), out = ssa_block_new(f);
    uint32_t entry = f->blocks[x->preheader]->succs[0].index;
    ssa_id old[] = {x->c.phi, x->number}, new[2], init[] = {x->c.init, ssa_in(f, x->number, entry)};
    ssa_id limit = new_limit(x);
    for (unsigned i = 0; i < 2; i++) {
        new[i] = ssa_new(f, SSA_PHI, ssa_type_of(f, old[i]), 0, NULL);
        ssa_append(f, head, new[i]);
        if (ssa_at(f, old[i])->facts)
            ssa_set_facts(f, new[i], ssa_at(f, old[i])->facts);
    }
    ssa_redirect(f, x->preheader, 0, head);
    for (unsigned i = 0; i < 2; i++)
        ssa_set_operand(f, new[i], f->blocks[x->preheader]->succs[0].index, init[i]);
    if (x->poll) {
        ssa_id poll = ssa_new(f, SSA_POLL, SSA_VOID, 0, NULL);
        ssa_set_state(f, poll, opt_state_with(f, ssa_at(f, x->poll)->state, old, new, 2));
        ssa_append(f, head, poll);
    }
    ssa_id more = ssa_emit(f, head, SSA_CMP, SSA_I32, SSA_IN(new[0], limit));
    ssa_at(f, more)->sub = SSA_LT;
    ssa_branch(f, head, more, body, out);
    x->operands[0] = new[1];
    x->operands[1] = elements_now(x, body, new[0]);
    for (uint32_t i = 3; i < x->noperands; i++)
        if (ssa_type_of(f, x->operands[i - 1]) == SSA_REF)
            x->operands[i] = new_index(x, body, x->operands[i], new[0]);
    ssa_id number = ssa_emit(f, body, SSA_REDUCE, t, x->noperands, x->operands);
    ssa_at(f, number)->sub = x->mem;
    ssa_at(f, number)->imm = (int64_t)x->program;
    ssa_id next[] = {ssa_emit(f, body, SSA_ADD, SSA_I32, SSA_IN(new[0], x->operands[1])), number};
    ssa_jump(f, body, head);
    for (unsigned i = 0; i < 2; i++)
        ssa_set_operand(f, new[i], f->blocks[body]->succs[0].index, next[i]);
    ssa_emit(f, out, SSA_VECTOR_END, SSA_VOID, 0, NULL);
    ssa_jump(f, out, x->header);
    for (unsigned i = 0; i < 2; i++)
        ssa_set_operand(f, old[i], f->blocks[out]->succs[0].index, new[i]);
    set_heat(x, head, body, out);
}

bool opt_reduce(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    if (!cx->options.vectors)
        return false;
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct reducer x = {.f = f, .cx = cx, .loop = loop};
        if (choose(&x)) {
            reduce(&x);
            changed = true;
        }
    }
    return changed;
}
