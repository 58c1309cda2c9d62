/*
 * vectorize.c - loops that do the same with one element of some arrays after the other do it with 32 bytes at
 * a time.
 *
 * The loop counts up by one, has no phi but the counter and no check left, and its one effect is a store to
 * an element at the counter (plus a constant). What is stored is made of elements at the counter, of what
 * does not change in the loop, and of operations that vectors have. Before it comes a loop of the same form
 * with one vector operation (ssa/vector.h), entered and repeated while that many iterations are certain to
 * follow; the loop as it was does the rest.
 *
 * Later iterations must not read what earlier ones have stored: arrays are one and the same or have nothing
 * in common, so an element read at or after the place of the store is safe. Where one before it is read, of
 * an array that might be the same, the new loop is only entered when it is not.
 *
 * Requires: loop form. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/internal.h"
#include "ssa/vector.h"

enum {
    MAX_OPERANDS = 14,
    MAX_OFFSET = 1 << 16,
    MAX_BODY = 40 /* values */
};

struct vectorizer {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader, header, body;
    struct opt_counter c;
    ssa_id store, poll;
    enum ssa_mem mem;
    int64_t store_offset;
    uint64_t program;
    unsigned steps, depth;
    ssa_id operands[MAX_OPERANDS]; /* of the vector; indices are still those of the loop */
    uint32_t noperands;
    ssa_id apart[MAX_OPERANDS]; /* arrays that must not be the one stored to */
    uint32_t napart;
};

static bool outside(const struct vectorizer *x, ssa_id v)
{
    return !opt_in_loop(x->cx, x->f, v, x->loop);
}

/* ---------------------------------------------------------------------------------------- what is computed
 */

static bool push(struct vectorizer *x, ssa_id v, ssa_id index)
{
    uint32_t wanted = index ? 2 : 1;
    if (x->noperands + wanted > MAX_OPERANDS || ++x->depth > SSA_VECTOR_DEPTH ||
        !ssa_vector_push(&x->program, &x->steps, x->noperands))
        return false;
    x->operands[x->noperands++] = v;
    if (index)
        x->operands[x->noperands++] = index;
    return true;
}

/* The counter plus a constant? */
static bool at_counter(const struct vectorizer *x, ssa_id index, int64_t *offset)
{
    return opt_split_sum(x->f, index, offset) == x->c.phi && *offset <= MAX_OFFSET && *offset >= -MAX_OFFSET;
}

static bool take_load(struct vectorizer *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    ssa_id array = ssa_in(f, v, 0), target = ssa_in(f, x->store, 0);
    int64_t offset;
    if (ssa_at(f, v)->sub != x->mem || !outside(x, array) || !at_counter(x, ssa_in(f, v, 1), &offset))
        return false;
    if (offset < x->store_offset) {
        if (ssa_strip(f, array) == ssa_strip(f, target))
            return false;
        x->apart[x->napart++] = array;
    }
    return push(x, array, ssa_in(f, v, 1));
}

/* Of narrow elements only the low bits count, which no operation on vectors takes from higher ones. */
static ssa_id low_bits(const struct vectorizer *x, ssa_id v)
{
    unsigned shift = ssa_mem_shifts[x->mem];
    for (;;) {
        v = ssa_strip(x->f, v);
        enum ssa_op op = ssa_op_of(x->f, v);
        if (!(shift == 0 && (op == SSA_SEXT8 || op == SSA_ZEXT8)) &&
            !(shift <= 1 && (op == SSA_SEXT16 || op == SSA_ZEXT16)))
            return v;
        v = ssa_in(x->f, v, 0);
    }
}

static bool take(struct vectorizer *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    int64_t count;
    v = low_bits(x, v);
    enum ssa_op op = ssa_op_of(f, v);
    if (ssa_type_of(f, v) != (enum ssa_type)ssa_mem_types[x->mem])
        return false;
    if (outside(x, v))
        return push(x, v, SSA_NONE);
    if (ssa_at(f, v)->block != x->body)
        return false;
    if (op == SSA_LOAD_INDEX)
        return take_load(x, v);
    if (op == SSA_NOP || !ssa_vector_can(op, x->mem) || !take(x, ssa_in(f, v, 0)))
        return false;
    switch (op) {
    case SSA_SQRT: return ssa_vector_add(&x->program, &x->steps, op, 0);
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

static bool take_header(struct vectorizer *x)
{
    const struct ssa_func *f = x->f;
    SSA_EACH(f, x->header, v)
    {
        switch (ssa_op_of(f, v)) {
        case SSA_PHI:
            if (v != x->c.phi)
                return false;
            break;
        case SSA_POLL: x->poll = v; break;
        case SSA_REFINE:
        case SSA_CMP:
        case SSA_BRANCH: break;
        default: return false;
        }
    }
    return true;
}

static bool take_body(struct vectorizer *x)
{
    const struct ssa_func *f = x->f;
    unsigned n = 0;
    SSA_EACH(f, x->body, v)
    {
        enum ssa_op op = ssa_op_of(f, v);
        enum ssa_effect effect = ssa_effect_of(f, v);
        if (++n > MAX_BODY)
            return false;
        if (op == SSA_STORE_INDEX && !x->store)
            x->store = v;
        else if (op != SSA_JUMP && op != SSA_REFINE && effect != SSA_PURE && effect != SSA_READ)
            return false;
    }
    if (!x->store)
        return false;
    x->mem = ssa_at(f, x->store)->sub;
    x->noperands = 2;
    x->operands[0] = ssa_in(f, x->store, 0);
    x->operands[1] = ssa_in(f, x->store, 1);
    return ssa_vector_can(SSA_NOP, x->mem) && outside(x, x->operands[0]) &&
           at_counter(x, x->operands[1], &x->store_offset) && take(x, ssa_in(f, x->store, 2));
}

/* Loops of few iterations had better stay as they are. */
static bool many_iterations(const struct vectorizer *x)
{
    uint32_t lanes = ssa_vector_lanes(x->mem), heat = x->f->blocks[x->header]->heat,
             before = x->f->blocks[x->preheader]->heat;
    int64_t first, limit;
    if (opt_is_int_const(x->f, x->c.init, &first) && opt_is_int_const(x->f, x->c.limit, &limit) &&
        limit - first < 2 * (int64_t)lanes)
        return false;
    return heat != 0 && before != 0 && (heat == before || heat / before >= lanes);
}

static bool choose(struct vectorizer *x)
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
    return ssa_op_of(f, ssa_terminator(f, x->body)) == SSA_JUMP && take_header(x) && take_body(x) &&
           many_iterations(x);
}

/* ---------------------------------------------------------------------------------------- the new loop */

static ssa_id before(struct vectorizer *x, enum ssa_op op, enum ssa_type t, uint32_t n,
                     const ssa_id *operands)
{
    return ssa_emit(x->f, x->preheader, op, t, n, operands);
}

/* The bound below which the counter is when a whole vector may be done, kept within i32. */
static ssa_id new_limit(struct vectorizer *x)
{
    struct ssa_func *f = x->f;
    int64_t less = (int64_t)ssa_vector_lanes(x->mem) - (x->c.inclusive ? 2 : 1);
    ssa_id limit = before(x, SSA_I2L, SSA_I64, 1, &x->c.limit);
    limit = before(x, SSA_ADD, SSA_I64, SSA_IN(limit, ssa_const_i64(f, -less)));
    limit = before(x, SSA_MAX, SSA_I64, SSA_IN(limit, ssa_const_i64(f, INT32_MIN)));
    limit = before(x, SSA_L2I, SSA_I32, SSA_IN(limit));
    for (uint32_t i = 0; i < x->napart; i++) {
        ssa_id same = before(x, SSA_CMP, SSA_I32, SSA_IN(x->apart[i], x->operands[0]));
        ssa_at(f, same)->sub = SSA_EQ;
        limit = before(x, SSA_SELECT, SSA_I32, SSA_IN(same, ssa_const_i32(f, INT32_MIN), limit));
    }
    return limit;
}

/* An index of the loop for the new counter. What is known of it holds here too: the new counter goes through
 * some of the old one's numbers. */
static ssa_id new_index(struct vectorizer *x, uint32_t block, ssa_id index, ssa_id counter)
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

static void fill_body(struct vectorizer *x, uint32_t block, ssa_id counter)
{
    struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < x->noperands; i++)
        if (i == 1 || (i > 1 && ssa_type_of(f, x->operands[i - 1]) == SSA_REF))
            x->operands[i] = new_index(x, block, x->operands[i], counter);
    ssa_id v = ssa_emit(f, block, SSA_VECTOR, SSA_VOID, x->noperands, x->operands);
    ssa_at(f, v)->sub = x->mem;
    ssa_at(f, v)->imm = (int64_t)x->program;
}

static void set_heat(struct vectorizer *x, uint32_t head, uint32_t body, uint32_t out)
{
    struct ssa_block **b = x->f->blocks;
    uint32_t lanes = ssa_vector_lanes(x->mem), once = b[x->preheader]->heat, many = b[x->header]->heat;
    b[head]->heat = b[body]->heat = many == once ? many : (many - 1) / lanes + 1;
    b[out]->heat = once;
    b[x->header]->heat = once < UINT32_MAX / 2 ? 2 * once : once; /* the rest: too few to be unrolled */
    b[x->body]->heat = once;
}

static void vectorize(struct vectorizer *x)
{
    struct ssa_func *f = x->f;
    uint32_t head = ssa_block_new(f), body = ssa_block_new(f), out = ssa_block_new(f);
    ssa_id counter = ssa_new(f, SSA_PHI, SSA_I32, 0, NULL), limit = new_limit(x);
    ssa_append(f, head, counter);
    if (ssa_at(f, x->c.phi)->facts)
        ssa_set_facts(f, counter, ssa_at(f, x->c.phi)->facts);
    ssa_redirect(f, x->preheader, 0, head);
    ssa_set_operand(f, counter, f->blocks[x->preheader]->succs[0].index, x->c.init);
    if (x->poll) {
        ssa_id poll = ssa_new(f, SSA_POLL, SSA_VOID, 0, NULL);
        ssa_set_state(f, poll, opt_state_with(f, ssa_at(f, x->poll)->state, &x->c.phi, &counter, 1));
        ssa_append(f, head, poll);
    }
    ssa_id more = ssa_emit(f, head, SSA_CMP, SSA_I32, SSA_IN(counter, limit));
    ssa_at(f, more)->sub = SSA_LT;
    ssa_branch(f, head, more, body, out);
    fill_body(x, body, counter);
    ssa_id next = ssa_emit(f, body, SSA_ADD, SSA_I32,
                           SSA_IN(counter, ssa_const_i32(f, (int32_t)ssa_vector_lanes(x->mem))));
    ssa_jump(f, body, head);
    ssa_set_operand(f, counter, f->blocks[body]->succs[0].index, next);
    ssa_emit(f, out, SSA_VECTOR_END, SSA_VOID, 0, NULL);
    ssa_jump(f, out, x->header);
    ssa_set_operand(f, x->c.phi, f->blocks[out]->succs[0].index, counter);
    set_heat(x, head, body, out);
}

bool opt_vectorize(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    if (!cx->options.vectors)
        return false;
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct vectorizer x = {.f = f, .cx = cx, .loop = loop};
        if (choose(&x)) {
            vectorize(&x);
            changed = true;
        }
    }
    return changed;
}
