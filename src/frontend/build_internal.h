/*
 * build_internal.h - shared by the files of the builder.
 *
 *   build.c             driver: entry, the walk over the blocks of a scope
 *   build_cfg.c         bytecode -> blocks, handler lists, subroutine copies, order, loops
 *   build_liveness.c    which locals are alive where
 *   build_frame.c       the abstract frame: stack, locals, locks; frame states
 *   build_flow.c        edges, merging frames, exceptions
 *   build_settle.c      phis that turn out to be unneeded
 *   build_insn.c        stack, arithmetic, constants
 *   build_object.c      fields, arrays, objects, type tests, monitors
 *   build_guess.c       type tests by what was seen
 *   build_branch.c      branches, switches, returns, athrow
 *   build_invoke.c      calls, devirtualisation, inlining
 *   build_intrinsics.c, build_unsafe.c   methods that are operations
 */
#ifndef SAMOVAR_FRONTEND_BUILD_INTERNAL_H
#define SAMOVAR_FRONTEND_BUILD_INTERNAL_H

#include "frontend/build.h"
#include "frontend/bytecode.h"
#include "frontend/descriptor.h"
#include "ssa/eval.h"
#include "ssa/helpers.h"

#define NO_NODE UINT32_MAX

/* ------------------------------------------------------------------------- control flow graph of a method */

/*
 * A point where frames meet. `slots` are the locals, then the stack, then the locks, of what has arrived so
 * far. Before the code behind it is built, frames may disagree and make phis; afterwards the phis that are
 * there (eager) take operands, and everything else is known not to change on the way around.
 */
struct merge_point {
    uint32_t block;  /* SSA block, SSA_NO_BLOCK: not reached */
    uint32_t merged; /* edges so far: their indices are those of the block's predecessors */
    bool built;
    uint32_t nstack, nlocks;
    ssa_id *slots;
};

/*
 * A node: a run of bytecode with one entry, in one copy of its subroutine; or a dispatch node, which takes an
 * exception and finds its handler: one for each list of handlers.
 */
struct node {
    uint32_t start, end;     /* bci; a dispatch node: the first range it stands for */
    uint32_t context;        /* subroutine copy */
    uint32_t *succs, nsuccs; /* of a dispatch node: a handler each, in order of handlers[] */
    uint32_t dispatch;       /* where its exceptions go, NO_NODE: out of the method */
    uint32_t npreds;         /* of nodes in the order: edges that flow may take */
    uint32_t rpo;            /* NO_NODE: not in the order */
    bool is_dispatch;
    bool can_throw;          /* has an instruction that throws without deoptimising */
    bool eager;              /* is reached by a retreating edge: a loop header, mostly */
    const u2 *handlers;      /* dispatch: indices into the exception table */
    uint64_t *live_in;       /* locals */
    uint64_t *used, *stored; /* locals: read before written; written */
    uint64_t *loop_stores;   /* eager: locals stored on the way around */
    struct merge_point entry;
    struct merge_point landing; /* dispatch: where `try` edges arrive; its block begins with caught */
};

struct graph {
    const struct cf_code *code;
    struct node *nodes;
    uint32_t n, cap;
    uint32_t root;
    uint32_t *order, norder; /* reverse postorder of what flow may reach */
    uint32_t words;          /* of a set of locals */
};

/*
 * Reads the method's code; the graph is rooted at bci `entry`. synchronized: all exceptions have a dispatch
 * node, which releases the lock. NULL and *why when the code is not well-formed.
 */
struct graph *graph_build(struct arena *a, const struct cf_code *code, uint32_t entry, bool synchronized,
                          enum build_bailout *why);
void graph_find_liveness(struct graph *g, struct arena *a);

/* What an instruction does to locals. */
struct local_access {
    bool reads, writes;
    uint32_t slot;
    uint8_t type; /* 0..4: int long float double reference, as the opcodes count */
};
bool local_access(const u1 *insn, struct local_access *out);
/* Type of a live local at the node, from the loads that follow; SSA_VOID: not found. */
enum ssa_type graph_type_of_local(const struct graph *g, struct arena *a, uint32_t node, uint32_t slot);

/* ------------------------------------------------------------------------------------- scopes, the builder
 */

/* An open block at the end of an inlined method, and what it returns. */
struct exit_point {
    uint32_t block;
    ssa_id value;
};

/* A method being built: the root, or inlined into its parent. */
struct scope {
    struct scope *parent;
    const struct env_method *m;
    const struct cf_code *code;
    struct graph *g;
    uint32_t depth;
    char result; /* letter of the return type */
    bool is_synchronized;
    bool wrote_final;      /* a constructor that stored a final field */
    bool via_handle;       /* part of a method handle's chain */
    uint32_t caller_state; /* the parent's, of kind CALL; 0: not made yet */
    uint32_t place;        /* of the current instruction (ssa_place_new) */

    /* The frame. slots: max_locals, then the stack; a long is in the first of its slots. */
    ssa_id *slots, *locks;
    uint32_t nstack, nlocks, locks_cap;

    /* Where we are. */
    uint32_t node;
    uint32_t bci, next_bci;
    uint32_t nstack_before;  /* at the beginning of the instruction */
    uint32_t state_before;   /* 0: not made yet */
    const uint64_t *live;    /* locals alive before it */
    uint32_t *insns, ninsns; /* of the node: bci each ... */
    uint64_t *live_before;   /* ... and the locals alive there */
    uint32_t insns_cap;

    VEC(struct exit_point) exits;
};

struct builder {
    const struct compile_env *env;
    const struct build_options *options;
    struct build_result *result;
    struct arena *arena;  /* the function's */
    struct arena scratch; /* graphs and frames */
    struct ssa_func *f;
    struct scope *scope; /* innermost */
    uint32_t cur;        /* open SSA block, SSA_NO_BLOCK: what follows is not reached */
    uint32_t max_values;
    enum build_bailout bailout; /* not NONE: everything ends soon */
    struct ptr_map alias;       /* field handle -> alias class */
    uint32_t nalias;
    VEC(ssa_id) phis; /* all that were made */
};

void build_bail(struct builder *b, enum build_bailout why);
static inline bool building(const struct builder *b)
{
    return b->cur != SSA_NO_BLOCK && b->bailout == BUILD_NONE;
}

/* --------------------------------------------------------------------------------- build.c: running a scope
 */

/* A scope for a method, with an empty frame; NULL when its code cannot be built (*why). */
struct scope *scope_new(struct builder *b, struct scope *parent, const struct env_method *m, uint32_t entry,
                        enum build_bailout *why);
/* From the open block and the scope's frame: its nodes in order. Afterwards nothing is open but the exits. */
void scope_run(struct builder *b, struct scope *s);
void scope_free(struct scope *s);
/* Binds the arguments, takes the lock of a synchronized method, and runs. */
void build_enter_scope(struct builder *b, struct scope *s, const ssa_id *args, uint32_t nargs);

enum ssa_type build_type_of_letter(char letter);
enum ssa_mem build_mem_of_letter(char letter);
static inline bool build_is_wide(enum ssa_type t)
{
    return t == SSA_I64 || t == SSA_F64;
}

/* --------------------------------------------------------------------------------------- build_frame.c */

void frame_push(struct builder *b, ssa_id v);
ssa_id frame_pop(struct builder *b, enum ssa_type t);
ssa_id frame_pop_slot(struct builder *b); /* one slot of any type, or half of a long */
void frame_push_slot(struct builder *b, ssa_id v);
ssa_id frame_peek(struct builder *b, uint32_t depth); /* slot that many below the top */
ssa_id frame_local(struct builder *b, uint32_t slot, enum ssa_type t);
void frame_set_local(struct builder *b, uint32_t slot, ssa_id v);
void frame_push_lock(struct builder *b, struct scope *s, ssa_id object);
/* Everywhere in the frame, and in the instruction's operands: `with` is v with a check passed. */
void frame_replace(struct builder *b, ssa_id v, ssa_id with);

/* The frame as it was before one way was built, for the other. */
struct saved_frame {
    ssa_id *slots;
    uint32_t n, nstack;
};
struct saved_frame save_frame(struct builder *b);
void restore_frame(struct builder *b, const struct saved_frame *x);

/* The state before the instruction; one for all its checks. */
uint32_t state_before(struct builder *b);
/* Any state of the innermost scope: stack and live set as given. */
uint32_t state_make(struct builder *b, struct scope *s, enum ssa_state_kind kind, uint32_t bci,
                    const uint64_t *live, const ssa_id *stack, uint32_t nstack);
/* Within the call at bci: its operands are popped. */
uint32_t state_call(struct builder *b, struct scope *s);

/* Values in the open block. */
ssa_id emit(struct builder *b, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands);
ssa_id emit_sub(struct builder *b, enum ssa_op op, enum ssa_type type, unsigned sub, uint32_t n,
                const ssa_id *operands);
ssa_id emit_cmp(struct builder *b, enum ssa_cond c, ssa_id x, ssa_id y);
/* A check with the state before the instruction, whose result replaces its operand in the frame. */
ssa_id emit_check(struct builder *b, enum ssa_op op, env_handle handle, uint32_t n, const ssa_id *operands);
ssa_id emit_null_check(struct builder *b, ssa_id v);
void emit_guard(struct builder *b, ssa_id cond, enum ssa_why why);
/* Leaves for the interpreter, before the instruction, whatever comes. */
void emit_deopt(struct builder *b, enum ssa_why why);
/* A value that throws: is placed, and ends the block when there is a handler. */
ssa_id emit_throwing(struct builder *b, ssa_id v, uint32_t state);
ssa_id emit_helper(struct builder *b, unsigned helper, uint32_t n, const ssa_id *operands, uint32_t state);
void set_class_facts(struct builder *b, ssa_id v, env_handle class, bool exact, bool nonnull);
bool may_speculate(struct builder *b, enum ssa_why why);
uint32_t alias_of_field(struct builder *b, env_handle field);
ssa_id const_object(struct builder *b, env_handle object); /* 0: null */
ssa_id emit_constant(struct builder *b, const struct env_constant *c);
static inline bool known_nonnull(struct builder *b, ssa_id v)
{
    return ssa_facts_of(b->f, v).null == SSA_NONNULL;
}

/* ---------------------------------------------------------------------------------------- build_flow.c */

/* A node as the target of an edge: its SSA block, to be used in one terminator; then flow_merge for each
 * edge. */
uint32_t flow_target(struct builder *b, struct scope *s, uint32_t node);
void flow_merge(struct builder *b, struct scope *s, uint32_t node);
/* Ends the open block with a jump to the node (or goes on in it). */
void flow_jump(struct builder *b, struct scope *s, uint32_t node);
/* Makes the frame of a reached node the current one and its block the open one; false when it was not
 * reached. */
bool flow_enter(struct builder *b, struct scope *s, uint32_t node);
/* The open block throws: to a handler here or in a caller, or out. */
void flow_throw(struct builder *b, ssa_id exception);
/* The `try` after a throwing value that stands last in the open block; opens the block behind it. */
void flow_try(struct builder *b, ssa_id v);
void flow_build_dispatch(struct builder *b, struct scope *s, uint32_t node);
/* The frame's owner of the given node: the successor that begins at bci. */
uint32_t flow_succ(const struct scope *s, uint32_t bci);

void build_settle(struct builder *b);

/* ------------------------------------------------------------------------------------------ instructions */

bool build_insn(struct builder *b, const u1 *p,
                unsigned op); /* each: false when it is not one of its opcodes */
bool build_object(struct builder *b, const u1 *p, unsigned op);
/* v, perhaps known to be of one class now, before it is tested for being an instance of `tested`. */
ssa_id build_guess_type(struct builder *b, ssa_id v, env_handle tested);
/* True: the array, perhaps of a class that is known now, takes v; no check is needed. */
bool build_guess_store(struct builder *b, ssa_id *array, ssa_id v);
bool build_branch(struct builder *b, const u1 *p, unsigned op);
void build_invoke(struct builder *b, const u1 *p, unsigned op);

void emit_class_init(struct builder *b, env_handle class);
/* Returns from the innermost scope; v is SSA_NONE for void. */
void build_return(struct builder *b, ssa_id v);
void build_unlock_all(struct builder *b, uint32_t state);
ssa_id build_instance_of(struct builder *b, ssa_id v, env_handle class);
/* `new` of an initialised class that can be instantiated. */
ssa_id build_instance(struct builder *b, const struct env_class *c);
/* Of this array class; a negative length leaves for the interpreter. */
ssa_id build_array(struct builder *b, env_handle class, ssa_id length);
ssa_id build_check_cast(struct builder *b, ssa_id v, env_handle class);
/* Memory access with Java's ordering. */
ssa_id emit_load(struct builder *b, enum ssa_mem m, ssa_id base, int64_t offset, uint32_t alias,
                 bool is_volatile);
void emit_store(struct builder *b, enum ssa_mem m, ssa_id base, int64_t offset, uint32_t alias,
                bool is_volatile, ssa_id v);
void emit_fence(struct builder *b, enum ssa_fence kind);

/* build_invoke.c. A direct call with these arguments: inlined or not; the result is pushed. */
void build_direct_call(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs,
                       bool guarded, bool via_handle);
/*
 * Expands a method that is an operation. The arguments are popped (the state before the instruction still has
 * them); true when the result is pushed.
 */
bool build_intrinsic(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs);
bool build_unsafe(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs);

#endif
