/* walk.c - from activation to activation, through memory frames and sections of machine frames. */
#include "runtime/exec/walk.h"
#include <string.h>
#include "runtime/exec/compiled.h"
#include "runtime/exec/deopt.h"
#include "runtime/tier/tier.h"
#include "runtime/vm.h"

/* ---- machine frames ---- */

static const struct blob *function_at(const struct stack_walk *w, const void *pc)
{
    const struct blob *b = code_find_blob(w->code, pc);
    return b != NULL && b->kind == BLOB_FUNCTION ? b : NULL;
}

static bool know_code(struct stack_walk *w)
{
    if (w->code == NULL) {
        struct tier *tier = atomic_load_explicit(&w->thread->vm->tier, memory_order_acquire);
        if (tier == NULL)
            return false;
        w->code = backend_code(tier_backend(tier));
        w->return_trap = backend_stub_address(tier_backend(tier), STUB_RETURN_TRAP);
    }
    return true;
}

static void at_inlined(struct stack_walk *w)
{
    w->method = (struct method *)(uintptr_t)w->state->method;
    w->bci = (int)w->state->bci;
}

/* The activations of the machine frame that goes on at w->pc, as `p` tells; false: it has none to show. */
static bool at_point(struct stack_walk *w, const struct blob_point *p)
{
    if (p == NULL || p->nframes == 0)
        return false;
    w->state = &w->blob->frames[p->frame];
    w->inlined = p->nframes - 1;
    at_inlined(w);
    return true;
}

static bool in_machine_stack(const struct stack_walk *w, const void *p)
{
    return w->high == NULL || (((uintptr_t)p & 7) == 0 && (const char *)p >= w->low &&
                               (const char *)p <= w->high - 2 * sizeof(void *));
}

/* A word of the machine stack of a thread that may be running: what an address sanitizer knows of it is that
 * thread's own affair. */
#ifdef __SANITIZE_ADDRESS__
__attribute__((no_sanitize("address"), noinline))
#endif
static void *
stack_word(void *const *at)
{
    return *at;
}

/* To the machine frame that the return address at *slot belongs to; false: the section ends there. */
static bool enter_machine_frame(struct stack_walk *w, void **slot, char *fp)
{
    void *pc = stack_word(slot);
    if (pc == w->return_trap) { /* the side table may be changing when the thread was interrupted */
        if (w->high != NULL)
            return false;
        pc = deopt_original_pc(w->thread, slot);
    }
    const struct blob *b = function_at(w, pc); /* what entered the section is in no function */
    if (b == NULL || !in_machine_stack(w, fp))
        return false;
    w->blob = b;
    w->pc = pc;
    w->slot = slot;
    w->fp = fp;
    if (w->high != NULL)
        w->low = fp + 2 * sizeof(void *);
    return true;
}

/* Outwards to the next machine frame with an activation; false: the section is over. */
static bool outer_machine_frame(struct stack_walk *w)
{
    for (;;) {
        void **link = (void **)(void *)w->fp, **slot = w->return_slot;
        w->return_slot = NULL;
        if (slot == NULL ? !enter_machine_frame(w, &link[1], stack_word(link))
                         : !enter_machine_frame(w, slot, w->fp))
            return false;
        if (at_point(w, blob_find_point(w->blob, w->pc)))
            return true;
    }
}

/* The innermost machine frame of the section whose anchor is at hand. */
static bool enter_section(struct stack_walk *w, char *sp, char *fp)
{
    if (sp == NULL || !know_code(w))
        return false;
    if (w->high != NULL) {
        /* It may be an old one: what it tells must be a call that fits the frame. */
        enum { PUSHED = 4 * sizeof(void *) }; /* arguments of a stub, at most */
        if (!in_machine_stack(w, sp - sizeof(void *)) || !in_machine_stack(w, fp) || fp < sp)
            return false;
        const struct blob *b = function_at(w, stack_word((void **)(void *)sp - 1));
        if (b == NULL || fp < sp + b->frame_size || fp > sp + b->frame_size + PUSHED)
            return false;
    }
    if (!enter_machine_frame(w, (void **)(void *)sp - 1, fp))
        return false;
    return at_point(w, blob_find_point(w->blob, w->pc)) || outer_machine_frame(w);
}

/* ---- all activations ---- */

static bool in_java_stack(const struct thread *t, const struct frame *f)
{
    return ((uintptr_t)f & 7) == 0 && (const union slot *)f >= t->stack_base &&
           (const union slot *)(f + 1) <= t->stack_end;
}

static void at_memory_frame(struct stack_walk *w, struct frame *f, struct method *m)
{
    w->inside = false;
    w->memory = f;
    w->method = m;
    w->bci = w->high == NULL ? frame_bci(f) : -1;
    w->blob = NULL;
    w->state = NULL;
}

/* Steps over a compiled entry frame: its section is begun, the anchor of the one before is at hand. */
static void leave_entry(struct stack_walk *w, const struct frame *f)
{
    w->memory = NULL;
    w->inside = true;
    w->anchor_sp = (void *)f->locals;
    w->anchor_fp = (void *)f->rcp;
}

static void next_memory_frame(struct stack_walk *w)
{
    struct frame *f;
    while ((f = w->next) != NULL) {
        if (w->high != NULL && !in_java_stack(w->thread, f))
            break;
        struct frame *prev = __atomic_load_n(&f->prev, __ATOMIC_RELAXED);
        struct method *m = __atomic_load_n(&f->method, __ATOMIC_RELAXED);
        if (w->high != NULL && prev >= f)
            break;
        w->next = prev;
        if (m != NULL) {
            at_memory_frame(w, f, m);
            return;
        }
        if (frame_is_compiled_entry(f)) {
            char *sp = w->anchor_sp, *fp = w->anchor_fp;
            leave_entry(w, f);
            if (enter_section(w, sp, fp))
                return;
            w->inside = false;
        }
    }
    w->method = NULL;
    w->memory = NULL;
}

void stack_walk_next(struct stack_walk *w)
{
    if (w->inlined > 0) {
        w->inlined--;
        w->state++;
        at_inlined(w);
        return;
    }
    if (w->inside) {
        if (outer_machine_frame(w))
            return;
        w->inside = false;
    }
    next_memory_frame(w);
}

struct stack_walk stack_walk_begin(const struct thread *t)
{
    struct stack_walk w = {
        .thread = t, .next = t->frame, .anchor_sp = t->anchor_sp, .anchor_fp = t->anchor_fp};
    next_memory_frame(&w);
    return w;
}

/* ---- all machine frames ---- */

static void see_section(struct stack_walk *w, char *sp, char *fp, void (*see)(const struct blob *b))
{
    if (sp == NULL)
        return;
    void **slot = (void **)(void *)sp - 1, **link;
    while (enter_machine_frame(w, slot, fp)) {
        see(w->blob);
        link = (void **)(void *)w->fp;
        slot = &link[1];
        fp = stack_word(link);
    }
}

void stack_walk_blobs(const struct thread *t, void (*see)(const struct blob *b))
{
    struct stack_walk w = {.thread = t};
    char *sp = t->anchor_sp, *fp = t->anchor_fp;
    if (!know_code(&w))
        return;
    for (const struct frame *f = t->frame; f != NULL; f = f->prev)
        if (f->method == NULL && frame_is_compiled_entry(f)) {
            see_section(&w, sp, fp, see);
            sp = (void *)f->locals;
            fp = (void *)f->rcp;
        }
}

/* ---- interrupted threads ---- */

/* Is this a return address of compiled code, or of what entered it? */
static bool is_return_address(const struct stack_walk *w, const void *pc)
{
    const struct blob *b = function_at(w, pc);
    return pc == compiled_enter_return || pc == baseline_call_return || pc == w->return_trap ||
           (b != NULL && blob_find_point(b, pc) != NULL);
}

/*
 * In a function's body rbp is its frame's; in the few instructions around it, rbp is still or again the
 * caller's. Then this is where the return address is; NULL: in the body. Bodies keep rsp aligned, but for
 * arguments that they push for stubs.
 */
static void **slot_outside_body(const struct stack_walk *w, const char *pc, void **sp)
{
    static const uint8_t link[2][3] = {{0x48, 0x89, 0xe5}, {0x48, 0x8b, 0xec}}; /* mov rbp, rsp */
    if (((uintptr_t)sp & 15) == 8)
        return is_return_address(w, *sp) ? sp : NULL; /* at the entry, at a ret */
    bool pushed = blob_offset(w->blob, pc) + 3 <= w->blob->code_end &&
                  (memcmp(pc, link[0], 3) == 0 || memcmp(pc, link[1], 3) == 0);
    return pushed ? sp + 1 : NULL;
}

/* Compiled code was interrupted at pc. */
static void at_interrupted(struct stack_walk *w, const struct blob *b, void *pc, void **sp, char *fp)
{
    w->blob = b;
    w->pc = pc;
    w->fp = fp;
    w->return_slot = slot_outside_body(w, pc, sp);
    if (w->return_slot == NULL) {
        w->inside = in_machine_stack(w, fp); /* no: nothing can be said of its callers */
        if (w->inside)
            w->low = fp + 2 * sizeof(void *);
    }
    if (w->return_slot == NULL && at_point(w, blob_nearest_point(b, pc)))
        return;
    w->state = NULL;
    w->method = (struct method *)(uintptr_t)b->method;
    w->bci = b->osr_bci > 0 ? b->osr_bci : 0;
}

static bool on_machine_stack(const struct thread *t, const void *sp)
{
    return ((uintptr_t)sp & 7) == 0 && (const char *)sp > t->c_stack_low &&
           (const char *)sp < t->c_stack_top - 16;
}

void stack_walk_interrupt(struct stack_walk *w, void *pc, void *sp, void *fp)
{
    const struct thread *t = w->thread;
    struct frame *f = t->frame;
    const struct blob *b = NULL;
    w->anchor_sp = t->anchor_sp;
    w->anchor_fp = t->anchor_fp;
    w->next = f;
    w->low = sp;
    w->high = t->c_stack_top;
    if (!on_machine_stack(t, sp)) /* a signal stack, or one that the host made: nothing there is followed */
        w->low = w->high;
    else if (f != NULL && in_java_stack(t, f) && frame_is_compiled_entry(f) && know_code(w))
        b = function_at(w, pc);
    if (b == NULL) {
        next_memory_frame(w);
    } else {
        w->next = f->prev;
        leave_entry(w, f);
        at_interrupted(w, b, pc, sp, fp);
    }
}

struct stack_walk stack_walk_interrupted(const struct thread *t, void *pc, void *sp, void *fp)
{
    struct stack_walk w = {.thread = t};
    stack_walk_interrupt(&w, pc, sp, fp);
    return w;
}

struct stack_walk stack_walk_running(const struct thread *t, struct frame *top)
{
    struct stack_walk w = {.thread = t, .next = top, .high = t->c_stack_top};
    w.anchor_sp = __atomic_load_n(&t->anchor_sp, __ATOMIC_RELAXED);
    w.anchor_fp = __atomic_load_n(&t->anchor_fp, __ATOMIC_RELAXED);
    /* Nothing above the anchor is looked at, so that all is in pages that were used before. */
    w.low = on_machine_stack(t, w.anchor_sp) ? (char *)w.anchor_sp - sizeof(void *) : w.high;
    next_memory_frame(&w);
    return w;
}

/* ---- values ---- */

static enum walk_value read_location(const struct stack_walk *w, const struct blob_location *at,
                                     struct object **out)
{
    *out = NULL;
    switch (at->where) {
    case WHERE_FRAME:
        if (at->type != SSA_REF)
            return WALK_VALUE_NONE;
        *out = *(struct object **)(void *)(w->fp + at->index);
        return WALK_VALUE_KNOWN;
    case WHERE_CONST: return at->type == SSA_REF ? WALK_VALUE_KNOWN : WALK_VALUE_NONE; /* null */
    case WHERE_OBJECT: /* handles are addresses (tier/env.h) */
        *out = (struct object *)(uintptr_t)w->blob->consts[at->index];
        return WALK_VALUE_KNOWN;
    case WHERE_GPR: return at->type == SSA_REF ? WALK_VALUE_UNKNOWN : WALK_VALUE_NONE;
    default: return WALK_VALUE_NONE; /* dead, a number, or an object that nobody else can have */
    }
}

enum walk_value stack_walk_local(const struct stack_walk *w, unsigned local, struct object **out)
{
    if (w->memory != NULL) {
        *out = w->memory->locals[local].a;
        return WALK_VALUE_KNOWN;
    }
    *out = NULL;
    if (w->state == NULL)
        return WALK_VALUE_UNKNOWN;
    if (local >= w->state->nlocals)
        return WALK_VALUE_NONE;
    return read_location(w, &w->blob->locations[w->state->locations + local], out);
}

unsigned stack_walk_lock_count(const struct stack_walk *w)
{
    return w->state != NULL ? w->state->nlocks : 0;
}

enum walk_value stack_walk_lock(const struct stack_walk *w, unsigned lock, struct object **out)
{
    const struct blob_frame *f = w->state;
    return read_location(w, &w->blob->locations[f->locations + f->nlocals + f->nstack + lock], out);
}
