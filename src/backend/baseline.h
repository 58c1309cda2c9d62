/*
 * baseline.h - T1, the baseline compiler: bytecode to x86-64 in one pass, without an IR (docs/baseline.md).
 *
 * The code runs the interpreter's memory frames. It keeps two registers, rbx (the locals) and r15 (the
 * thread), caches the operand stack in the others within a basic block, and leaves every instruction that it
 * has no code for to the interpreter, which executes that one and comes back (config.step).
 *
 * Everything here is a pure function of its arguments and may be called from any thread.
 */
#ifndef SAMOVAR_BACKEND_BASELINE_H
#define SAMOVAR_BACKEND_BASELINE_H

#include "base/base.h"

/* Byte offsets in the runtime's structures. */
struct baseline_layout {
    int32_t thread_frame, thread_poll, thread_stack_limit, thread_exception;
    uint32_t poll_of_loops; /* bits of the poll word that only loops look at */
    int32_t frame_prev, frame_method, frame_locals, frame_pc, frame_sp, frame_dispatch, frame_resume;
    int32_t frame_size;
    int32_t method_memory_entry;
    int32_t object_class, array_length, array_data;
    int32_t class_vtable, class_imt, class_component, class_display, class_secondary_hit, class_type;
};

/* Addresses of the interpreter that code leaves for, by jumps; exec/baseline.h says what they expect. */
struct baseline_config {
    struct baseline_layout layout;
    bool avx;
    const void *dispatch; /* goes into frames: how the interpreter finds its way back */
    const void *step, *step_cold, *step_site, *step_reached, *poll, *overflow, *unwind;
    const void *return_to[4];
    /* C functions. new_array: (thread, class, length >= 0); NULL: an exception is pending. region: (thread,
     * arguments, site); the result replaces the arguments. An exception may be pending. */
    const void *new_array, *region;
    const void *fmod_f32, *fmod_f64;
};

/* What is known of an instruction that refers to the constant pool, or of newarray. */
enum baseline_what {
    BASELINE_UNKNOWN, /* nothing: it has never run */
    BASELINE_STEP,    /* known, and to be left to the interpreter */
    BASELINE_FIELD,   /* a field at `offset` */
    BASELINE_STATIC,  /* a static field at `address` */
    BASELINE_DIRECT,  /* a call of the method at `address`, with the object in the cell at `appendix` as
                         last argument unless that is 0 */
    BASELINE_VIRTUAL, /* a call through the table at `offset` in the class's method table */
    BASELINE_INTERFACE,
    BASELINE_INTRINSIC, /* a call that the C function at `address` does: bool (thread, args, result) */
    BASELINE_INLINE,    /* a call that is a few instructions: which is `offset`, an enum baseline_inline */
    BASELINE_REGION,    /* an access of memory at an address, of `access` bytes; site: of a struct
                           baseline_window */
    BASELINE_NOTHING,   /* Object.<init>: only pops */
    BASELINE_NEW,       /* an object of the class at `address`; free list at thread + offset */
    BASELINE_ARRAY,     /* an array of the class at `address` */
    BASELINE_DISPLAY,   /* a type test: the class's word at `offset` is `address` */
    BASELINE_TEST,      /* a type test of any kind */
    BASELINE_CONST,     /* a number: its bits are `address` */
    BASELINE_CELL,      /* an object: in the cell at `address` */
};
/* What a call can be instead, by the types of its operands and its result. */
enum baseline_inline {
    INLINE_ROL_I,
    INLINE_ROR_I,
    INLINE_ROL_J,
    INLINE_ROR_J,
    INLINE_MIN_I,
    INLINE_MAX_I,
    INLINE_ABS_I,
    INLINE_SQRT_D,
    INLINE_BITS_OF_F, /* the raw bits */
    INLINE_BITS_OF_D,
    INLINE_F_OF_BITS,
    INLINE_D_OF_BITS,
};
/*
 * What a call site with a receiver does: a receiver of `class` is sent to `method`; others, when `variable`
 * is set, to what the tables of their class say, and else (step_site) to the interpreter, which notes them
 * and may make the site point to another of these. They do not change, so that threads may follow the pointer
 * at any time. Type tests have sites of the same kind: what is not known of `class` is tested, or noted.
 */
struct baseline_site {
    const void *class; /* NULL: for nobody yet */
    union {
        const void *method;
        uint64_t is_instance;    /* of instanceof: the answer for `class`. Casts: 1 */
        const void *value_class; /* of aastore, for arrays of `class`: what may be stored; NULL: everything */
    };
    uint64_t variable;
};
/*
 * What an access site of regions has been committed to: how many places from `base` on a load or store may
 * begin at, by log2 of its bytes, and what is added to an address. Without any places the runtime makes the
 * access.
 */
struct baseline_window {
    uint64_t base, memory, loads[4], stores[4];
};
struct baseline_operand {
    uint8_t what;       /* enum baseline_what */
    char access;        /* of regions: B S I J F D, what is loaded or stored */
    char type;          /* letter of the field, the constant or the result */
    uint8_t has_result; /* calls: type is not V */
    bool is_volatile;
    bool receiver;      /* calls have one, which is checked for null */
    uint16_t arg_slots; /* calls: receiver included */
    int32_t offset;
    uint64_t address;
    uint64_t appendix;
    uint32_t hash; /* of an interface's method */
    uint64_t site; /* calls with a receiver, type tests, aastore: the address of a word that points to a
                      struct baseline_site; 0: none */
};

struct baseline_handler {
    uint32_t pc; /* where it begins; with one operand on the stack */
};

/* One method. */
struct baseline_method {
    const uint8_t *code;
    uint32_t length;
    uint16_t max_locals, max_stack, arg_slots;
    char ret;
    bool synchronized;        /* the interpreter enters and leaves */
    uint64_t method;          /* its address */
    const uint16_t *units;    /* one for each byte of code: what frames hold as pc */
    const uint32_t *handlers; /* where they begin */
    uint32_t nhandlers;
    void *user;
    /* `type`, `arg_slots` and `receiver` are always answered; of ldc, `type` is 0 when it is not known. */
    bool lines; /* result.starts is wanted */
    void (*operand)(void *user, uint32_t bci, struct baseline_operand *out);
    /* Is the runtime to be told when the block from bci to `end` is reached? NULL: of none. */
    bool (*wants_stub)(void *user, uint32_t bci, uint32_t end);
};

/*
 * A jump at the beginning of a block, to code that leaves for the interpreter (config.step_reached). It lies
 * in one aligned word of 8 bytes, so that a store makes BASELINE_STUB_BYTES of nothing of it while threads
 * run there.
 */
#define BASELINE_STUB_BYTES 5
struct baseline_stub {
    uint32_t bci, at;
};

#define BASELINE_TARGET 0x80000000u /* code jumps there */
#define BASELINE_BLOCK  0x80000000u /* a block begins */
struct baseline_result {
    uint8_t *code; /* owned by the caller: free. Independent of its address */
    uint32_t size;
    uint32_t memory_entry; /* offset: called with rax = method, rsi = end of the arguments */
    uint32_t frame_entry;  /* offset: the frame is there; rbx and r15 are set */
    uint32_t unknown;      /* instructions that had not run */
    uint32_t
        *entries; /* by bci: offset, 0: none; and BASELINE_BLOCK where no local matters that is dead; owned */
    uint32_t *starts; /* by bci, for profiles: offset + 1 of its code, 0: none, and BASELINE_TARGET; owned.
                         NULL:  not asked for */
    struct baseline_stub *stubs; /* by ascending bci; owned */
    uint32_t nstubs;
    uint32_t body_end; /* offset: what follows belongs to no bytecode */
};

/* False: this method cannot be compiled (too large, malformed). */
bool baseline_generate(const struct baseline_config *config, const struct baseline_method *m,
                       struct baseline_result *out);

#endif
