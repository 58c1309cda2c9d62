/* compile.c - one compile: bytecode to SSA, optimiser, back end, installation. */
#define _GNU_SOURCE
#include <string.h>
#include <time.h>
#include "runtime/class/unload.h"
#include "runtime/gc/heap.h"
#include "runtime/profile/annotate.h"
#include "runtime/profile/events.h"
#include "runtime/tier/baseline.h"
#include "runtime/tier/code_tools.h"
#include "runtime/tier/controller.h"
#include "runtime/tier/loops.h"
#include "runtime/tier/speculation.h"
#include "runtime/tier/tier_internal.h"
#include "runtime/tier/tier_log.h"

static uint64_t cpu_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* ---- dumps: --dump=PASS:METHOD,...; METHOD is Class.name or a part of that ---- */

struct dump {
    struct buf passes; /* of the optimiser, separated by commas */
    struct buf text;
    bool all, build, lir, assembly;
};

static void dump_word(struct dump *d, const char *pass, size_t len)
{
    if (len == 5 && memcmp(pass, "build", len) == 0)
        d->build = true;
    else if (len == 3 && memcmp(pass, "lir", len) == 0)
        d->lir = true;
    else if (len == 3 && memcmp(pass, "asm", len) == 0)
        d->assembly = true;
    else if (len == 3 && memcmp(pass, "all", len) == 0)
        d->all = true;
    else
        buf_printf(&d->passes, "%s%.*s", d->passes.len > 0 ? "," : "", (int)len, pass);
}

static void dump_init(struct dump *d, const struct vm *vm, const struct method *m)
{
    memset(d, 0, sizeof *d);
    if (vm->options.dump == NULL)
        return;
    struct buf name = {0};
    method_external_name(m, &name);
    for (const char *word = vm->options.dump; *word != 0; word += *word == ',') {
        size_t len = strcspn(word, ","), pass = strcspn(word, ":");
        if (pass < len && memmem(name.at, name.len, word + pass + 1, len - pass - 1) != NULL)
            dump_word(d, word, pass);
        word += len;
    }
    buf_free(&name);
}

static void dump_finish(struct dump *d)
{
    if (d->text.len > 0)
        fprintf(stderr, "%s", buf_str(&d->text));
    buf_free(&d->text);
    buf_free(&d->passes);
}

bool tier_dumps_assembly(const struct vm *vm, const struct method *m)
{
    struct dump d;
    dump_init(&d, vm, m);
    dump_finish(&d);
    return d.assembly;
}

/* ---- the steps ---- */

struct compile {
    struct vm *vm;
    struct tier *tier;
    const struct tier_request *request;
    struct tier_result *out;
    struct tier_env env;
    struct arena arena;
    struct dump dump;
    bool annotate; /* the texts below are wanted */
    struct buf ssa, assembly;
    uint64_t start; /* cpu_ns() */
};

/* ---- hooks ---- */

/* T0 runs it in C when T0 calls it; from compiled code that is a long way for little. */
static bool wants_code(const struct method *m)
{
    return m->kind == METHOD_BYTECODE && m->native_fn != NULL && m->cf != NULL && m->cf->code != NULL &&
           c_is_no_faster(m) && !code_exists(m, -1);
}

static uint32_t method_slot(void *user, struct method *m)
{
    struct compile *c = user;
    struct tier_result *out = c->out;
    if (wants_code(m) && out->ncallees < TIER_CALLEES)
        out->callees[out->ncallees++] = m;
    return tier_method_slot(c->tier, m);
}

static enum call_heat call_heat(void *user, const struct method *caller, uint32_t bci,
                                const struct method *callee)
{
    return controller_call_heat(((struct compile *)user)->vm, caller, bci, callee);
}

/* ---- stages ---- */

static bool refuse(struct compile *c, const char *why)
{
    c->out->outcome = TIER_REFUSED;
    c->out->why = why;
    return false;
}

static struct ssa_func *build(struct compile *c)
{
    const struct tier_request *r = c->request;
    struct build_options options = {.osr_bci = r->osr_bci};
    struct build_result result = {0};
    if (r->osr_bci >= 0 && (r->method->access & ACC_SYNCHRONIZED))
        options.osr_nlocks = 1;
    struct ssa_func *f = build_ssa(&c->env.compile, tier_handle(r->method), &options, &c->arena, &result);
    c->out->inlined = result.inlined;
    c->out->bytecode_bytes = result.bytecode_bytes;
    if (f == NULL)
        refuse(c, build_bailout_text[result.bailout]);
    return f;
}

static void optimise(struct compile *c, struct ssa_func *f)
{
    struct opt_options options = OPT_DEFAULTS;
    struct opt_ctx cx;
    options.level = c->request->level;
    options.skip = c->vm->options.opt_skip;
    options.vectors = backend_has_vectors(c->tier->backend);
#ifndef NDEBUG
    options.verify = true;
#endif
    if (c->dump.build)
        ssa_print(f, &c->dump.text, NULL);
    if (c->dump.all || c->dump.passes.len > 0) {
        options.dump = c->dump.all ? "all" : buf_str(&c->dump.passes);
        options.dumps = &c->dump.text;
    }
    opt_ctx_init(&cx, &c->env.opt, &options);
    opt_run(f, &cx);
    opt_ctx_release(&cx);
    c->out->values = f->nvalues;
}

static struct blob *generate(struct compile *c, struct ssa_func *f)
{
    struct backend_options options = {0};
    enum backend_failure failure;
    options.lines = c->vm->code_lines;
    if (c->annotate) {
        ssa_print(f, &c->ssa, &(struct ssa_print_options){c->env.world.name, c->env.world.user});
        options.dump_asm = &c->assembly;
    }
    if (c->dump.lir)
        options.dump_lir = &c->dump.text;
    if (c->dump.assembly)
        options.dump_asm = &c->dump.text; /* goes before */
    struct blob *b = backend_compile(c->tier->backend, f, &c->env.world, &options, &failure);
    if (b == NULL) {
        refuse(c, backend_failure_text(failure));
        if (failure == BACKEND_CODE_MEMORY_FULL)
            c->out->outcome = TIER_NO_ROOM;
        return NULL;
    }
    c->out->code_bytes = b->size;
    return b;
}

static void install(struct compile *c, struct blob *b)
{
    struct code *code = xcalloc(1, sizeof *code);
    const struct tier_request *r = c->request;
    code->vm = c->vm;
    code->method = r->method;
    code->osr_bci = b->osr_bci = r->osr_bci;
    code->blob = b;
    code->level = r->level;
    code->bytecode_bytes = c->out->bytecode_bytes;
    code->inlined = c->out->inlined;
    code->dependencies = tier_env_take_dependencies(&c->env, &code->ndependencies);
    code->objects = tier_env_take_objects(&c->env, b, &code->nobjects);
    code->classes = tier_env_take_classes(&c->env, b, &code->nclasses);
    code->compile_ns = cpu_ns() - c->start;
    b->method = tier_handle(r->method);
    b->user = code;
    if (c->annotate)
        annotate_code(code, &c->ssa, &c->assembly);
    code_tools_function(c->tier->tools, r->method, b);
    c->out->outcome = TIER_INSTALLED;
    if (!code_install(c->vm, code)) { /* else it may be replaced and gone by now */
        c->out->outcome = TIER_STALE;
        code_free(code);
    }
}

/* For profiles. */
static void note_event(const struct compile *c)
{
    const struct tier_result *r = c->out;
    if (r->outcome == TIER_INSTALLED || r->outcome == TIER_REFUSED)
        events_note(
            c->vm, &(struct code_event){.kind = r->outcome == TIER_INSTALLED ? EVENT_COMPILED : EVENT_REFUSED,
                                        .tier = 2,
                                        .method = c->request->method,
                                        .bci = c->request->osr_bci,
                                        .bytes = r->code_bytes,
                                        .ns = r->ns,
                                        .why = r->why});
}

static void note_attempt(struct compile *c)
{
    note_event(c);
    pthread_mutex_lock(&c->tier->lock);
    struct tier_attempts *a = tier_attempts(c->tier, c->request->method, c->request->osr_bci);
    a->compiles++;
    a->stale += c->out->outcome == TIER_STALE;
    if (c->out->outcome == TIER_REFUSED)
        a->refused = c->out->why;
    pthread_mutex_unlock(&c->tier->lock);
}

bool tier_is_wanted(struct tier *t, const struct method *m)
{
    const struct vm_options *o = &t->vm->options;
    bool yes = o->compile_limit == 0 || atomic_fetch_add(&t->ncompiles, 1) < o->compile_limit;
    if (yes && o->compile_only != NULL) {
        struct buf name = {0};
        method_external_name(m, &name);
        yes = strstr(buf_str(&name), o->compile_only) != NULL;
        buf_free(&name);
    }
    return yes;
}

static void compile_baseline(struct vm *vm, struct method *m, struct tier_result *out)
{
    bool done = baseline_compile(vm, m, out);
    out->outcome = done ? TIER_INSTALLED : TIER_REFUSED;
    if (!done)
        out->why = "the baseline compiler leaves it to the interpreter";
}

static void compile(struct vm *vm, const struct tier_request *r, struct tier_result *out)
{
    struct compile c = {.vm = vm, .tier = tier_of(vm), .request = r, .out = out};
    *out = (struct tier_result){0};
    if (r->baseline) {
        compile_baseline(vm, r->method, out);
        return;
    }
    if (c.tier == NULL) {
        out->outcome = TIER_NO_ROOM;
        return;
    }
    if (!tier_may_compile(r->method, r->osr_bci)) {
        refuse(&c, "was refused before");
        return;
    }
    if (!tier_is_wanted(c.tier, r->method)) {
        refuse(&c, "left out by an option");
        note_attempt(&c);
        return;
    }
    struct tier_hooks hooks = {.user = &c, .method_slot = method_slot, .call_heat = call_heat};
    c.start = cpu_ns();
    arena_init(&c.arena);
    tier_env_init(&c.env, vm, &hooks);
    dump_init(&c.dump, vm, r->method);
    c.annotate = annotate_wants(vm, r->method);
    struct ssa_func *f = build(&c);
    struct blob *b = NULL;
    if (f != NULL) {
        optimise(&c, f);
        b = generate(&c, f);
    }
    dump_finish(&c.dump);
    if (b != NULL)
        install(&c, b);
    out->ns = cpu_ns() - c.start;
    atomic_fetch_add(&c.tier->compile_ns, out->ns);
    note_attempt(&c);
    buf_free(&c.ssa);
    buf_free(&c.assembly);
    tier_env_release(&c.env);
    arena_release(&c.arena);
}

void tier_compile(struct vm *vm, const struct tier_request *r, struct tier_result *out)
{
    unload_put_off(vm);
    compile(vm, r, out);
    unload_allow(vm);
}

void tier_compile_loop(struct vm *vm, struct method *m, int32_t bci)
{
    struct tier_request r = {.method = m, .osr_bci = bci, .level = 1};
    struct tier_result result;
    if (!tier_may_compile(m, bci))
        return;
    tier_compile(vm, &r, &result);
    tier_log_result(vm, &r, &result);
}

u8 tier_compile_ns(const struct vm *vm)
{
    const struct tier *tier = atomic_load_explicit(&vm->tier, memory_order_acquire);
    return tier != NULL ? tier->compile_ns : 0;
}
