#include "ssa_util.h"

/* Blocks, edges, order, dominators, loops, liveness. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_blocks, .init = begin, .fini = end);

static const char diamond[] = "func \"diamond\" (i32) i32 {\n"
                              "b0:\n $1 = param.i32 0\n branch $1 -> b1, b2\n"
                              "b1:\n $2 = neg.i32 $1\n jump -> b3\n"
                              "b2:\n jump -> b3\n"
                              "b3:\n $3 = phi.i32 b1: $2, b2: $1\n return $3\n}\n";

/* Two nested loops: b1 (b2 (b3) b4), then b5. */
static const char loops[] = "func \"loops\" (i32) i32 {\n"
                            "b0:\n $1 = param.i32 0\n jump -> b1\n"
                            "b1:\n $2 = phi.i32 b0: $1, b4: $4\n jump -> b2\n"
                            "b2:\n $3 = phi.i32 b1: $2, b3: $5\n $6 = neg.i32 $3\n branch $6 -> b3, b4\n"
                            "b3:\n $5 = abs.i32 $3\n jump -> b2\n"
                            "b4:\n $4 = abs.i32 $3\n branch $4 -> b1, b5\n"
                            "b5:\n return $1\n}\n";

static struct ssa_func *nested_loops(void)
{
    return ssa_parsed(&arena, loops);
}

Test(ssa_blocks, redirecting_an_edge_takes_phi_operands_along)
{
    struct ssa_func *f = ssa_parsed(&arena, diamond);
    uint32_t fresh = ssa_block_new(f);
    ssa_redirect(f, 1, 0, fresh);
    cr_expect_eq(ssa_at(f, 3)->noperands, 1);
    cr_expect_eq(ssa_in(f, 3, 0), 1u);
    cr_expect_eq(f->blocks[3]->npreds, 1);
    ssa_return(f, fresh, 1);
    ssa_assert_valid(f);
    ssa_redirect(f, 2, 0, fresh);
    cr_expect_eq(ssa_at(f, 3)->noperands, 0);
    ssa_remove_unreachable(f);
    ssa_assert_valid(f);
}

Test(ssa_blocks, an_empty_operand_waits_for_its_value)
{
    struct ssa_func *f = ssa_parsed(&arena, diamond);
    uint32_t fresh = ssa_block_new(f);
    ssa_redirect(f, 0, 1, fresh);
    ssa_jump(f, fresh, 3);
    ssa_remove_unreachable(f);
    cr_expect(f->blocks[2]->removed);
    ssa_assert_broken(f, "V1");
    for (uint32_t i = 0; i < ssa_at(f, 3)->noperands; i++)
        if (!ssa_in(f, 3, i))
            ssa_set_operand(f, 3, i, 1);
    ssa_assert_valid(f);
}

Test(ssa_blocks, keeping_one_edge)
{
    struct ssa_func *f = ssa_parsed(&arena, diamond);
    ssa_keep_edge(f, 0, 1);
    cr_expect_eq(f->blocks[0]->nsuccs, 1);
    cr_expect_eq(f->blocks[0]->succs[0].block, 2);
    cr_expect(ssa_remove_unreachable(f));
    cr_expect(!ssa_remove_unreachable(f));
    ssa_assert_valid(f);
    while (ssa_merge_block(f, 0))
        ;
    ssa_assert_valid(f);
    cr_expect_eq(ssa_op_of(f, ssa_terminator(f, 0)), SSA_RETURN);
    cr_expect_eq(ssa_in(f, ssa_terminator(f, 0), 0), 1u);
}

Test(ssa_blocks, splitting_an_edge_keeps_the_phi)
{
    struct ssa_func *f = ssa_parsed(&arena, diamond);
    uint32_t middle = ssa_split_edge(f, 1, 0);
    ssa_assert_valid(f);
    cr_expect_eq(ssa_in(f, 3, f->blocks[middle]->succs[0].index), 2u);
}

Test(ssa_blocks, removing_one_of_two_edges_between_two_blocks)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (i32) i32 {\n"
                           "b0:\n $1 = param.i32 0\n $2 = const.i32 2\n $3 = const.i32 3\n"
                           "switch $1 -> 1: b1, 2: b1, b1\n"
                           "b1:\n $4 = phi.i32 b0.0: $1, b0.1: $2, b0.2: $3\n return $4\n}\n");
    ssa_assert_valid(f);
    uint32_t other = ssa_block_new(f);
    ssa_redirect(f, 0, 0, other);
    ssa_return(f, other, 1);
    ssa_assert_valid(f);
    for (uint32_t i = 0; i < 2; i++)
        cr_expect_eq(ssa_in(f, 4, i), f->blocks[1]->preds[i].index == 1 ? 2u : 3u);
    ssa_keep_edge(f, 0, 2);
    ssa_remove_unreachable(f);
    ssa_assert_valid(f);
    cr_expect_eq(ssa_in(f, 4, 0), 3u);
}

Test(ssa_blocks, order_and_dominators)
{
    struct ssa_func *f = ssa_parsed(&arena, diamond);
    struct ssa_order *o = ssa_reverse_postorder(f, &arena);
    struct ssa_dominators *d = ssa_find_dominators(f, o, &arena);
    cr_expect_eq(o->n, 4);
    cr_expect_eq(o->blocks[0], 0);
    cr_expect_eq(o->blocks[3], 3);
    cr_expect_eq(d->idom[0], SSA_NO_BLOCK);
    cr_expect_eq(d->idom[3], 0);
    cr_expect(ssa_dominates(d, 0, 3) && ssa_dominates(d, 3, 3) && !ssa_dominates(d, 1, 3));
    cr_expect_eq(ssa_common_dominator(d, 1, 2), 0);
    cr_expect_eq(ssa_common_dominator(d, 3, 0), 0);
    cr_expect(ssa_available(f, d, 1, 3) && !ssa_available(f, d, 2, 3));
}

/* Against the definition: a dominates b when b cannot be reached without a. */
Test(ssa_blocks, dominators_by_definition)
{
    struct ssa_func *f = nested_loops();
    struct ssa_order *o = ssa_reverse_postorder(f, &arena);
    struct ssa_dominators *d = ssa_find_dominators(f, o, &arena);
    for (uint32_t a = 0; a < f->nblocks; a++) {
        uint32_t stack[32], n = 0;
        bool seen[32] = {false};
        if (a != 0) {
            stack[n++] = 0;
            seen[0] = true;
        }
        while (n) {
            const struct ssa_block *b = f->blocks[stack[--n]];
            for (uint32_t i = 0; i < b->nsuccs; i++) {
                uint32_t next = b->succs[i].block;
                if (next != a && !seen[next]) {
                    seen[next] = true;
                    stack[n++] = next;
                }
            }
        }
        for (uint32_t b = 0; b < f->nblocks; b++)
            cr_expect_eq(ssa_dominates(d, a, b), !seen[b], "b%u, b%u", a, b);
    }
}

Test(ssa_blocks, loops_nest)
{
    struct ssa_func *f = nested_loops();
    struct ssa_order *o = ssa_reverse_postorder(f, &arena);
    struct ssa_loops *l = ssa_find_loops(f, ssa_find_dominators(f, o, &arena), &arena);
    cr_assert_eq(l->n, 2);
    cr_expect(!l->irreducible);
    struct ssa_loop *outer = &l->loops[0], *inner = &l->loops[1];
    cr_expect_eq(outer->header, 1);
    cr_expect_eq(outer->nblocks, 4);
    cr_expect_eq(outer->blocks[0], 1);
    cr_expect_eq(outer->latches[0], 4);
    cr_expect_eq(outer->parent, SSA_NO_LOOP);
    cr_expect_eq(inner->header, 2);
    cr_expect_eq(inner->parent, 0);
    cr_expect_eq(inner->depth, 2);
    cr_expect_eq(inner->nblocks, 2);
    cr_expect_eq(l->of_block[3], 1);
    cr_expect_eq(l->of_block[4], 0);
    cr_expect_eq(l->of_block[5], SSA_NO_LOOP);
    cr_expect(ssa_loop_has(l, 0, 3) && !ssa_loop_has(l, 1, 4));
}

Test(ssa_blocks, irreducible_cycles_are_flagged)
{
    struct ssa_func *f = ssa_parsed(&arena, "func \"f\" (i32) void {\n"
                                            "b0:\n $1 = param.i32 0\n branch $1 -> b1, b2\n"
                                            "b1:\n jump -> b2\n"
                                            "b2:\n branch $1 -> b1, b3\n"
                                            "b3:\n return\n}\n");
    struct ssa_order *o = ssa_reverse_postorder(f, &arena);
    struct ssa_loops *l = ssa_find_loops(f, ssa_find_dominators(f, o, &arena), &arena);
    cr_expect_eq(l->n, 0);
    cr_assert(l->irreducible);
    cr_expect(l->in_irreducible[1] && l->in_irreducible[2] && !l->in_irreducible[0] && !l->in_irreducible[3]);
}

Test(ssa_blocks, liveness)
{
    struct ssa_func *f = nested_loops();
    struct ssa_order *o = ssa_reverse_postorder(f, &arena);
    struct ssa_liveness *l = ssa_find_liveness(f, o, &arena);
    cr_expect(bitset_has(l->in[3], 1), "used after both loops");
    cr_expect(bitset_has(l->in[3], 3) && !bitset_has(l->out[3], 3));
    cr_expect(bitset_has(l->out[3], 5), "taken by a phi");
    cr_expect(!bitset_has(l->in[2], 3), "a phi is born in its block");
    cr_expect(!bitset_has(l->in[2], 2), "and its operand dies on the edge");
    cr_expect(bitset_has(l->out[1], 2));
    cr_expect(!bitset_has(l->in[0], 1));
}
