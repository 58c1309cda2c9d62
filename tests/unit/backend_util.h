/* backend_util.h - a little world to run compiled code in: a thread, helpers, traps, a way in from C. */
#ifndef BACKEND_UTIL_H
#define BACKEND_UTIL_H

#include "backend/backend.h"
#include "ssa/eval.h"

struct native_thread {
    uint32_t poll, lock_word;
    void *exception, *anchor[2];
    char *stack_limit, *entry_limit;
    void *list[16]; /* free lists, by 16 bytes */
    /* what happened */
    bool threw, deoptimised, ask_at_entry; /* the last: polls at the first entry of a run */
    int polls, monitors;
    bool deoptimise;     /* the callers of helpers */
    void *replaced;      /* the return address that native_deoptimise_caller took away */
    void *overflowed[2]; /* the anchor at the last stack overflow */
    const struct blob_point *point;
    struct backend_regs regs; /* at the deoptimisation */
    const struct blob *blob;
    uint64_t frame[1024]; /* what was below rbp then, downwards */
    struct native *native;
};

struct native {
    struct backend *be;
    struct native_thread thread;
};

/* helpers: for call_runtime, from number 0; may be NULL. */
void native_init(struct native *n, const struct x64_features *features, const struct backend_helper *helpers,
                 uint32_t nhelpers);
void native_init_layout(struct native *n, const struct backend_layout *layout);
void native_free(struct native *n);

/* Parses and verifies; fails the test when the text is wrong. */
struct ssa_func *native_parse(struct arena *a, const char *text);
struct blob *native_compile(struct native *n, struct ssa_func *f, const struct backend_options *options);
struct blob *native_compile_text(struct native *n, const char *text);

/* Arguments and result as the evaluator has them; thread->threw and deoptimised say how it ended. */
int64_t native_run(struct native *n, const struct blob *b, enum ssa_type result, const uint8_t *types,
                   const int64_t *args, uint32_t nargs);
/* In a helper: the frame that called it deoptimises when the helper returns. False: it may not, there. */
bool native_deoptimise_caller(struct native_thread *t);
/* Of the frame where it deoptimised: the value of a location, as the evaluator has it. */
int64_t native_value(const struct native *n, const struct blob_location *at);
/* The frames that a deoptimisation would rebuild, as text: "#method@bci kind: values", with the virtual
 * objects behind them. */
void native_print_frames(const struct native *n, struct buf *out);

extern const struct backend_world native_world; /* handles are addresses */
extern const struct backend_layout native_layout;

#endif
