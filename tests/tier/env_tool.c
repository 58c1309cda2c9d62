/*
 * env_tool.c - boots the VM, runs a Java program in it, and then compiles what it ran through the VM's
 * answers to the compiler (src/runtime/tier/env.h): bytecode to SSA, optimiser, back end. Nothing compiled is
 * run.
 *
 *     env_tool [-all] [-only SUBSTRING] [-print] [-leaving] [-during] -cp PATH CLASS
 *
 * -all: also methods of linked classes that were never called. -leaving: where the compiled code leaves for
 * the interpreter because something is not resolved. -during: not afterwards, but in a thread beside the
 * program. Everything must verify after each pass, and what a compile relies on must hold when it is over.
 * Prints counts; the exit status tells whether all was well.
 */
#include <jni.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "frontend/build.h"
#include "runtime/tier/code.h"
#include "runtime/tier/env.h"
#include "runtime/tier/rt_helpers.h"
#include "runtime/tier/speculation.h"
#include "runtime/tier/tier.h"
#include "runtime/gc/heap.h"
#include "runtime/vm.h"

struct counts {
    unsigned methods, compiled, broken, stale;
    unsigned bailouts[BUILD_NBAILOUTS], failures[16], deopts[SSA_NWHYS], dependencies[ENV_NDEPENDENCIES];
    unsigned inlined, objects;
    uint64_t bytecodes, code_bytes, ns;
};

struct tool {
    struct vm *vm;
    struct backend *be;
    struct ptr_map slots; /* method -> slot + 1 */
    struct counts n;
    const char *only;
    bool all, print, leaving, during;
    _Atomic bool over; /* the program has ended */
    JavaVM *jvm;
};

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- the back end's surroundings: none of its code runs ---- */

static void *no_trap(struct backend_regs *regs)
{
    (void)regs;
    abort();
}
static void *no_handler(void *thread, void *return_pc)
{
    (void)thread, (void)return_pc;
    abort();
}

static bool make_backend(struct tool *x)
{
    struct backend_config config = {.layout = tier_layout(),
                                    .features = x64_detect_features(),
                                    .code_limit = 256 << 20,
                                    .slots = 1 << 18,
                                    .trap = no_trap,
                                    .find_handler = no_handler};
    config.helpers = tier_helpers(&config.nhelpers);
    x->be = backend_new(&config);
    return x->be != NULL;
}

static uint32_t slot_of(void *user, struct method *m)
{
    struct tool *x = user;
    uintptr_t known = (uintptr_t)ptr_map_get(&x->slots, (uintptr_t)m);
    if (known != 0)
        return (uint32_t)(known - 1);
    uint32_t slot = code_slots_alloc(backend_code(x->be), 1);
    if (slot != CODE_NO_SLOT)
        ptr_map_put(&x->slots, (uintptr_t)m, (void *)((uintptr_t)slot + 1));
    return slot;
}

/* ---- one method ---- */

static void method_name(const struct method *m, struct buf *b)
{
    buf_printf(b, "%s.%s%s", m->klass->name->utf8, m->name->utf8, m->desc->utf8);
}

static bool verified(struct tool *x, const struct ssa_func *f, const char *after)
{
    struct buf error = {0};
    if (ssa_verify(f, &error))
        return true;
    printf("%s after %s: %s\n", f->name, after, buf_str(&error));
    buf_free(&error);
    x->n.broken++;
    return false;
}

/* Where compiled code knows no more than to leave. */
static void print_leaving(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_state *s = ssa_state_at(f, ssa_at(f, v)->state);
    const struct method *m = tier_method(s->method);
    struct buf b = {0};
    method_name(m, &b);
    printf("%s: %s at %u, instruction %u%s\n", ssa_why_names[ssa_why_of(f, v)], buf_str(&b), s->bci,
           m->cf->code->bytes[s->bci], m->code == NULL ? ", never called" : "");
    buf_free(&b);
}

static void count_deopts(struct tool *x, const struct ssa_func *f)
{
    SSA_EACH_BLOCK(f, b)
    SSA_EACH(f, b, v)
    if (ssa_op_of(f, v) == SSA_DEOPT) {
        x->n.deopts[ssa_why_of(f, v)]++;
        if (x->leaving && ssa_why_of(f, v) != SSA_WHY_UNREACHED)
            print_leaving(f, v);
    }
}

static void finish(struct tool *x, struct tier_env *e, struct blob *b)
{
    uint32_t n;
    struct object **objects = tier_env_take_objects(e, b, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!heap_is_object(objects[i])) {
            printf("%s names %p, which is no object\n", b->name, (void *)objects[i]);
            x->n.broken++;
        }
    x->n.objects += n;
    if (objects != NULL)
        root_block_free(x->vm, objects);
    struct env_dependency *d = tier_env_take_dependencies(e, &n);
    for (uint32_t i = 0; i < n; i++)
        x->n.dependencies[d[i].kind]++;
    pthread_mutex_lock(&x->vm->class_lock);
    x->n.stale += !dependencies_hold(x->vm, d, n);
    pthread_mutex_unlock(&x->vm->class_lock);
    free(d);
    x->n.compiled++;
    x->n.code_bytes += b->size;
    backend_free_blob(x->be, b);
}

static void compile(struct tool *x, struct method *m)
{
    struct tier_hooks hooks = {.user = x, .method_slot = slot_of};
    struct tier_env e;
    struct arena arena;
    struct build_options options = {.osr_bci = -1};
    struct build_result result = {0};
    uint64_t start = now_ns();
    arena_init(&arena);
    tier_env_init(&e, x->vm, &hooks);
    x->n.methods++;
    struct ssa_func *f = build_ssa(&e.compile, tier_handle(m), &options, &arena, &result);
    x->n.bailouts[result.bailout]++;
    x->n.inlined += result.inlined;
    x->n.bytecodes += result.bytecode_bytes;
    if (f != NULL && verified(x, f, "build")) {
        struct opt_options opt = OPT_DEFAULTS;
        struct opt_ctx cx;
        opt.verify = true;
        opt_ctx_init(&cx, &e.opt, &opt);
        count_deopts(x, f);
        opt_run(f, &cx);
        opt_ctx_release(&cx);
        if (x->print) {
            struct buf text = {0};
            ssa_print(f, &text, &(struct ssa_print_options){e.world.name, e.world.user});
            puts(buf_str(&text));
            buf_free(&text);
        }
        enum backend_failure failure = BACKEND_NONE;
        struct blob *b = backend_compile(x->be, f, &e.world, NULL, &failure);
        x->n.failures[failure]++;
        if (b != NULL)
            finish(x, &e, b);
    }
    tier_env_release(&e);
    arena_release(&arena);
    x->n.ns += now_ns() - start;
}

/* ---- all methods ---- */

static bool wanted(const struct tool *x, const struct method *m)
{
    if (m->kind != METHOD_BYTECODE || (m->code == NULL && !x->all))
        return false;
    if (x->only == NULL)
        return true;
    struct buf b = {0};
    method_name(m, &b);
    bool yes = strstr(buf_str(&b), x->only) != NULL;
    buf_free(&b);
    return yes;
}

static void compile_loader(struct tool *x, struct loader *l)
{
    for (struct class *c = l->first_class; c != NULL; c = c->next_in_loader)
        if (!c->is_array && !c->is_primitive && c->state >= CLASS_LINKED)
            for (unsigned i = 0; i < c->n_methods; i++)
                if (wanted(x, &c->methods[i]))
                    compile(x, &c->methods[i]);
}

static void compile_all(struct tool *x)
{
    for (struct loader *l = x->vm->loaders; l != NULL; l = l->next)
        compile_loader(x, l);
}

/* A thread that compiles again and again while the program loads classes. */
static void *compile_meanwhile(void *arg)
{
    struct tool *x = arg;
    JNIEnv *env;
    if ((*x->jvm)->AttachCurrentThreadAsDaemon(x->jvm, (void **)&env, NULL) != JNI_OK)
        abort();
    while (!atomic_load(&x->over))
        compile_all(x);
    (*x->jvm)->DetachCurrentThread(x->jvm);
    return NULL;
}

static void report(const struct tool *x)
{
    const struct counts *n = &x->n;
    printf("methods %u, compiled %u, broken %u, stale %u\n", n->methods, n->compiled, n->broken, n->stale);
    printf("bytecode %lu bytes, inlined calls %u, code %lu bytes, objects %u, %.1f ms\n",
           (unsigned long)n->bytecodes, n->inlined, (unsigned long)n->code_bytes, n->objects,
           (double)n->ns / 1e6);
    for (unsigned i = 1; i < BUILD_NBAILOUTS; i++)
        if (n->bailouts[i] != 0)
            printf("not built: %s %u\n", build_bailout_text[i], n->bailouts[i]);
    for (unsigned i = 1; i < ARRAY_LEN(n->failures); i++)
        if (n->failures[i] != 0)
            printf("no code: %s %u\n", backend_failure_text((enum backend_failure)i), n->failures[i]);
    for (unsigned i = 0; i < SSA_NWHYS; i++)
        if (n->deopts[i] != 0)
            printf("leaves for the interpreter: %s %u\n", ssa_why_names[i], n->deopts[i]);
    static const char *const names[] = {
#define X(name) #name,
        ENV_DEPENDENCIES(X)
#undef X
    };
    for (unsigned i = 0; i < ENV_NDEPENDENCIES; i++)
        if (n->dependencies[i] != 0)
            printf("relies on: %s %u\n", names[i], n->dependencies[i]);
}

/* ---- the program ---- */

static bool run_main(JNIEnv *env, const char *name)
{
    jclass c = (*env)->FindClass(env, name);
    jmethodID main = c != NULL ? (*env)->GetStaticMethodID(env, c, "main", "([Ljava/lang/String;)V") : NULL;
    if (main != NULL) {
        jobjectArray args = (*env)->NewObjectArray(env, 0, (*env)->FindClass(env, "java/lang/String"), NULL);
        (*env)->CallStaticVoidMethod(env, c, main, args);
    }
    if (!(*env)->ExceptionCheck(env))
        return main != NULL;
    (*env)->ExceptionDescribe(env);
    return false;
}

int main(int argc, char **argv)
{
    struct tool x = {0};
    const char *name = NULL;
    char path[4096] = "-Djava.class.path=.";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-all") == 0)
            x.all = true;
        else if (strcmp(argv[i], "-print") == 0)
            x.print = true;
        else if (strcmp(argv[i], "-leaving") == 0)
            x.leaving = true;
        else if (strcmp(argv[i], "-during") == 0)
            x.during = true;
        else if (strcmp(argv[i], "-only") == 0 && i + 1 < argc)
            x.only = argv[++i];
        else if (strcmp(argv[i], "-cp") == 0 && i + 1 < argc)
            snprintf(path, sizeof path, "-Djava.class.path=%s", argv[++i]);
        else
            name = argv[i];
    }
    if (name == NULL) {
        fprintf(stderr,
                "usage: env_tool [-all] [-only SUBSTRING] [-print] [-leaving] [-during] -cp PATH CLASS\n");
        return 2;
    }
    JNIEnv *env;
    JavaVMOption options[] = {{path, NULL}, {"-Xint", NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 2, options, JNI_FALSE};
    if (JNI_CreateJavaVM(&x.jvm, (void **)&env, &args) != JNI_OK)
        return 1;
    x.vm = vm_current();
    if (!make_backend(&x))
        return 1;
    pthread_t compiler;
    if (x.during && pthread_create(&compiler, NULL, compile_meanwhile, &x) != 0)
        return 1;
    bool ran = run_main(env, name);
    atomic_store(&x.over, true);
    fflush(stdout);
    if (x.during)
        pthread_join(compiler, NULL);
    else
        compile_all(&x);
    report(&x);
    fflush(stdout);
    ptr_map_free(&x.slots);
    backend_free(x.be);
    /* What was right when it was built may not be so any more, while classes are loaded. */
    return ran && x.n.broken == 0 && (x.during || x.n.stale == 0) && x.n.compiled > 0 ? 0 : 1;
}
