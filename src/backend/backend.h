/*
 * backend.h - front door of src/backend: from an SSA function to a blob of machine code (docs/design.md,
 * sections 3, 6).
 *
 *     struct backend *be = backend_new(&config);                  once: code memory, stubs, helper slots
 *     struct blob *b = backend_compile(be, f, &world, &failure);  any thread; f is consumed (it is rewritten)
 *     code_slot_set(backend_code(be), slot, blob_address(b, b->entry));
 *
 * The pipeline (compile.c): legalise -> block order -> instruction selection -> register allocation ->
 * encoding.
 *
 * What compiled code knows of the world, it knows through `struct backend_layout` (offsets), `struct
 * backend_world` (questions asked while compiling), the global offset table, numbered helpers, and its
 * relocations.
 *
 * Register convention (calls between compiled functions)
 *     r15               the thread, always
 *     rdi rsi rdx rcx r8 r9    integer and reference arguments, in order; i32 zero-extended
 *     xmm0..xmm7        floating-point arguments
 *     [rsp], [rsp + 8]  further arguments, 8 bytes each, at the moment of the call
 *     rax / xmm0        result; i32 zero-extended
 *     rbx r12 r13 r14 rbp      kept by the callee; everything else is not
 *     rax               at virtual and interface calls: the address of the method called (adapters want it).
 * The target of a method's slot gets nothing in rax: a slot that leads to an adapter needs a thunk
 *                       (backend_make_thunk).
 * Runtime helpers are C functions: System V, the thread first when their row says so.
 *
 * An OSR function is entered with rdi = an array of 8-byte slots: `osr_param n` is read from slot n.
 *
 * Frames: rbp-linked. [rbp + 8] return address, [rbp] caller's rbp, [rbp - 8 ...] saved registers, spill
 * slots, and outgoing arguments at rsp, which is constant in a function's body (blob->frame_size below rbp).
 *
 * Exceptions. A callee that throws leaves its frame (its kept registers are restored) and goes to the stub
 * STUB_THROW with rax = exception and the stack as `ret` would find it. The stub pops the return address and
 * goes where config.find_handler says. A helper that throws leaves the exception in the thread; compiled code
 * takes it from there (and clears it). Whatever calls compiled code must therefore have a return address that
 * find_handler knows.
 *
 * Deoptimisation. A guard that fails calls STUB_TRAP, which saves all registers and calls config.trap; that
 * one finds the blob and its point by the return address, rebuilds the interpreter's frames, runs them, and
 * says where to go on: blob->leave (result in regs->gpr[0] or regs->fpr[0]), blob->unwind (exception in
 * regs->gpr[0]), or NULL: back behind the call, all registers as they were (polls). A frame that waits in a
 * call (POINT_CALL) is deoptimised by putting STUB_RETURN_TRAP's address in place of its return address: it
 * then does the same when the call returns, with regs->pc = STUB_RETURN_TRAP and all registers as the call
 * left them: the result in regs->gpr[0] or fpr[0] (states of kind `call`; an i32 from a C function has a
 * dirty upper half), and perhaps a pending exception in the thread, which the code has not looked at yet and
 * which goes before everything else. A state of kind `before` repeats its bytecode; what the call made is
 * forgotten. STUB_TRAP's caller is found by fault address for null checks (blob_find_trap): a signal handler
 * sets rip to the exit.
 *
 * The low half of a class's address is not 0 and no other class's: code compares with that.
 *
 * The thread's `anchor` is two words, sp and fp: the frame that called out last. The return address into it
 * is
 * ((void **)sp)[-1], its rbp is fp. They are set before every call that can walk the stack (helpers with a
 * state, stubs, traps, find_handler) and never cleared. At a stack overflow or an entry poll the frame is
 * the caller's of the function that has none yet; in find_handler it is the one that the exception arrives
 * in.
 */
#ifndef SAMOVAR_BACKEND_BACKEND_H
#define SAMOVAR_BACKEND_BACKEND_H

#include "backend/blob.h"
#include "backend/code_memory.h"
#include "backend/cpu.h"
#include "ssa/ssa.h"

struct backend;

/* ------------------------------------------------------------------------------------------------- what is
 * where */

/* Byte offsets in the runtime's structures. A negative number says "there is none". */
struct backend_layout {
    int32_t thread_poll;            /* 32-bit word; not 0: call the poll */
    int32_t thread_exception;       /* pending exception */
    int32_t thread_anchor;          /* two words, see above */
    int32_t thread_stack_limit;     /* lowest address rsp may have at a function's entry */
    int32_t thread_entry_limit;     /* the same, or all ones: call the entry poll. <= 0: only loops poll */
    int32_t thread_guard_countdown; /* 32 bits; stress: decremented before all that may deoptimise, which it
                                       does at 0. < 0: usual code */
    int32_t thread_lock_word; /* 32 bits: what this thread's thin lock looks like in a lock word; < 0: no
                                 inline locking */
    int32_t object_class, object_lock; /* a neutral, unhashed lock word is 0 */
    int32_t
        class_no_lock_word; /* 8 bits; not 0: instances have something else at object_lock. <= 0: none do */
    int32_t array_length, array_data;
    int32_t class_component;     /* element class of an array class */
    int32_t class_secondary_hit; /* cache of the last successful slow subtype test; < 0: none */
    int32_t class_secondary_before,
        class_secondary_miss;           /* the one before; the last that failed: if there is a cache */
    int32_t class_display, class_depth; /* super classes by depth; depth is 32 bits */
    int32_t display_depth;              /* length of the display */
    int32_t class_vtable;               /* pointer to an array of methods */
    int32_t class_imt;                  /* pointer to { u32 mask; u32; { interface method, method }... } */
    int32_t method_entry;               /* the method's register entry */
    int32_t class_refs, refs_mirror; /* pointer to where a class's java.lang.Class is; < 0: by the helper */
    int32_t thread_java;             /* the thread's java.lang.Thread; likewise */
};

/* ------------------------------------------------------------------------------------------------- runtime
 * helpers */

/* Helpers that the back end itself calls. call_runtime's numbers come after them: number n is helper
 * HELPER_FIRST + n. */
enum backend_helper_number {
    HELPER_NEW,       /* (thread, class) -> object; NULL: pending exception. May be called at any NEW */
    HELPER_NEW_ARRAY, /* (thread, class, i32 length) -> array */
    HELPER_SUBTYPE,   /* (thread, class s, class t) -> is s a subtype of t? no exception, no polling */
    HELPER_INTERFACE, /* (thread, class, interface method) -> method, never NULL: one that throws if need be
                       */
    HELPER_MONITOR_ENTER,  /* (thread, object): may block; pending exception */
    HELPER_MONITOR_EXIT,   /* (thread, object) */
    HELPER_CLASS_INIT,     /* (thread, class): pending exception */
    HELPER_STACK_OVERFLOW, /* (thread) -> the exception, not pending */
    HELPER_ENTRY_POLL, /* (thread): at a function's entry; -> NULL or an exception to throw, not pending. Sets
                          the entry limit back, or the entry is polled for ever. Not provided: only loops poll
                        */
    HELPER_REM_F32,    /* (float, float) -> float */
    HELPER_REM_F64,
    HELPER_FMA_F32,
    HELPER_FMA_F64,
    HELPER_FLOOR,
    HELPER_CEIL,
    HELPER_RINT,
    HELPER_FIRST
};
struct backend_helper {
    const void *fn;    /* NULL: not provided; code that needs it does not compile */
    bool takes_thread; /* as its first argument */
};

/* Registers at a trap or poll, as the stub saved them and restores them. */
struct backend_regs {
    uint64_t fpr[16];
    uint64_t gpr[16]; /* by number; gpr[4] (rsp): as it was before the call to the stub */
    void *pc;         /* the return address */
};
#define BACKEND_THREAD_GPR 15

enum backend_stub {
    STUB_TRAP,           /* call it: guards, polls */
    STUB_RETURN_TRAP,    /* return to it */
    STUB_THROW,          /* jump to it: rax = exception, [rsp] = return address */
    STUB_STACK_OVERFLOW, /* jump to it, at a function's entry */
    STUB_ENTRY_POLL,     /* likewise, rax = the method, below the entry limit: a stack overflow, or polls and
                            enters the method anew */
    STUB_NEW,            /* these keep all registers but r11, where they return; arguments pushed */
    STUB_NEW_ARRAY,
    STUB_SUBTYPE,
    STUB_INTERFACE,
    STUB_MONITOR_ENTER,
    STUB_MONITOR_EXIT,
    STUB_CLASS_INIT,
    STUB_F2I,
    STUB_F2L,
    STUB_D2I,
    STUB_D2L, /* saturating conversion, slow path: bits pushed */
    NSTUBS
};

struct backend_config {
    struct backend_layout layout;
    struct x64_features features; /* usually x64_detect_features() */
    size_t code_limit;            /* bytes of code memory */
    uint32_t slots;               /* for methods, in the global offset table */
    const struct backend_helper *helpers;
    uint32_t nhelpers;
    /* With all registers saved: where to go on, NULL: behind the call. regs may be changed. */
    void *(*trap)(struct backend_regs *regs);
    /* Where an exception goes that arrives at this return address; never NULL. */
    void *(*find_handler)(void *thread, void *return_pc);
};

/* NULL with errno set when no code memory can be had. The config is copied, helpers too. */
struct backend *backend_new(const struct backend_config *config);
void backend_free(struct backend *be);
bool backend_has_vectors(const struct backend *be); /* takes functions with vectors */
const struct x64_features *backend_features(const struct backend *be);
struct code_memory *backend_code(const struct backend *be);
void *backend_stub_address(const struct backend *be, enum backend_stub stub);
const char *backend_stub_name(enum backend_stub stub);

/* --------------------------------------------------------------------------------------------------- the
 * world */

enum backend_test_kind {
    TEST_EXACT,     /* a class without subclasses */
    TEST_DISPLAY,   /* the word at `offset` in the object's class is the class */
    TEST_SECONDARY, /* interfaces and so on: cache, then helper */
};
struct backend_class_test {
    uint8_t kind;
    uint8_t bit; /* SECONDARY, when not 0: this bit of the byte at `offset` is clear in classes that are none,
                    and the class itself has no instances */
    int32_t offset;
};

/* Asked while compiling. Every hook may be NULL: a handle is then its own address, tests are SECONDARY,
 * allocation is slow. */
struct backend_world {
    void *user;
    uint64_t (*address)(void *user, enum blob_reloc_kind kind,
                        uint64_t handle); /* RELOC_OBJECT .. RELOC_METHOD */
    uint32_t (*method_slot)(
        void *user, uint64_t method); /* slot with the register entry; CODE_NO_SLOT: cannot be called */
    uint32_t (*method_imt_hash)(void *user, uint64_t method); /* before masking */
    struct backend_class_test (*class_test)(void *user, uint64_t class);
    /* Offset in the thread of the free list for objects of this class and size, or < 0. Objects in the list
       are zero but for word 0, the link. */
    int32_t (*free_list)(void *user, uint64_t class, int64_t bytes);
    /* The same for arrays: offset of the list of 0 bytes; lists are 8 bytes apart, for 16 bytes more each.
     *max: the largest size in bytes that has a list; *dirty: what is in the lists has to be cleared. */
    int32_t (*array_free_list)(void *user, uint64_t class, int32_t *max, bool *dirty);
    /* Names for dumps; may return NULL. */
    const char *(*name)(void *user, uint64_t handle);
};

/* ---------------------------------------------------------------------------------------------------
 * compiling */

/* Why a function was not compiled. */
#define BACKEND_FAILURES(X)                                                                                  \
    X(NONE, "none")                                                                                          \
    X(TOO_LARGE, "too large")                                                                                \
    X(CODE_MEMORY_FULL, "code memory is full")                                                               \
    X(NO_HELPER, "a runtime helper is missing")                                                              \
    X(NO_SLOT, "a method has no slot")                                                                       \
    X(OPERATION, "an operation cannot be selected")                                                          \
    X(REGISTERS, "no register assignment was found")                                                         \
    X(ENCODING, "a jump is too far")
enum backend_failure {
#define X(name, text) BACKEND_##name,
    BACKEND_FAILURES(X)
#undef X
};
const char *backend_failure_text(enum backend_failure failure);

struct backend_options {
    struct buf *dump_lir; /* instructions before and after register allocation; NULL: no */
    struct buf *dump_asm;
    uint32_t allocatable; /* stress: mask of general registers that may be used; 0: all */
    bool lines;           /* fill blob->lines and places */
};

/* f must pass the verifier. Published, but not in any slot: that is the caller's. */
struct blob *backend_compile(struct backend *be, struct ssa_func *f, const struct backend_world *world,
                             const struct backend_options *options, enum backend_failure *failure);
void backend_free_blob(struct backend *be, struct blob *b); /* nobody stands in it, no slot leads to it */

/* mov rax, method; jmp [slot]: what the slot of a method leads to that is called through an adapter. NULL:
 * memory is full. */
struct blob *backend_make_thunk(struct backend *be, uint64_t method_address, uint32_t adapter_slot);

/*
 * Where a method with arguments of these types (letters, references L or [; `receiver`: one more before them)
 * is called with arguments in slots: rax is the method, rsi the end of its arg_slots slots. Loads the
 * argument registers and goes to `enter` with rbx = the first slot, r10 = their end, r11 = the method's
 * register entry. NULL: arguments do not fit in registers, or memory is full.
 */
struct blob *backend_make_memory_thunk(struct backend *be, const char *types, bool receiver,
                                       unsigned arg_slots, const void *enter);

/* Disassembly with points and relocations; false: built without Zydis (then it prints bytes). */
bool backend_disassemble(const struct backend *be, const struct blob *b, const struct backend_world *world,
                         struct buf *out);

#endif
