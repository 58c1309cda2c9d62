/*
 * boxes.c - boxes that are left become what valueOf does: the object made before, for small numbers; else a
 * new one.
 *
 * Until here a box is one value, which escape analysis does away with, puts off, or merges with others by the
 * number in it, and which unboxing looks through.
 *
 * Requires: nothing. Maintains: values. Breaks: control flow's analyses.
 */
#include "opt/internal.h"

/* The object made before. */
static ssa_id load_made(struct ssa_func *f, ssa_id before, ssa_id number, const struct opt_box *cache,
                        uint64_t class)
{
    enum ssa_type t = ssa_type_of(f, number);
    ssa_id index = ssa_new(f, SSA_SUB, t, SSA_IN(number, ssa_const(f, t, cache->lo)));
    ssa_insert_before(f, before, index);
    if (t == SSA_I64) {
        index = ssa_new(f, SSA_L2I, SSA_I32, SSA_IN(index));
        ssa_insert_before(f, before, index);
    }
    ssa_id v = ssa_new(f, SSA_LOAD_INDEX, SSA_REF, SSA_IN(ssa_const_ref(f, cache->boxes), index));
    ssa_at(f, v)->sub = SSA_MEM_REF;
    ssa_at(f, v)->alias = ssa_alias_array(SSA_MEM_REF);
    struct ssa_facts facts = ssa_facts_of_type(SSA_REF);
    facts.null = SSA_NONNULL;
    facts.class = class;
    facts.exact = true;
    ssa_set_facts(f, v, &facts);
    ssa_insert_before(f, before, v);
    return v;
}

/* v, at the end of its block, becomes an allocation; its cell is set on the way on. The block of that. */
static uint32_t allocate(struct ssa_func *f, ssa_id v, uint32_t size, ssa_id *made)
{
    const struct ssa_value box = *ssa_at(f, v);
    ssa_id number = ssa_in(f, v, 0), object = ssa_new(f, SSA_NEW, SSA_REF, 0, NULL), store, fence;
    ssa_at(f, object)->handle = box.handle;
    ssa_at(f, object)->imm = size;
    ssa_set_state(f, object, box.state);
    ssa_insert_before(f, v, object);
    uint32_t next = ssa_split_edge(f, box.block, 0);
    store = ssa_new(f, SSA_STORE, SSA_VOID, SSA_IN(object, number));
    ssa_at(f, store)->sub = box.sub;
    ssa_at(f, store)->imm = box.imm;
    ssa_at(f, store)->alias = box.alias;
    ssa_insert_before(f, ssa_terminator(f, next), store);
    fence = ssa_new(f, SSA_FENCE, SSA_VOID, 0, NULL);
    ssa_at(f, fence)->sub = SSA_FENCE_RELEASE;
    ssa_insert_before(f, ssa_terminator(f, next), fence);
    *made = object;
    return next;
}

static bool is_tried(const struct ssa_func *f, ssa_id v)
{
    ssa_id end = ssa_at(f, v)->next;
    return ssa_op_of(f, end) == SSA_TRY && ssa_in(f, end, 0) == v;
}

static void replace_all(struct ssa_func *f, ssa_id v, ssa_id made, ssa_id with)
{
    if (is_tried(f, v))
        ssa_set_operand(f, ssa_at(f, v)->next, 0, made);
    ssa_replace_all_uses(f, v, with);
    ssa_remove(f, v);
}

/* A way for small numbers around the allocation. */
static void expand(struct ssa_func *f, ssa_id v, const struct opt_box *cache)
{
    ssa_id number = ssa_in(f, v, 0), made;
    enum ssa_type t = ssa_type_of(f, number);
    uint64_t class = ssa_at(f, v)->handle;
    uint32_t from = ssa_at(f, v)->block, heat = f->blocks[from]->heat;
    uint32_t miss = ssa_split_block(f, v), hit = ssa_block_new(f);
    uint32_t stores = allocate(f, v, cache->size, &made), join = ssa_split_edge(f, stores, 0);
    ssa_id above = ssa_new(f, SSA_SUB, t, SSA_IN(number, ssa_const(f, t, cache->lo)));
    ssa_append(f, from, above);
    ssa_id small =
        ssa_new(f, SSA_CMP, SSA_I32, SSA_IN(above, ssa_const(f, t, (int64_t)cache->hi - cache->lo)));
    ssa_at(f, small)->sub = SSA_ULE;
    ssa_append(f, from, small);
    ssa_branch(f, from, small, hit, miss);
    f->blocks[hit]->heat = heat;
    ssa_id end = ssa_jump(f, hit, join);
    ssa_id known = load_made(f, end, number, cache, class);
    ssa_id phi = ssa_new(f, SSA_PHI, SSA_REF, SSA_IN(made, known));
    ssa_insert_before(f, f->blocks[join]->first, phi);
    struct ssa_facts facts = ssa_facts_of(f, v);
    ssa_set_facts(f, phi, &facts);
    replace_all(f, v, made, phi);
}

static void lower(struct ssa_func *f, const struct opt_ctx *cx, ssa_id v, const struct opt_box *cache)
{
    struct ssa_facts k = opt_facts(cx, f, ssa_in(f, v, 0));
    ssa_id made;
    if (k.lo >= cache->lo && k.hi <= cache->hi) { /* which cannot throw */
        made = load_made(f, v, ssa_in(f, v, 0), cache, ssa_at(f, v)->handle);
        if (is_tried(f, v))
            ssa_keep_edge(f, ssa_at(f, v)->block, 0);
        ssa_replace_all_uses(f, v, made);
        ssa_remove(f, v);
        return;
    }
    if (!is_tried(f, v)) {
        uint32_t b = ssa_at(f, v)->block;
        ssa_jump(f, b, ssa_split_block(f, ssa_at(f, v)->next));
    }
    if (k.hi < cache->lo || k.lo > cache->hi) {
        allocate(f, v, cache->size, &made);
        replace_all(f, v, made, made);
    } else {
        expand(f, v, cache);
    }
}

bool opt_boxes(struct ssa_func *f, struct opt_ctx *cx)
{
    struct opt_box cache;
    bool changed = false;
    uint32_t n = f->nvalues;
    for (ssa_id v = 1; v < n; v++)
        if (ssa_op_of(f, v) == SSA_BOX && opt_box_of(cx, ssa_at(f, v)->handle, &cache)) {
            lower(f, cx, v, &cache);
            changed = true;
        }
    return changed && (ssa_remove_unreachable(f), true);
}
