#include "ssa_util.h"

/* Facts, effects, conditions, the operation table. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_facts, .init = begin, .fini = end);

Test(ssa_facts, meeting_sharpens)
{
    struct ssa_facts a = ssa_facts_of_type(SSA_I32), b = a;
    a.lo = 0;
    b.hi = 100;
    cr_expect(ssa_facts_meet(&a, &b));
    cr_expect_eq(a.lo, 0);
    cr_expect_eq(a.hi, 100);
    cr_expect_eq(a.bits, 127, "the interval bounds the bits");
    b = ssa_facts_of_type(SSA_I32);
    b.bits = 0xf;
    cr_expect(ssa_facts_meet(&a, &b));
    cr_expect_eq(a.hi, 15, "the bits bound the interval");
    b = ssa_facts_of_type(SSA_I32);
    b.lo = 16;
    cr_expect_not(ssa_facts_meet(&a, &b));
}

Test(ssa_facts, bits_alone_give_an_interval)
{
    struct ssa_facts a = ssa_facts_of_type(SSA_I64), b = a;
    b.bits = 0xfe;
    cr_expect(ssa_facts_meet(&a, &b));
    cr_expect_eq(a.lo, 0);
    cr_expect_eq(a.hi, 254);
}

Test(ssa_facts, joining_widens)
{
    struct ssa_func *f = ssa_func_new(&arena, "f", SSA_VOID, NULL, 0);
    struct ssa_facts a = ssa_facts_of(f, ssa_const_i32(f, 3)), b = ssa_facts_of(f, ssa_const_i32(f, 8));
    ssa_facts_join(&a, &b);
    cr_expect_eq(a.lo, 3);
    cr_expect_eq(a.hi, 8);
    cr_expect_eq(a.bits, 11);
    b = ssa_facts_of(f, ssa_const_i32(f, -1));
    ssa_facts_join(&a, &b);
    cr_expect_eq(a.bits, UINT64_MAX);
}

Test(ssa_facts, null_is_of_every_class)
{
    struct ssa_facts null = {.null = SSA_NULL},
                     exact = {.class = 5, .exact = true, .null = SSA_NONNULL, .min_length = 2}, a = null;
    ssa_facts_join(&a, &exact);
    cr_expect_eq(a.class, 5);
    cr_expect(a.exact && a.null == SSA_MAYBE_NULL && a.min_length == 2);
    a = exact;
    ssa_facts_join(&a, &null);
    cr_expect(a.exact && a.class == 5 && a.null == SSA_MAYBE_NULL);
    struct ssa_facts other = {.class = 6, .exact = true, .null = SSA_NONNULL};
    a = exact;
    ssa_facts_join(&a, &other);
    cr_expect(!a.class && !a.exact && a.null == SSA_NONNULL && a.min_length == 0);
    cr_expect_not(ssa_facts_meet(&exact, &null));
}

Test(ssa_facts, operations_know_something)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (ref) i32 {\nb0:\n $1 = param.ref 0\n $2 = array_length $1\n"
                           "$3 = new #7 16 !s1\n $4 = cmp.eq $1, $3\n return $2\ns1 = before #1 0\n}\n");
    cr_expect_eq(ssa_facts_of(f, 2).lo, 0);
    cr_expect_eq(ssa_facts_of(f, 3).class, 7);
    cr_expect_eq(ssa_facts_of(f, 3).null, SSA_NONNULL);
    cr_expect_eq(ssa_facts_of(f, 4).bits, 1);
    struct ssa_facts known = ssa_facts_of(f, 2);
    known.hi = 10;
    ssa_set_facts(f, 2, &known);
    cr_expect_eq(ssa_facts_of(f, 2).hi, 10);
    known = ssa_facts_of_type(SSA_I32);
    ssa_set_facts(f, 2, &known);
    cr_expect_null(ssa_at(f, 2)->facts);
}

Test(ssa_facts, alias_classes_are_disjoint)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (ref, i32) void {\nb0:\n $1 = param.ref 0\n $2 = param.i32 1\n"
                           "$3: store.i32 $1, $2 +16 @20\n $4 = load.i32 $1 +16 @20\n"
                           "$5: store_index.i8 $1, $2, $2 @i8[]\n $6: call.void #1 !s1\n"
                           "$7 = load.i32 $1 +8 @const\n $8: call_runtime.leaf.void 1\n"
                           "$9: call_runtime.read.void 1\n return\ns1 = call #1 0\n}\n");
    ssa_assert_valid(f);
    cr_expect(ssa_writes(f, 3, 20) && !ssa_writes(f, 3, 21) && ssa_writes(f, 3, SSA_ALIAS_ANY));
    cr_expect(!ssa_writes(f, 5, 20) && ssa_writes(f, 5, ssa_alias_array(SSA_MEM_U8)));
    cr_expect(ssa_reads(f, 4, 20) && !ssa_reads(f, 4, 21));
    cr_expect(ssa_writes(f, 6, 20) && !ssa_writes(f, 6, SSA_ALIAS_CONST));
    cr_expect(ssa_writes(f, 8, 20) && !ssa_may_throw(f, 8) && ssa_may_throw(f, 6));
    cr_expect(!ssa_writes(f, 9, 20) && ssa_reads(f, 9, 20) && ssa_removable(f, 9));
    cr_expect(ssa_removable(f, 4) && !ssa_removable(f, 3) && ssa_movable(f, 4) && ssa_numberable(f, 7));

    struct ssa_alias_set set = {0};
    ssa_add_writes(f, 7, &set);
    cr_expect_not(ssa_alias_set_hits(&set, SSA_ALIAS_ANY));
    ssa_add_writes(f, 3, &set);
    ssa_alias_set_add(&set, 1000);
    cr_expect(ssa_alias_set_hits(&set, 20) && ssa_alias_set_hits(&set, 1000) &&
              ssa_alias_set_hits(&set, SSA_ALIAS_ANY));
    cr_expect(!ssa_alias_set_hits(&set, 21) && !ssa_alias_set_hits(&set, 1001));
    ssa_add_writes(f, 6, &set);
    cr_expect(ssa_alias_set_hits(&set, 21) && !ssa_alias_set_hits(&set, SSA_ALIAS_CONST));
    vec_free(&set.more);
}

Test(ssa_facts, conditions)
{
    for (enum ssa_cond c = 0; c < SSA_NCONDS; c++) {
        cr_expect_eq(ssa_cond_negate(ssa_cond_negate(c, SSA_I32), SSA_I32), c);
        cr_expect_eq(ssa_cond_negate(ssa_cond_negate(c, SSA_F64), SSA_F64), c);
        cr_expect_eq(ssa_cond_swap(ssa_cond_swap(c)), c);
    }
    cr_expect_eq(ssa_cond_negate(SSA_LT, SSA_I64), SSA_GE);
    cr_expect_eq(ssa_cond_negate(SSA_LT, SSA_F32), SSA_UGE);
    cr_expect_eq(ssa_cond_negate(SSA_EQ, SSA_F32), SSA_NE);
    cr_expect_eq(ssa_cond_swap(SSA_ULT), SSA_UGT);
}

Test(ssa_facts, the_operation_table_is_consistent)
{
    for (unsigned op = SSA_NOP + 1; op < SSA_NOPS; op++) {
        const struct ssa_op_info *info = &ssa_ops[op];
        for (unsigned other = op + 1; other < SSA_NOPS; other++)
            cr_expect_str_neq(info->name, ssa_ops[other].name);
        if (info->properties & (SSA_DEOPTS | SSA_THROWS))
            cr_expect(op == SSA_CALL_RUNTIME || (info->payload & SSA_HAS_STATE), "%s", info->name);
        if (info->properties & SSA_MOVE)
            cr_expect(info->effect == SSA_PURE || info->effect == SSA_READ, "%s", info->name);
        if (info->properties & SSA_COMM)
            cr_expect(info->operands[0] == info->operands[1] || info->operands[1] == 'X', "%s", info->name);
        if (info->properties & SSA_TERM)
            cr_expect_eq(info->result, 'v', "%s", info->name);
    }
}
