/*
 * build_flow.c - edges between nodes: where frames meet, and where exceptions go.
 *
 * The order of the walk decides when phis are made. All edges into a node but retreating ones come before the
 * node itself is built, so its frame can be found by comparing: a phi only where values differ. A node with
 * retreating edges has phis from the start (eager), for the locals that are stored on the way around; they
 * may turn out to be unneeded (build_settle.c).
 *
 * An exception arrives at a landing, an SSA block that begins with caught and is reached by `try` only; from
 * there and from athrow it goes to the dispatch node. What a method does not handle goes to the node that
 * covers the call in its caller.
 */
#include "frontend/build_internal.h"

#include <string.h>

/* ------------------------------------------------------------------------------------------------ merging */

/* x and y are the same value under checks, perhaps different ones: what both have passed, or SSA_NONE. */
static ssa_id common_origin(const struct ssa_func *f, ssa_id x, ssa_id y)
{
    for (ssa_id p = x;; p = ssa_in(f, p, 0)) {
        for (ssa_id q = y;; q = ssa_in(f, q, 0)) {
            if (p == q)
                return p;
            if (!(ssa_info(f, q)->properties & SSA_SAME))
                break;
        }
        if (!(ssa_info(f, p)->properties & SSA_SAME))
            return SSA_NONE;
    }
}

static bool is_phi_of(const struct ssa_func *f, ssa_id v, uint32_t block)
{
    return v && ssa_op_of(f, v) == SSA_PHI && ssa_at(f, v)->block == block;
}

static ssa_id new_phi(struct builder *b, uint32_t block, enum ssa_type t)
{
    ssa_id phi = ssa_new(b->f, SSA_PHI, t, b->f->blocks[block]->npreds, NULL);
    ssa_append(b->f, block, phi);
    vec_push(&b->phis, phi);
    return phi;
}

/* One slot of one more edge. */
static void merge_slot(struct builder *b, struct merge_point *p, ssa_id *slot, ssa_id v)
{
    struct ssa_func *f = b->f;
    ssa_id old = *slot;
    if (is_phi_of(f, old, p->block)) {
        if (v && ssa_type_of(f, v) == ssa_type_of(f, old)) {
            ssa_set_operand(f, old, p->merged, v);
        } else if (p->built) {
            build_bail(b, BUILD_TYPE_CONFLICT);
        } else { /* of no use to anyone */
            ssa_set_operands(f, old, 0, NULL);
            ssa_replace_all_uses(f, old, SSA_NONE);
            ssa_remove(f, old);
            *slot = SSA_NONE;
        }
        return;
    }
    if (old == v || !old)
        return;
    if (!v || ssa_type_of(f, v) != ssa_type_of(f, old)) {
        if (p->built)
            build_bail(b, BUILD_TYPE_CONFLICT);
        *slot = SSA_NONE;
        return;
    }
    ssa_id common = common_origin(f, old, v);
    if (p->built) { /* not stored in the loop: the same but for checks */
        if (!common)
            build_bail(b, BUILD_TYPE_CONFLICT);
    } else if (common) {
        *slot = common;
    } else {
        ssa_id phi = new_phi(b, p->block, ssa_type_of(f, old));
        for (uint32_t i = 0; i < p->merged; i++)
            ssa_set_operand(f, phi, i, old);
        ssa_set_operand(f, phi, p->merged, v);
        *slot = phi;
    }
}

static void merge_first(struct builder *b, struct scope *s, struct merge_point *p, const struct node *x,
                        const ssa_id *stack, uint32_t nstack)
{
    uint32_t nlocals = s->code->max_locals;
    p->nstack = nstack;
    p->nlocks = s->nlocks;
    p->slots = ARENA_ARRAY(&b->scratch, ssa_id, nlocals + nstack + s->nlocks + 1);
    for (uint32_t i = 0; i < nlocals; i++)
        p->slots[i] = bitset_has(x->live_in, i) ? s->slots[i] : SSA_NONE;
    if (nstack)
        memcpy(p->slots + nlocals, stack, nstack * sizeof *stack);
    if (s->nlocks)
        memcpy(p->slots + nlocals + nstack, s->locks, s->nlocks * sizeof *stack);
    for (uint32_t i = 0; x->eager && i < nlocals + nstack; i++) {
        ssa_id v = p->slots[i];
        if (!v || (i < nlocals && !bitset_has(x->loop_stores, i)) || ssa_type_of(b->f, v) == SSA_RAW)
            continue;
        p->slots[i] = new_phi(b, p->block, ssa_type_of(b->f, v));
        ssa_set_operand(b->f, p->slots[i], 0, v);
    }
}

static void merge(struct builder *b, struct scope *s, struct merge_point *p, const struct node *x,
                  const ssa_id *stack, uint32_t nstack)
{
    uint32_t nlocals = s->code->max_locals;
    if (p->merged == 0) {
        merge_first(b, s, p, x, stack, nstack);
    } else if (nstack != p->nstack) {
        build_bail(b, BUILD_BAD_BYTECODE);
    } else if (s->nlocks != p->nlocks) {
        build_bail(b, BUILD_LOCKING);
    } else {
        for (uint32_t i = 0; i < nlocals; i++)
            if (p->slots[i])
                merge_slot(b, p, &p->slots[i], s->slots[i]);
        for (uint32_t i = 0; i < nstack; i++)
            merge_slot(b, p, &p->slots[nlocals + i], stack[i]);
        for (uint32_t i = 0; i < s->nlocks; i++) {
            merge_slot(b, p, &p->slots[nlocals + nstack + i], s->locks[i]);
            if (!p->slots[nlocals + nstack + i])
                build_bail(b, BUILD_LOCKING);
        }
    }
    p->merged++;
}

/* -------------------------------------------------------------------------------------------------- edges */

uint32_t flow_succ(const struct scope *s, uint32_t bci)
{
    const struct node *x = &s->g->nodes[s->node];
    for (uint32_t i = 0; i < x->nsuccs; i++)
        if (s->g->nodes[x->succs[i]].start == bci)
            return x->succs[i];
    return NO_NODE;
}

uint32_t flow_target(struct builder *b, struct scope *s, uint32_t node)
{
    struct node *x = &s->g->nodes[node];
    if (x->entry.block == SSA_NO_BLOCK) {
        x->entry.block = ssa_block_new(b->f);
        if (!x->is_dispatch && b->env->heat)
            b->f->blocks[x->entry.block]->heat = b->env->heat(b->env->cx, s->m, x->start);
        else
            b->f->blocks[x->entry.block]->heat = x->is_dispatch ? 0 : b->f->blocks[b->cur]->heat;
    }
    return x->entry.block;
}

void flow_merge(struct builder *b, struct scope *s, uint32_t node)
{
    struct node *x = &s->g->nodes[node];
    merge(b, s, &x->entry, x, s->slots + s->code->max_locals, s->nstack);
}

void flow_jump(struct builder *b, struct scope *s, uint32_t node)
{
    struct node *x = &s->g->nodes[node];
    if (x->npreds == 1 && x->entry.block == SSA_NO_BLOCK) {
        x->entry.block = b->cur; /* nobody else comes here: the block goes on */
    } else {
        uint32_t to = flow_target(b, s, node);
        ssa_jump(b->f, b->cur, to);
    }
    flow_merge(b, s, node);
    b->cur = SSA_NO_BLOCK;
}

bool flow_enter(struct builder *b, struct scope *s, uint32_t node)
{
    struct node *x = &s->g->nodes[node];
    struct merge_point *p = &x->entry;
    if (x->is_dispatch && x->landing.block != SSA_NO_BLOCK) { /* what has landed so far goes on to here */
        struct merge_point *l = &x->landing;
        ssa_id caught = ssa_first_nonphi(b->f, l->block);
        l->built = true;
        memcpy(s->slots, l->slots, s->code->max_locals * sizeof *s->slots);
        s->nlocks = 0;
        for (uint32_t i = 0; i < l->nlocks; i++)
            frame_push_lock(b, s, l->slots[s->code->max_locals + i]);
        b->cur = l->block;
        uint32_t to = flow_target(b, s, node);
        ssa_jump(b->f, l->block, to);
        merge(b, s, p, x, &caught, 1);
    }
    if (p->block == SSA_NO_BLOCK || p->merged == 0)
        return false;
    p->built = true;
    uint32_t nlocals = s->code->max_locals;
    memcpy(s->slots, p->slots, (nlocals + p->nstack) * sizeof *s->slots);
    s->nstack = p->nstack;
    s->nlocks = 0;
    for (uint32_t i = 0; i < p->nlocks; i++)
        frame_push_lock(b, s, p->slots[nlocals + p->nstack + i]);
    b->cur = p->block;
    s->node = node;
    return b->bailout == BUILD_NONE;
}

/* --------------------------------------------------------------------------------------------- exceptions */

/* The nearest dispatch node around the innermost scope's current instruction; NULL: none. */
static struct node *find_dispatch(struct builder *b, struct scope *from, struct scope **owner)
{
    for (struct scope *s = from; s; s = s->parent) {
        uint32_t d = s->g->nodes[s->node].dispatch;
        if (d != NO_NODE && !s->g->nodes[s->node].is_dispatch) {
            *owner = s;
            return &s->g->nodes[d];
        }
    }
    (void)b;
    return NULL;
}

static ssa_id new_caught(struct builder *b, uint32_t block)
{
    ssa_id v = ssa_emit(b->f, block, SSA_CAUGHT, SSA_REF, 0, NULL);
    set_class_facts(b, v, b->env->wellknown(b->env->cx, ENV_THROWABLE), false, true);
    return v;
}

void flow_try(struct builder *b, ssa_id v)
{
    struct scope *s;
    struct node *x = find_dispatch(b, b->scope, &s);
    if (!x || b->bailout != BUILD_NONE)
        return;
    struct merge_point *l = &x->landing;
    bool first = l->block == SSA_NO_BLOCK;
    if (first) {
        l->block = ssa_block_new(b->f);
        b->f->blocks[l->block]->heat = 0;
    }
    uint32_t normal = ssa_block_new(b->f);
    b->f->blocks[normal]->heat = b->f->blocks[b->cur]->heat;
    ssa_try(b->f, b->cur, v, normal, l->block);
    merge(b, s, l, x, NULL, 0);
    if (first) {
        ssa_id caught = new_caught(b, l->block);
        if (x->entry.built) { /* on the way around: the dispatch node waits for nobody */
            l->built = true;
            ssa_jump(b->f, l->block, x->entry.block);
            ssa_id *slots = s->slots;
            s->slots = l->slots;
            merge(b, s, &x->entry, x, &caught, 1);
            s->slots = slots;
        }
    }
    b->cur = normal;
}

static void throw_from(struct builder *b, struct scope *from, ssa_id exception)
{
    struct scope *s = NULL;
    struct node *x = from ? find_dispatch(b, from, &s) : NULL;
    if (!x) {
        ssa_throw(b->f, b->cur, exception);
    } else {
        if (x->entry.block == SSA_NO_BLOCK) {
            x->entry.block = ssa_block_new(b->f);
            b->f->blocks[x->entry.block]->heat = 0;
        }
        ssa_jump(b->f, b->cur, x->entry.block);
        merge(b, s, &x->entry, x, &exception, 1);
    }
    b->cur = SSA_NO_BLOCK;
}

void flow_throw(struct builder *b, ssa_id exception)
{
    throw_from(b, b->scope, exception);
}

/* The exception is the only stack entry. */
void flow_build_dispatch(struct builder *b, struct scope *s, uint32_t node)
{
    const struct node *x = &s->g->nodes[node];
    ssa_id exception = s->slots[s->code->max_locals];
    s->bci = x->start;
    s->live = x->live_in;
    if (ssa_op_of(b->f, exception) == SSA_PHI)
        set_class_facts(b, exception, b->env->wellknown(b->env->cx, ENV_THROWABLE), false, true);
    for (uint32_t i = 0; i < x->nsuccs; i++) {
        uint32_t handler = x->succs[i];
        unsigned type = s->code->handlers[x->handlers[i]].catch_type;
        if (type == 0) {
            flow_jump(b, s, handler);
            return;
        }
        env_handle class = b->env->class_at(b->env->cx, s->m, type);
        if (!class) {
            ssa_deopt(b->f, b->cur, SSA_WHY_UNRESOLVED,
                      state_make(b, s, SSA_STATE_THROW, x->start, x->live_in, &exception, 1));
            b->cur = SSA_NO_BLOCK;
            return;
        }
        ssa_id matches = build_instance_of(b, exception, class);
        if (ssa_is_const(b->f, matches)) {
            if (ssa_at(b->f, matches)->imm == 0)
                continue;
            flow_jump(b, s, handler);
            return;
        }
        uint32_t target = flow_target(b, s, handler), next = ssa_block_new(b->f);
        b->f->blocks[next]->heat = 0;
        ssa_branch(b->f, b->cur, matches, target, next);
        flow_merge(b, s, handler);
        b->cur = next;
    }
    if (s->is_synchronized) {
        if (s->nlocks != 1)
            build_bail(b, BUILD_LOCKING);
        build_unlock_all(b, state_make(b, s, SSA_STATE_THROW, x->start, x->live_in, &exception, 1));
    }
    throw_from(b, s->parent, exception);
}
