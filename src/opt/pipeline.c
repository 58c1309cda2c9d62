/*
 * pipeline.c - the order of all passes, and the runner that times, dumps and verifies them.
 *
 * A pass says what it requires and what it breaks; the runner recomputes what is missing before a pass and
 * forgets what it broke. A pass contains none of that. A step is skipped when nothing has changed since its
 * pass had nothing left to do.
 */
#include "opt/internal.h"

#include <string.h>
#include <time.h>

enum {
    ORDER = OPT_ORDER,
    DOM = OPT_ORDER | OPT_DOMINATORS,
    LOOPS = OPT_ORDER | OPT_DOMINATORS | OPT_LOOPS,
    FORM = OPT_ORDER | OPT_DOMINATORS | OPT_LOOPS | OPT_LOOP_FORM,
    CFG = OPT_CFG,
};

static const struct opt_pass passes[] = {
    /* name        function        requires breaks level settles */
    {"fold", opt_fold, ORDER, 0, 0, true},
    {"cfg", opt_cfg, 0, CFG, 0, true},
    {"dce", opt_dce, 0, 0, 0, true},
    {"gvn", opt_gvn, DOM, 0, 0, true},
    {"sccp", opt_sccp, DOM, CFG, 0, true},
    {"thread", opt_thread, LOOPS, CFG, 1, false},
    {"mem", opt_mem, LOOPS, 0, 1, false},
    {"stores", opt_stores, 0, 0, 1, false},
    {"escape", opt_escape, 0, CFG, 1, false},
    {"checks", opt_checks, DOM, 0, 1, false},
    {"entry", opt_entry, FORM, CFG, 1, false},
    {"predicate", opt_predicate, FORM, 0, 1, false},
    {"peel", opt_peel, FORM, CFG, 1, false},
    {"induct", opt_induct, FORM, 0, 1, false},
    {"licm", opt_licm, FORM, 0, 1, false},
    {"reduce", opt_reduce, FORM, CFG, 1, false},
    {"vectorize", opt_vectorize, FORM, CFG, 1, false},
    {"unroll", opt_unroll, FORM, CFG, 1, false},
    {"boxes", opt_boxes, 0, CFG, 0, true},
    {"sink", opt_sink, LOOPS, 0, 1, false},
    {"loop_form", opt_loop_form, LOOPS, CFG, 0, false},
};

/*
 * The pipeline. First what makes functions small; then facts, which need few blocks and one name for each
 * value; then memory, whose values feed another round of the same; then loops, twice, as what leaves a loop
 * lets more leave; sink comes last and drops the refines that pinned proofs in place.
 */
// clang-format off
static const char *const pipeline[] = {
    "fold", "cfg", "dce", "gvn",                                 /* clean up after the front end */
    "sccp", "fold", "cfg", "thread",                             /* facts */
    "mem", "fold", "cfg", "escape", "fold", "cfg", "dce", "gvn", /* memory and objects */
    "sccp", "fold", "cfg", "licm", "checks",                     /* facts from what memory gave up */
    "entry", "predicate", "peel", "induct", "reduce", "vectorize", "unroll", "mem", /* loops */
    "sccp", "fold", "cfg", "escape", "fold", "cfg",              /* unrolled, indices are constants */
    "boxes",                                                     /* nobody looks at them as such any more */
    "sccp", "fold", "cfg", "thread", "gvn",                      /* and what they gave up */
    "stores", "fold", "cfg", "dce", "sink", "dce", NULL,
};
// clang-format on
_Static_assert(ARRAY_LEN(passes) <= OPT_MAX_PASSES, "struct opt_ctx has room for each pass");
_Static_assert(ARRAY_LEN(pipeline) <= OPT_MAX_PASSES, "struct opt_times has room for each step");

static const struct opt_pass *find_pass(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(passes); i++)
        if (strcmp(passes[i].name, name) == 0)
            return &passes[i];
    return NULL;
}

const char *opt_pass_name(uint32_t step)
{
    return step < ARRAY_LEN(pipeline) ? pipeline[step] : NULL;
}
bool opt_pass_exists(const char *name)
{
    return find_pass(name) != NULL;
}

void opt_ctx_init(struct opt_ctx *cx, const struct opt_env *env, const struct opt_options *options)
{
    static const struct opt_options defaults = OPT_DEFAULTS;
    memset(cx, 0, sizeof *cx);
    cx->env = env;
    cx->options = options ? *options : defaults;
    arena_init(&cx->scratch);
    arena_init(&cx->analysis_arena);
}

void opt_ctx_release(struct opt_ctx *cx)
{
    arena_release(&cx->scratch);
    arena_release(&cx->analysis_arena);
}

/* ---------------------------------------------------------------------------------------------------
 * analyses */

static void forget(struct opt_ctx *cx, unsigned properties)
{
    cx->valid &= ~properties;
    if (cx->valid & (OPT_ORDER | OPT_DOMINATORS | OPT_LOOPS))
        return;
    cx->order = NULL;
    cx->dominators = NULL;
    cx->loops = NULL;
    arena_clear(&cx->analysis_arena);
}

static void provide_analyses(struct ssa_func *f, struct opt_ctx *cx, unsigned wanted)
{
    unsigned missing = wanted & ~cx->valid;
    if (missing & OPT_ORDER)
        cx->order = ssa_reverse_postorder(f, &cx->analysis_arena);
    if (missing & OPT_DOMINATORS)
        cx->dominators = ssa_find_dominators(f, cx->order, &cx->analysis_arena);
    if (missing & OPT_LOOPS)
        cx->loops = ssa_find_loops(f, cx->dominators, &cx->analysis_arena);
    cx->valid |= wanted & ~OPT_LOOP_FORM;
}

static void provide(struct ssa_func *f, struct opt_ctx *cx, unsigned wanted)
{
    provide_analyses(f, cx, wanted);
    if (!(wanted & ~cx->valid & OPT_LOOP_FORM))
        return;
    if (opt_loop_form(f, cx))
        forget(cx, OPT_CFG);
    provide_analyses(f, cx, wanted);
    cx->valid |= OPT_LOOP_FORM;
}

/* -----------------------------------------------------------------------------------------------------
 * running */

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Is name among the comma-separated names of list? */
static bool listed(const char *list, const char *name)
{
    size_t n = strlen(name);
    if (!list)
        return false;
    if (strcmp(list, "all") == 0)
        return true;
    for (const char *p = list; *p; p += strcspn(p, ","), p += *p == ',')
        if (strncmp(p, name, n) == 0 && (p[n] == 0 || p[n] == ','))
            return true;
    return false;
}

static void dump(const struct ssa_func *f, struct opt_ctx *cx, const char *pass, uint64_t ns, bool changed)
{
    if (!cx->options.dumps || !listed(cx->options.dump, pass))
        return;
    buf_printf(cx->options.dumps, "; after %s: %s, %u us\n", pass, changed ? "changed" : "nothing to do",
               (unsigned)(ns / 1000));
    if (changed)
        ssa_print(f, cx->options.dumps, cx->options.print);
}

static void verify(const struct ssa_func *f, const char *pass)
{
    struct buf error = {0};
    if (ssa_verify(f, &error)) {
        buf_free(&error);
        return;
    }
    struct buf text = {0};
    ssa_print(f, &text, NULL);
    die("the optimiser's pass %s broke %s:\n%s%s", pass, f->name, buf_str(&error), buf_str(&text));
}

static bool run_pass(struct ssa_func *f, struct opt_ctx *cx, const struct opt_pass *pass, uint32_t step)
{
    if (pass->level > cx->options.level || listed(cx->options.skip, pass->name))
        return false;
    uint32_t *seen = &cx->seen[pass - passes];
    if (*seen == cx->changes) /* nothing has happened since it was here */
        return false;
    uint64_t start = now_ns();
    provide(f, cx, pass->requires);
    bool changed = pass->run(f, cx);
    if (changed) {
        forget(cx, pass->breaks);
        cx->changes++;
    }
    if (!changed || pass->settles)
        *seen = cx->changes;
    arena_clear(&cx->scratch);
    uint64_t ns = now_ns() - start;
    if (cx->times && step < OPT_MAX_PASSES) {
        cx->times->ns[step] += ns;
        cx->times->changed[step] += changed;
    }
    dump(f, cx, pass->name, ns, changed);
    if (cx->options.verify)
        verify(f, pass->name);
    return changed;
}

bool opt_run(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    forget(cx, OPT_CFG);
    cx->changes = 1;
    memset(cx->seen, 0, sizeof cx->seen);
    if (cx->options.only) {
        const struct opt_pass *pass = find_pass(cx->options.only);
        changed = pass && run_pass(f, cx, pass, OPT_MAX_PASSES);
    } else {
        for (uint32_t step = 0; pipeline[step]; step++)
            changed |= run_pass(f, cx, find_pass(pipeline[step]), step);
    }
    forget(cx, OPT_CFG);
    return changed;
}
