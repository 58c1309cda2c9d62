/*
 * collect.c - from a sample to a path in the tree: Java activations, then the C functions that the innermost
 * of them is in, under what they do for the VM.
 */
#include <math.h>
#include <string.h>
#include "frontend/classfile.h"
#include "runtime/exec/walk.h"
#include "runtime/gc/heap.h"
#include "runtime/profile/annotate.h"
#include "runtime/gc/ahead.h"
#include "runtime/profile/profile_internal.h"
#include "backend/blob.h"

#define MAX_C_FRAMES 64

const char *const vm_work_names[N_WORKS] = {"[garbage collector]", "[allocation]", "[compiler]",
                                            "[class loading]",     "[sampling]",   "[virtual machine]"};

/* ---- C functions ---- */

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* T0 itself, and what leads from it to compiled code, from both to C, and back: no frames of their own. */
static bool is_glue(const struct native_symbol *f)
{
    static const char *const prefixes[] = {
        "op_",           "interp_", "native_invoke", "native_call_", "jni_invoke", "compiled",  "host_native",
        "invoke_native", "exec_",   "call_unframed", "call_code",    "baseline_",  "after_step"};
    for (size_t i = 0; f->of_vm && i < ARRAY_LEN(prefixes); i++)
        if (starts_with(f->name, prefixes[i]))
            return true;
    return false;
}

/* Where Java is: C functions further out belong to other activations. */
static bool is_java_boundary(const struct native_symbol *f)
{
    return f->of_vm && (starts_with(f->name, "op_") || starts_with(f->name, "interp_") ||
                        starts_with(f->name, "compiled_"));
}

/* The frames of a thread's beginning. */
static bool is_thread_start(const struct native_symbol *f)
{
    static const char *const names[] = {"start_thread",
                                        "clone3",
                                        "clone",
                                        "__clone3",
                                        "__clone",
                                        "thread_main",
                                        "GC_inner_start_routine",
                                        "GC_start_routine",
                                        "GC_call_with_stack_base"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(f->name, names[i]) == 0)
            return true;
    const char *slash = strrchr(f->file, '/'); /* the C library has no names for its own */
    return f->name[0] == '[' && strncmp(slash != NULL ? slash + 1 : f->file, "libc.", 5) == 0;
}

/* What the VM does in this function, if that can be told from its name. */
static bool work_of_function(const struct native_symbol *f, enum vm_work *work)
{
    static const struct {
        const char *prefix;
        enum vm_work work;
    } rules[] = {{"tier_compile", WORK_COMPILER}, {"compile_queue", WORK_COMPILER},
                 {"build_ssa", WORK_COMPILER},    {"opt_run", WORK_COMPILER},
                 {"backend_", WORK_COMPILER},     {"code_install", WORK_COMPILER},
                 {"heap_collect", WORK_GC},       {"collect_", WORK_GC},
                 {"references_process", WORK_GC}, {"class_load", WORK_CLASSES},
                 {"class_define", WORK_CLASSES},  {"class_link", WORK_CLASSES},
                 {"define_", WORK_CLASSES},       {"verify_", WORK_CLASSES},
                 {"link_", WORK_CLASSES},         {"classfile_", WORK_CLASSES},
                 {"cf_parse", WORK_CLASSES},      {"load_", WORK_CLASSES},
                 {"class_source_", WORK_CLASSES}, {"heap_alloc_", WORK_ALLOCATION},
                 {"resolve_", WORK_CLASSES},      {"prepare_", WORK_CLASSES},
                 {"method_prepare", WORK_CLASSES}};
    for (size_t i = 0; f->of_vm && i < ARRAY_LEN(rules); i++)
        if (starts_with(f->name, rules[i].prefix)) {
            *work = rules[i].work;
            return true;
        }
    return false;
}

/* Of a stack of C functions, innermost first. */
static bool work_of_stack(const struct profile *p, const struct native_symbol *const *at, unsigned n,
                          enum vm_work *work)
{
    bool known = false;
    for (unsigned i = n; i-- > 0 && !(known && *work == WORK_COMPILER);) {
        enum vm_work w;
        if (work_of_function(at[i], &w) && (!known || w == WORK_COMPILER)) { /* loading may compile */
            *work = w;
            known = true;
        }
    }
    for (unsigned i = 0; i < n; i++)
        if (at[i]->of_gc) { /* libgc collects while it allocates */
            if (heap_collecting(p->vm))
                *work = WORK_GC;
            else if (!known)
                *work = WORK_ALLOCATION;
            return true;
        }
    return known;
}

/* The C functions of the innermost activation, innermost first. */
static unsigned c_functions(struct profile *p, const struct sample *s, const struct native_symbol **out)
{
    uint64_t pcs[MAX_C_FRAMES];
    unsigned n = 0, found = unwinder_walk(p->unwinder, s, pcs, MAX_C_FRAMES);
    for (unsigned i = 0; i < found; i++) {
        const struct native_symbol *f = unwinder_symbol(p->unwinder, pcs[i]);
        if (f == NULL || (s->n > 0 && is_java_boundary(f)))
            break;
        if (s->n > 0 || !is_glue(f)) /* Java is only just entered, or has been left */
            out[n++] = f;
    }
    while (n > 0 && (is_glue(out[n - 1]) || (s->n == 0 && is_thread_start(out[n - 1]))))
        n--;
    return n;
}

static struct call_node *leave_out(struct profile_tree *t)
{
    static const char name[] = "[outer frames left out]";
    struct profile_frame *f = tree_frame(t, name, FRAME_VM, name, NULL);
    f->is_context = true;
    return tree_child(t, &t->root, f);
}

static struct call_node *add_work(struct profile *p, struct call_node *node, enum vm_work work)
{
    p->works[work]++;
    struct profile_frame *f = tree_frame(&p->tree, vm_work_names[work], FRAME_VM, vm_work_names[work], NULL);
    return tree_child(&p->tree, node, f);
}

static struct call_node *add_c_functions(struct profile *p, struct call_node *node,
                                         const struct native_symbol *const *at, unsigned n, bool java)
{
    enum vm_work work = WORK_OTHER;
    if (work_of_stack(p, at, n, &work) || !java)
        node = add_work(p, node, work);
    while (n-- > 0)
        node =
            tree_child(&p->tree, node, tree_frame(&p->tree, at[n], FRAME_NATIVE, at[n]->name, at[n]->file));
    return node;
}

/* ---- Java ---- */

/* Of T0's unit in m; -1: it is in another method. */
static int bci_of_unit(const struct method *m, const u2 *pc)
{
    const u2 *code = m->code;
    bool inside =
        code != NULL && m->cf != NULL && m->cf->code != NULL && pc >= code && pc < code + m->cf->code->length;
    return inside ? (int)(pc - code) : -1;
}

/* in_c: what T0 has published is where the call is; else the machine register knows better. */
static int bci_of_top(const struct sample *s, bool in_c)
{
    const struct sample_frame *top = &s->at[0];
    if (top->compiled)
        return top->bci;
    if (s->blob != NULL) { /* code of a tier that uses T0's frames */
        const struct blob_line *line = sample_line(s->blob, s->offset);
        return line != NULL && line->place != 0 ? (int)s->blob->places[line->place].bci : -1;
    }
    int bci = s->asked && !in_c ? bci_of_unit(top->method, s->t0_pc) : -1;
    return bci >= 0 ? bci : bci_of_unit(top->method, top->pc);
}

static enum frame_tier tier_of_blob(const struct blob *b)
{
    return b->kind == BLOB_BASELINE ? TIER_BASELINE : TIER_OPTIMIZED;
}

static enum frame_tier tier_of_sample(const struct sample *s, bool in_c)
{
    if (s->n == 0 || (s->at[0].method->access & ACC_NATIVE))
        return TIER_NONE;
    if (s->blob != NULL || s->top != NULL)
        return tier_of_blob(s->blob != NULL ? s->blob : s->top);
    if (s->at[0].compiled)
        return TIER_OPTIMIZED;
    return in_c ? TIER_NONE : TIER_INTERPRETER;
}

/* By time; when the room ends, two slices become one. */
static void add_to_slice(struct profile *p, enum frame_tier tier, u8 weight)
{
    size_t i = (size_t)(profile_seconds(p) / p->slice);
    for (; i >= PROFILE_SLICES; i /= 2) {
        p->slice *= 2;
        for (size_t k = 0; k < PROFILE_SLICES; k++)
            for (unsigned t = 0; t < N_TIERS; t++)
                p->slices[k][t] = 2 * k < PROFILE_SLICES ? p->slices[2 * k][t] + p->slices[2 * k + 1][t] : 0;
    }
    p->slices[i][tier] += weight;
}

void collect_sample(void *user, struct thread *t, const struct sample *s, u8 ns)
{
    struct profile *p = user;
    const struct native_symbol *functions[MAX_C_FRAMES];
    unsigned n = s->asked && s->blob == NULL ? c_functions(p, s, functions) : 0;
    struct call_node *node = &p->tree.root;
    (void)t, (void)ns;
    if (s->n == SAMPLE_DEPTH) /* else what is left of it would look like a thread's beginning */
        node = leave_out(&p->tree);
    for (int i = s->n; i-- > 0;)
        node = tree_child(&p->tree, node, tree_method(&p->tree, s->at[i].method));
    enum frame_tier tier = tier_of_sample(s, n > 0);
    const struct code *code = s->blob != NULL ? s->blob->user : NULL;
    if (code != NULL && code->annotated != NULL)
        annotate_hit(code->annotated, s->offset);
    if (s->n > 0)
        tree_add_spot(node->frame, bci_of_top(s, n > 0), tier, 1);
    if (n > 0 || s->n == 0)
        node = add_c_functions(p, node, functions, n, s->n > 0);
    tier = n > 0 ? TIER_NONE : tier;
    tree_add(&p->tree, node, tier, 1, 1);
    add_to_slice(p, tier, 1);
}

/* ---- allocations ---- */

/* "byte[]", "java.lang.String[][]" */
static const char *class_name(struct profile_tree *t, const struct class *c)
{
    static const char letters[] = "ZBCSIJFD";
    static const char *const names[] = {"boolean", "byte", "char", "short", "int", "long", "float", "double"};
    const char *name = c->name->utf8;
    size_t dimensions = strspn(name, "[");
    struct buf b = {0};
    if (dimensions == 0) {
        class_external_name(c, &b);
    } else if (name[dimensions] == 'L') {
        for (const char *p = name + dimensions + 1; *p != 0 && *p != ';'; p++)
            buf_putc(&b, *p == '/' ? '.' : *p);
    } else {
        const char *letter = strchr(letters, name[dimensions]);
        buf_puts(&b, letter != NULL && *letter != 0 ? names[letter - letters] : name);
    }
    while (dimensions-- > 0)
        buf_puts(&b, "[]");
    name = arena_strndup(&t->arena, buf_str(&b), b.len);
    buf_free(&b);
    return name;
}

/* A sample stands for as many bytes as lie between two, a little more for objects that are not small against
 * that: one of s bytes is seen with the probability 1 - exp(-s / interval). */
static void add_allocation(struct profile *p, struct thread *t, const struct class *c, size_t bytes)
{
    struct method *methods[SAMPLE_DEPTH];
    int n = 0, bci = -1;
    for (struct stack_walk w = stack_walk_begin(t); !stack_walk_over(&w) && n < SAMPLE_DEPTH;
         stack_walk_next(&w)) {
        if (n == 0)
            bci = w.bci;
        methods[n++] = w.method;
    }
    double seen = -expm1(-(double)bytes / (double)p->options.alloc_interval);
    u8 weight = (u8)((double)bytes / seen + 0.5), count = (u8)(1 / seen + 0.5);
    struct call_node *node = &p->tree.root;
    if (n == SAMPLE_DEPTH)
        node = leave_out(&p->tree);
    for (int i = n; i-- > 0;)
        node = tree_child(&p->tree, node, tree_method(&p->tree, methods[i]));
    if (n > 0)
        tree_add_spot(node->frame, bci, TIER_NONE, weight);
    struct profile_frame *f = ptr_map_get(&p->tree.by_key, (uintptr_t)c);
    if (f == NULL)
        f = tree_frame(&p->tree, c, FRAME_CLASS, class_name(&p->tree, c), NULL);
    tree_add(&p->tree, tree_child(&p->tree, node, f), TIER_NONE, weight, count > 0 ? count : 1);
    p->samples++;
    add_to_slice(p, TIER_NONE, weight);
}

void profile_allocated(struct thread *t, const struct class *c, size_t bytes)
{
    struct vm *vm = t->vm;
    pthread_mutex_lock(&vm->profile_lock); /* or it might be freed meanwhile */
    struct profile *p = vm->profiler;
    if (p != NULL && p->options.mode == PROFILE_ALLOC && !p->stopped) {
        pthread_mutex_lock(&p->lock);
        add_allocation(p, t, c, bytes);
        pthread_mutex_unlock(&p->lock);
    }
    pthread_mutex_unlock(&vm->profile_lock);
}

/* ---- threads of others ---- */

static void add_foreign(struct profile *p, enum vm_work work, u8 ns)
{
    u8 *left = &p->foreign_ns[work], samples = (*left + ns) / p->period;
    *left = (*left + ns) % p->period;
    if (samples == 0)
        return;
    struct call_node *node = add_work(p, &p->tree.root, work);
    p->works[work] += samples - 1;
    tree_add(&p->tree, node, TIER_NONE, samples, samples);
    add_to_slice(p, TIER_NONE, samples);
}

/* The thread that refills lists collects, too. */
static void add_allocation_thread(struct profile *p, u8 ns)
{
    u8 all = ahead_collection_nanos(p->vm), collecting = all - p->ahead_collected;
    collecting = collecting < ns ? collecting : ns;
    p->ahead_collected += collecting;
    add_foreign(p, WORK_GC, collecting);
    add_foreign(p, WORK_ALLOCATION, ns - collecting);
}

void collect_foreign(void *user, int tid, const char *name, u8 ns)
{
    struct profile *p = user;
    (void)tid;
    if (p->options.mode != PROFILE_CPU)
        return;
    if (strcmp(name, "allocation") == 0)
        add_allocation_thread(p, ns);
    else if (starts_with(name, "GC-marker"))
        add_foreign(p, WORK_GC, ns);
    else if (strcmp(name, "sampler") == 0 || strcmp(name, "profiler") == 0)
        add_foreign(p, WORK_SAMPLING, ns);
    else
        add_foreign(p, WORK_OTHER, ns);
}

u8 collect_tick(void *user)
{
    enum { REFRESH_TICKS = 20 };
    struct profile *p = user;
    if (p->refresh_at++ % REFRESH_TICKS == 0)
        unwinder_refresh(p->unwinder);
    return 0;
}
