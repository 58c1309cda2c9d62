/*
 * build_tool - bytecode to SSA without a VM.
 *
 *   build_tool [options] CLASS METHOD [DESCRIPTOR]   prints the function
 *   build_tool [options] --run CLASS                 runs its static methods "test*" without parameters in
 * the evaluator: name = value (of floating point: the bits), a line each build_tool [options] --all [PREFIX]
 * builds and verifies every method of the JDK's image
 *
 *   -cp PATH       a directory or jar to be searched first
 *   --inline N     inline methods up to N bytes (default 35; 0: none)
 *   --osr BCI      enter at a loop header;  with --all: also at every loop header
 *   --guess        made-up profiles;  --mixed-init: every fourth class counts as not initialised
 *   --opt          the optimiser follows; with --all: the time of each of its passes
 *   --pass NAME    the dumps of this pass (several: separated by commas; all), on standard error
 *   --dump         with --run: print the functions as well
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../unit/jdk_image.h"
#include "class_world.h"
#include "frontend/build.h"
#include "frontend/bytecode.h"
#include "frontend/descriptor.h"
#include "opt/opt.h"
#include "ssa/eval.h"

struct tool {
    struct world *w;
    struct class_source *image;
    struct world_options world;
    bool osr, dump, opt;
    struct opt_env opt_env;
    struct opt_times times;
    const char *passes;
    int32_t osr_bci;
    const char *prefix;
    /* --all */
    uint64_t methods, functions, bytes, built_bytes, values, inlined, failures;
    uint64_t bailouts[BUILD_NBAILOUTS];
    double build_seconds, opt_seconds, verify_seconds;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void print_function(struct tool *t, const struct ssa_func *f)
{
    struct buf out = {0};
    struct ssa_print_options options = {.name = world_name, .user = t->w};
    ssa_print(f, &out, &options);
    fputs(buf_str(&out), stdout);
    buf_free(&out);
}

/* ----------------------------------------------------------------------------------------------- optimiser
 */

static bool is_subclass(void *user, uint64_t sub, uint64_t super)
{
    struct tool *t = user;
    const struct compile_env *env = world_env(t->w);
    return sub && super && env->is_subclass(env->cx, sub, super);
}

static bool is_final(void *user, uint64_t class)
{
    struct tool *t = user;
    const struct compile_env *env = world_env(t->w);
    return class && env->class_info(env->cx, class)->is_final;
}

static void optimise(struct tool *t, struct ssa_func *f)
{
    struct opt_options options = OPT_DEFAULTS;
    struct ssa_print_options print = {.name = world_name, .user = t->w};
    struct buf dumps = {0};
    struct opt_ctx cx;
    t->opt_env = (struct opt_env){.user = t, .subclass = is_subclass, .final = is_final};
    options.dump = t->passes;
    options.dumps = &dumps;
    options.print = &print;
    opt_ctx_init(&cx, &t->opt_env, &options);
    cx.times = &t->times;
    double start = now();
    opt_run(f, &cx);
    t->opt_seconds += now() - start;
    opt_ctx_release(&cx);
    fputs(buf_str(&dumps), stderr);
    buf_free(&dumps);
}

static void print_times(const struct tool *t)
{
    printf("optimise %.2f s\n", t->opt_seconds);
    for (uint32_t i = 0; i < OPT_MAX_PASSES && opt_pass_name(i); i++)
        printf("%10s %8.1f ms %8u changed\n", opt_pass_name(i), (double)t->times.ns[i] / 1e6,
               t->times.changed[i]);
}

/* Builds and verifies; NULL with a message when it cannot be. */
static struct ssa_func *build(struct tool *t, env_handle method, int32_t osr_bci, uint32_t nlocks,
                              struct arena *a, struct build_result *result)
{
    const struct compile_env *env = world_env(t->w);
    struct build_options options = {.osr_bci = osr_bci, .osr_nlocks = nlocks};
    double start = now();
    struct ssa_func *f = build_ssa(env, method, &options, a, result);
    double built = now();
    t->build_seconds += built - start;
    if (!f)
        return NULL;
    if (t->opt)
        optimise(t, f);
    built = now();
    struct buf error = {0};
    if (!ssa_verify(f, &error)) {
        t->failures++;
        fprintf(stderr, "%s (osr %d): the verifier says\n%s", world_name(t->w, method), osr_bci,
                buf_str(&error));
    }
    buf_free(&error);
    t->verify_seconds += now() - built;
    return f;
}

/* ---------------------------------------------------------------------------------------------------- --all
 */

static void build_one(struct tool *t, env_handle method, int32_t osr_bci)
{
    const struct env_method *m = world_env(t->w)->method_info(world_env(t->w)->cx, method);
    struct build_result result;
    struct arena a;
    arena_init(&a);
    struct ssa_func *f = build(t, method, osr_bci, (m->access & ACC_SYNCHRONIZED) != 0, &a, &result);
    t->bailouts[result.bailout]++;
    t->bytes += m->code->length;
    if (f) {
        t->functions++;
        t->values += f->nvalues;
        t->inlined += result.inlined;
        t->built_bytes += result.bytecode_bytes;
    } else if (osr_bci < 0 || result.bailout != BUILD_LOCKING) { /* locks at a loop are not known here */
        printf("%s: %s", world_name(t->w, method), build_bailout_text[result.bailout]);
        printf(" (in %s, bci %u)\n", world_name(t->w, result.where), result.bci);
    }
    arena_release(&a);
}

static void build_osr(struct tool *t, env_handle method)
{
    const struct env_method *m = world_env(t->w)->method_info(world_env(t->w)->cx, method);
    const struct cf_code *code = m->code;
    char *done = xcalloc(1, code->length);
    for (uint32_t bci = 0, n; bci < code->length; bci += n) {
        n = bytecode_length(code->bytes, code->length, bci);
        if (n == 0)
            break;
        if (bytecode_format(code->bytes[bci]) != BC_FMT_BRANCH2)
            continue;
        int16_t by = read_s2(code->bytes + bci + 1);
        if (by < 0 && !done[bci + (uint32_t)by]) {
            done[bci + (uint32_t)by] = 1;
            build_one(t, method, (int32_t)bci + by);
        }
    }
    free(done);
}

static void visit(void *cx, const char *path)
{
    struct tool *t = cx;
    char name[4096];
    size_t n = strlen(path) - strlen(".class");
    if (n >= sizeof name || (t->prefix && strncmp(path, t->prefix, strlen(t->prefix)) != 0))
        return;
    memcpy(name, path, n);
    name[n] = 0;
    const struct env_class *c = world_class(t->w, name);
    const struct classfile *cf = c ? world_classfile(t->w, c->handle) : NULL;
    for (unsigned i = 0; cf && i < cf->n_methods; i++) {
        if (!cf->methods[i].code)
            continue;
        t->methods++;
        build_one(t, world_method(t->w, c->handle, i), -1);
        if (t->osr)
            build_osr(t, world_method(t->w, c->handle, i));
    }
}

static int build_all(struct tool *t)
{
    double start = now();
    jdk_image_each_class(visit, t);
    double seconds = t->build_seconds;
    printf("%llu methods, %llu functions, %llu bytes of bytecode (%llu with inlined ones, %llu calls "
           "inlined), %llu values\n",
           (unsigned long long)t->methods, (unsigned long long)t->functions, (unsigned long long)t->bytes,
           (unsigned long long)t->built_bytes, (unsigned long long)t->inlined, (unsigned long long)t->values);
    printf("build %.2f s (%.0f functions/s, %.1f MB/s of bytecode built), verify %.2f s, all %.2f s\n",
           seconds, (double)t->functions / seconds, (double)t->built_bytes / seconds / 1e6, t->verify_seconds,
           now() - start);
    if (t->opt)
        print_times(t);
    printf("%u dependencies\n", world_dependencies(t->w));
    for (unsigned i = 1; i < BUILD_NBAILOUTS; i++)
        if (t->bailouts[i])
            printf("%llu bailed out: %s\n", (unsigned long long)t->bailouts[i], build_bailout_text[i]);
    printf("%llu failures\n", (unsigned long long)t->failures);
    return t->failures != 0;
}

/* ---------------------------------------------------------------------------------------------------- --run
 */

/* Objects from outside have made-up classes in the evaluator: what is known of constants does not hold there.
 */
static void forget_constants(struct ssa_func *f)
{
    SSA_EACH(f, 0, v)
    if (ssa_op_of(f, v) == SSA_CONST_REF)
        ssa_at(f, v)->facts = NULL;
}

/* Calls run in the evaluator too. The JDK's constructors, of exceptions mostly, would end in natives: they do
 * nothing. */
static bool call(void *user, struct ssa_eval *e, const struct ssa_func *f, ssa_id v,
                 const ssa_eval_value *args, uint32_t nargs, ssa_eval_value *result)
{
    struct tool *t = user;
    const struct compile_env *env = world_env(t->w);
    *result = 0;
    if (ssa_op_of(f, v) == SSA_CALL_RUNTIME)
        return true;
    const struct env_method *m = env->method_info(env->cx, ssa_at(f, v)->handle);
    if (strcmp(m->name->utf8, "<init>") == 0 && strncmp(m->holder_name->utf8, "java/", 5) == 0)
        return true;
    env_handle target = m->handle;
    if (ssa_op_of(f, v) != SSA_CALL)
        target = env->select(env->cx, ssa_eval_class(e, args[0]), target);
    struct arena a;
    arena_init(&a);
    struct build_result r;
    struct ssa_func *callee = target ? build(t, target, -1, 0, &a, &r) : NULL;
    struct ssa_eval_outcome o = {.kind = SSA_EVAL_STUCK};
    if (callee)
        forget_constants(callee);
    if (callee)
        o = ssa_eval_run(e, callee, args, nargs, 100000000);
    if (o.kind == SSA_EVAL_RETURN || o.kind == SSA_EVAL_THROW) {
        *result = o.value;
    } else {
        printf("%s: a call that does not end well (%s)\n", world_name(t->w, m->handle),
               callee ? o.kind == SSA_EVAL_DEOPT ? ssa_why_names[o.why]
                        : o.text                 ? o.text
                                                 : "limit"
                      : "not built");
    }
    arena_release(&a);
    return o.kind != SSA_EVAL_THROW;
}

static void run_one(struct tool *t, env_handle method, const char *name)
{
    struct arena a;
    arena_init(&a);
    struct build_result r;
    struct ssa_func *f = build(t, method, -1, 0, &a, &r);
    if (!f) {
        printf("%s: %s\n", name, build_bailout_text[r.bailout]);
    } else {
        if (t->dump)
            print_function(t, f);
        forget_constants(f);
        struct ssa_eval_hooks hooks = {.user = t, .call = call, .subclass = is_subclass};
        struct ssa_eval *e = ssa_eval_new(&hooks);
        struct ssa_eval_outcome o = ssa_eval_run(e, f, NULL, 0, 100000000);
        if (o.kind == SSA_EVAL_DEOPT)
            printf("%s = deopt %s at $%u\n", name, ssa_why_names[o.why], o.at);
        else if (o.kind == SSA_EVAL_STUCK || o.kind == SSA_EVAL_LIMIT)
            printf("%s = stuck at $%u: %s\n", name, o.at, o.text ? o.text : "too long");
        else if (o.kind == SSA_EVAL_THROW)
            printf("%s = throws %s\n", name, world_name(t->w, ssa_eval_class(e, o.value)));
        else
            printf("%s = %lld\n", name, (long long)o.value);
        ssa_eval_free(e);
    }
    arena_release(&a);
}

static int run_class(struct tool *t, const char *class)
{
    const struct env_class *c = world_class(t->w, class);
    const struct classfile *cf = c ? world_classfile(t->w, c->handle) : NULL;
    for (unsigned i = 0; cf && i < cf->n_methods; i++)
        if (strncmp(cf->methods[i].name->utf8, "test", 4) == 0 &&
            strncmp(cf->methods[i].desc->utf8, "()", 2) == 0)
            run_one(t, world_method(t->w, c->handle, i), cf->methods[i].name->utf8);
    return cf == NULL || t->failures != 0;
}

/* --------------------------------------------------------------------------------------------------- print
 */

static int print_one(struct tool *t, const char *class, const char *name, const char *desc)
{
    const struct env_class *c = world_class(t->w, class);
    env_handle m = c ? world_find_method(t->w, c->handle, name, desc) : 0;
    if (!m) {
        fprintf(stderr, "no method %s.%s\n", class, name);
        return 1;
    }
    struct arena a;
    arena_init(&a);
    struct build_result r;
    struct ssa_func *f = build(t, m, t->osr ? t->osr_bci : -1, 0, &a, &r);
    if (f)
        print_function(t, f);
    else
        fprintf(stderr, "%s, bci %u: %s\n", world_name(t->w, r.where), r.bci, build_bailout_text[r.bailout]);
    arena_release(&a);
    return f == NULL || t->failures != 0;
}

static int usage(void)
{
    fputs("usage: build_tool [-cp PATH] [--inline N] [--osr BCI] [--guess] [--mixed-init] [--opt] [--pass "
          "NAME] [--dump]\n"
          "                  CLASS METHOD [DESCRIPTOR] | --run CLASS | --all [PREFIX]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct tool t = {.world = {.inline_bytes = 35, .inline_depth = 6}};
    struct class_source *path = NULL;
    struct buf err = {0};
    bool all = false, run = false;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "-cp") == 0 && i + 1 < argc)
            path = class_source_open(argv[++i], &err);
        else if (strcmp(argv[i], "--inline") == 0 && i + 1 < argc)
            t.world.inline_bytes = (uint32_t)atoi(argv[++i]);
        else if (strcmp(argv[i], "--osr") == 0 && i + 1 < argc)
            t.osr = true, t.osr_bci = atoi(argv[++i]);
        else if (strcmp(argv[i], "--guess") == 0)
            t.world.guess = true;
        else if (strcmp(argv[i], "--mixed-init") == 0)
            t.world.mixed_init = true;
        else if (strcmp(argv[i], "--opt") == 0)
            t.opt = true;
        else if (strcmp(argv[i], "--pass") == 0 && i + 1 < argc)
            t.passes = argv[++i];
        else if (strcmp(argv[i], "--dump") == 0)
            t.dump = true;
        else if (strcmp(argv[i], "--all") == 0)
            all = true;
        else if (strcmp(argv[i], "--run") == 0)
            run = true;
        else
            return usage();
    }
    if (!all && i >= argc)
        return usage();
    t.world.keep_java = run;
    t.w = world_new(&t.world);
    if (path)
        world_add_source(t.w, path);
    if (jdk_image_prepare() && (t.image = class_source_open_jimage(jdk_home(), &err)) != NULL)
        world_add_source(t.w, t.image);
    int status;
    if (all) {
        t.prefix = i < argc ? argv[i] : NULL;
        status = build_all(&t);
    } else if (run) {
        status = run_class(&t, argv[i]);
    } else {
        status =
            i + 1 < argc ? print_one(&t, argv[i], argv[i + 1], i + 2 < argc ? argv[i + 2] : NULL) : usage();
    }
    world_free(t.w);
    if (path)
        class_source_close(path);
    if (t.image)
        class_source_close(t.image);
    buf_free(&err);
    return status;
}
