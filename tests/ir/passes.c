/* passes.c - what "; pass:" may name in a text case. */
#include "passes.h"
#include "opt/opt.h"
#include "ssa/eval.h"

#include <string.h>

/* The editing API as passes, so that text cases and the fuzzer reach it. */

static bool merge_blocks(struct ssa_func *f)
{
    bool changed = false;
    SSA_EACH_BLOCK(f, b)
    while (ssa_merge_block(f, b))
        changed = true;
    return changed;
}

static bool split_edges(struct ssa_func *f)
{
    bool changed = false;
    uint32_t n = f->nblocks;
    for (uint32_t b = 0; b < n; b++)
        for (uint32_t i = 0; !f->blocks[b]->removed && i < f->blocks[b]->nsuccs; i++)
            if (ssa_op_of(f, ssa_terminator(f, b)) != SSA_TRY) { /* caught stands where the edge ends */
                ssa_split_edge(f, b, i);
                changed = true;
            }
    return changed;
}

/* Splits every block before every value that may stand first. */
static bool split_blocks(struct ssa_func *f)
{
    for (uint32_t b = 0; b < f->nblocks; b++) {
        if (f->blocks[b]->removed)
            continue;
        ssa_id v = ssa_first_nonphi(f, b);
        while (v && (ssa_op_of(f, v) == SSA_PARAM || ssa_op_of(f, v) == SSA_OSR_PARAM ||
                     ssa_op_of(f, v) == SSA_CAUGHT))
            v = ssa_at(f, v)->next;
        v = v ? ssa_at(f, v)->next : SSA_NONE;
        ssa_id end = ssa_terminator(f, b);
        if (!v || (ssa_op_of(f, end) == SSA_TRY && v == end))
            continue;
        uint32_t rest = ssa_split_block(f, v);
        ssa_jump(f, b, rest);
    }
    return true;
}

/* Replaces every value that can be copied by its copy. */
static bool clone_values(struct ssa_func *f)
{
    uint32_t n = f->nvalues;
    for (ssa_id v = 1; v < n; v++) {
        enum ssa_op op = ssa_op_of(f, v);
        if (op == SSA_NOP || op == SSA_PARAM || op == SSA_OSR_PARAM || op == SSA_CAUGHT ||
            (ssa_ops[op].properties & SSA_TERM))
            continue;
        ssa_id copy = ssa_clone(f, v);
        if (op == SSA_PHI)
            ssa_append(f, ssa_at(f, v)->block, copy);
        else
            ssa_insert_before(f, v, copy);
        ssa_replace(f, v, copy);
    }
    return true;
}

static bool remove_unused(struct ssa_func *f)
{
    bool changed = false;
    for (ssa_id v = f->nvalues; v-- > 1;)
        if (ssa_op_of(f, v) != SSA_NOP && ssa_op_of(f, v) != SSA_PARAM && ssa_unused(f, v) &&
            ssa_removable(f, v)) {
            ssa_remove(f, v);
            changed = true;
        }
    return changed;
}

/* ----------------------------------------------------------------------------------------------------
 * optimiser */

/* The evaluator's world: every class is a subclass of itself and of #1, and has no others. */
static bool subclass(void *user, uint64_t sub, uint64_t super)
{
    (void)user;
    return sub == super || super == 1;
}
static bool disjoint(void *user, uint64_t a, uint64_t b)
{
    (void)user;
    return a != b && a != 1 && b != 1;
}
static bool final_class(void *user, uint64_t class)
{
    (void)user;
    return class != 1;
}
static uint64_t class_address(void *user, uint64_t class)
{
    (void)user;
    return class;
}

static bool box(void *user, uint64_t class, struct opt_box *out)
{
    (void)user;
    *out = (struct opt_box){SSA_EVAL_BOXES + class, SSA_EVAL_SMALLEST_BOX, SSA_EVAL_LARGEST_BOX, 24};
    return class != 0 && class < 1 << 16;
}

/* Guesses at bytecode 1000 have been wrong once, at 2000 twice, and so on. */
static uint32_t failures(void *user, uint64_t method, uint32_t bci, enum ssa_why why)
{
    (void)user;
    (void)method;
    return why == SSA_WHY_RANGE ? bci / 1000 : 0;
}

static bool optimise(struct ssa_func *f, const char *only)
{
    static const struct opt_env env = {.subclass = subclass,
                                       .disjoint = disjoint,
                                       .final = final_class,
                                       .class_address = class_address,
                                       .box = box,
                                       .failures = failures};
    struct opt_options options = OPT_DEFAULTS;
    struct opt_ctx cx;
    options.only = only;
    options.verify = true;
    options.vectors = true;
    opt_ctx_init(&cx, &env, &options);
    bool changed = opt_run(f, &cx);
    opt_ctx_release(&cx);
    return changed;
}

#define OPT_PASS(name)                                                                                       \
    static bool run_##name(struct ssa_func *f)                                                               \
    {                                                                                                        \
        return optimise(f, #name);                                                                           \
    }
#define OPT_PASSES(X)                                                                                        \
    X(fold)                                                                                                  \
    X(cfg)                                                                                                   \
    X(dce)                                                                                                   \
    X(gvn)                                                                                                   \
    X(sccp)                                                                                                  \
    X(thread)                                                                                                \
    X(mem)                                                                                                   \
    X(stores)                                                                                                \
    X(escape)                                                                                                \
    X(checks)                                                                                                \
    X(predicate)                                                                                             \
    X(licm) X(sink) X(loop_form) X(unroll) X(vectorize) X(induct) X(reduce) X(entry) X(peel) X(boxes)
OPT_PASSES(OPT_PASS)

/* The whole pipeline. */
static bool optimise_fully(struct ssa_func *f)
{
    return optimise(f, NULL);
}

const struct ir_pass ir_passes[] = {
#define ROW(name) {#name, run_##name},
    OPT_PASSES(ROW)
#undef ROW
        {"opt", optimise_fully},
    {"remove-unreachable", ssa_remove_unreachable},
    {"merge-blocks", merge_blocks},
    {"split-edges", split_edges},
    {"split-blocks", split_blocks},
    {"clone-values", clone_values},
    {"remove-unused", remove_unused},
};
const size_t ir_npasses = ARRAY_LEN(ir_passes);

const struct ir_pass *ir_find_pass(const char *name, size_t len)
{
    for (size_t i = 0; i < ir_npasses; i++)
        if (strlen(ir_passes[i].name) == len && memcmp(ir_passes[i].name, name, len) == 0)
            return &ir_passes[i];
    return NULL;
}
