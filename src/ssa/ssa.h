/*
 * ssa.h - front door of src/ssa: the compiler's intermediate representation (docs/ir.md, docs/design.md
 * section 4).
 *
 * A function is a register file: a dense array of values, named by their index ($17). A value is an operation
 * with operands, payload, a place in a block, a list of its users, and facts. ops.h is the table of
 * operations.
 *
 * The decisions:
 *
 * - Phis, not block parameters. A phi is a value like any other: its operands are ordinary uses in the user
 * lists, so replacing, folding and value numbering need no second case for arguments that hide in
 * terminators, and merging one more variable touches one block and not all its predecessors. An operand
 * belongs to the predecessor of the same index; edges know their index on both sides, so that a predecessor
 * is removed in constant time per phi, and two edges between the same blocks (a switch) are two edges. Linear
 * scan reads "phi operand i" where it would have read "argument of the i-th jump": the same moves on the same
 * edge.
 *
 * - Effects in order, not memory tokens. A block's values are an ordered list; each load and store names an
 * alias class (a field, a static, an array kind); the table says what an operation may do to it. The
 * dependency of a load is then the nearest ssa_writes(v, alias) backwards, found by one forward walk that
 * keeps a table of what is available, and a load leaves a loop when nothing in the loop writes its class.
 * Tokens would need a phi for every class at every merge, and every call would define them all.
 *
 * - Checks return what they checked. Whatever relies on a null, bounds, class or zero check uses the check's
 * result, so data dependencies alone keep it below; when a check goes away because a branch or another check
 * proved it, its users take that proof instead (another check's result, or a "refine" pinned below the
 * branch).
 *
 * - A call inside a Java try ends its block: "try $call -> normal, handler". The handler starts with phis and
 * "caught". Elsewhere an exception leaves the function.
 *
 * - Constants live in the entry block, one of each; the register allocator rematerialises them.
 *
 * Memory: a function lives in its compile's arena, and nothing is freed before that is. There is no global
 * state: threads compile at once, each with its own function. Pointers to values, blocks and states stay
 * valid while the function grows. Nothing here fails, except parsing and verifying, which say why in a text.
 */
#ifndef SAMOVAR_SSA_H
#define SAMOVAR_SSA_H

#include "base/base.h"
#include "ssa/ops.h"

typedef uint32_t ssa_id; /* a value: its index in the register file */
#define SSA_NONE     0u  /* no value */
#define SSA_NO_BLOCK UINT32_MAX

/* ----------------------------------------------------------------------------------------- alias classes */

/* Classes other than "any" and "const" are disjoint: different fields, or different kinds of array, never
 * overlap. */
enum {
    SSA_ALIAS_ANY = 0,   /* the whole memory */
    SSA_ALIAS_ARRAY = 1, /* + enum ssa_mem: elements; boolean[] counts as i8 */
    SSA_ALIAS_CONST =
        15, /* not written after it can be read: headers, lengths, final fields that are trusted */
    SSA_ALIAS_FIELD = 16, /* + n: fields and statics as the builder numbers them */
};

static inline uint32_t ssa_alias_array(enum ssa_mem m)
{
    return SSA_ALIAS_ARRAY + (m == SSA_MEM_U8 ? SSA_MEM_I8 : m);
}

/* ------------------------------------------------------------------------------------------------- facts */

enum ssa_nullness { SSA_MAYBE_NULL, SSA_NULL, SSA_NONNULL };

/* What is known of a value wherever it is available. Facts are truths, never hopes: the evaluator checks
 * them. */
struct ssa_facts {
    int64_t lo, hi;      /* integers: lo <= value <= hi (i32: as a signed number) */
    uint64_t bits;       /* integers: the bits that may be set, in the value sign-extended to 64 bits */
    uint64_t class;      /* references, when not 0: null, or an instance of this class handle ... */
    bool exact;          /* ... and of no subclass */
    uint8_t null;        /* enum ssa_nullness */
    uint32_t min_length; /* arrays: the length is at least this */
};

/* ------------------------------------------------------------------------------------------ values, uses */

struct ssa_value {
    uint8_t op;     /* enum ssa_op; SSA_NOP: removed, or an id never used */
    uint8_t type;   /* enum ssa_type */
    uint8_t sub;    /* what the suffix says: enum ssa_cond, ssa_mem, ssa_why, ssa_call_effect or ssa_fence */
    uint8_t mark;   /* free for one pass at a time; 0 between passes */
    uint32_t block; /* SSA_NO_BLOCK while it stands nowhere */
    ssa_id prev, next; /* in its block */
    uint32_t order;    /* in its block, rising; only after ssa_number_block */
    uint32_t operands; /* index of the first in f->uses */
    uint32_t noperands;
    uint32_t users; /* first of its users: index in f->uses, 0 at the end */
    uint32_t state; /* frame state, 0 when none */
    uint32_t alias;
    int64_t imm;
    uint64_t handle;
    const struct ssa_facts *facts; /* NULL: nothing beyond its type */
};
_Static_assert(sizeof(struct ssa_value) == 64, "a value is a cache line");

/* An operand, which is at once the record of a use in the user list of the value it refers to. */
struct ssa_use {
    ssa_id def;          /* SSA_NONE: no value */
    uint32_t user;       /* a value, or a frame state (then with SSA_USER_STATE) */
    uint32_t next, prev; /* in the def's user list */
};
#define SSA_USER_STATE 0x80000000u

/* ------------------------------------------------------------------------------------------ frame states */

enum ssa_state_kind {
    SSA_STATE_BEFORE, /* the interpreter executes the bytecode at bci, operands still on the stack */
    SSA_STATE_CALL,   /* inside the call at bci: its arguments are popped; its result will be pushed, then bci
                         is passed */
    SSA_STATE_THROW,  /* the only stack entry is an exception that the bytecode at bci throws */
    SSA_NSTATE_KINDS
};

/*
 * A frame state says how to rebuild the interpreter's frames at one bytecode: operands are the locals, the
 * operand stack and the locked objects, in this order. Locals and stack are JVM slots; a long or double has
 * its value in the first of its two slots. SSA_NONE is a dead slot. The caller of an inlined method is a
 * state of kind CALL.
 *
 * A scalar-replaced object is a virtual_object, virtual_array or virtual_box value among the operands: it
 * says class and current field values (also virtual, never in a cycle) and is materialised, once for each
 * deoptimisation, by whoever rebuilds the frames. A virtual object in the locks is locked anew.
 *
 * States are shared by the values of a bytecode, and counted: when the last one lets go, its uses go away.
 */
struct ssa_state {
    uint64_t method;
    uint32_t bci;
    uint8_t kind; /* enum ssa_state_kind */
    bool released;
    uint32_t nlocals, nstack, nlocks;
    uint32_t operands; /* index of the first in f->uses */
    uint32_t caller;   /* state, 0 when outermost */
    uint32_t refs;     /* values and states that refer to it */
};

/* What a virtual object's operand is: (f->fields + value's imm)[operand]. */
struct ssa_field {
    uint32_t offset;
    uint8_t mem; /* enum ssa_mem */
};

/* Where in the program a value comes from; an inlined method's caller is a place too. Only profiles and tools
 * ask; 0 is "not known". */
struct ssa_place {
    uint64_t method;
    uint32_t bci;
    uint32_t caller; /* 0: outermost */
};

/* ------------------------------------------------------------------------------------------------ blocks */

struct ssa_edge {
    uint32_t block; /* the other end */
    uint32_t index; /* of this edge in the other end's list */
};

struct ssa_block {
    uint32_t id;
    ssa_id first, last; /* phis, then the rest, then the terminator */
    struct ssa_edge *preds, *succs;
    uint32_t npreds, nsuccs;
    int32_t *keys; /* of a switch: nsuccs - 1 */
    uint32_t heat; /* relative frequency; 0 is cold */
    bool removed;
    bool numbered; /* the values' order is right */
};
#define SSA_HEAT_DEFAULT 100

/* --------------------------------------------------------------------------------------------- functions */

enum { SSA_CHUNK_SHIFT = 8, SSA_CHUNK = 1 << SSA_CHUNK_SHIFT };

struct ssa_func {
    struct arena *arena;
    const char *name;
    uint64_t method;
    enum ssa_type result;
    uint8_t *params; /* enum ssa_type each */
    uint32_t nparams;
    int32_t osr_bci; /* of the loop header this function is entered at; -1: at its beginning */

    struct ssa_value **chunks; /* by id >> SSA_CHUNK_SHIFT: values never move */
    uint32_t **origins;        /* likewise: the place of each value */
    uint32_t nvalues;          /* ids are 1..nvalues-1 */
    struct ssa_place *places;  /* from 1 */
    uint32_t nplaces, place;   /* place: what new values get */
    struct ssa_use *uses;
    uint32_t nuses;
    struct ssa_block **blocks; /* block 0 is the entry */
    uint32_t nblocks;
    struct ssa_state **states; /* ids are 1..nstates-1 */
    uint32_t nstates;
    struct ssa_field *fields;
    uint32_t nfields;

    uint32_t chunks_cap, origins_cap, places_cap, uses_cap, blocks_cap, states_cap, fields_cap;
    ssa_id *constants; /* hash table */
    uint32_t constants_cap, constants_len;
};

struct ssa_func *ssa_func_new(struct arena *a, const char *name, enum ssa_type result, const uint8_t *params,
                              uint32_t nparams); /* copies name and params; has an empty entry block */

static inline struct ssa_value *ssa_at(const struct ssa_func *f, ssa_id v)
{
    return &f->chunks[v >> SSA_CHUNK_SHIFT][v & (SSA_CHUNK - 1)];
}
static inline uint32_t ssa_origin(const struct ssa_func *f, ssa_id v)
{
    return f->origins[v >> SSA_CHUNK_SHIFT][v & (SSA_CHUNK - 1)];
}
static inline ssa_id ssa_in(const struct ssa_func *f, ssa_id v, uint32_t i)
{
    return f->uses[ssa_at(f, v)->operands + i].def;
}
static inline enum ssa_type ssa_type_of(const struct ssa_func *f, ssa_id v)
{
    return (enum ssa_type)ssa_at(f, v)->type;
}
static inline enum ssa_op ssa_op_of(const struct ssa_func *f, ssa_id v)
{
    return (enum ssa_op)ssa_at(f, v)->op;
}
static inline const struct ssa_op_info *ssa_info(const struct ssa_func *f, ssa_id v)
{
    return &ssa_ops[ssa_at(f, v)->op];
}
static inline struct ssa_state *ssa_state_at(const struct ssa_func *f, uint32_t s)
{
    return f->states[s];
}
static inline ssa_id ssa_state_in(const struct ssa_func *f, uint32_t s, uint32_t i)
{
    return f->uses[f->states[s]->operands + i].def;
}
static inline uint32_t ssa_state_size(const struct ssa_state *s)
{
    return s->nlocals + s->nstack + s->nlocks;
}

/* Values of a block in order. The current one may be removed or moved in the second form. */
#define SSA_EACH(f, b, v) for (ssa_id v = (f)->blocks[b]->first; v; v = ssa_at(f, v)->next)
#define SSA_EACH_SAFE(f, b, v)                                                                               \
    for (ssa_id v = (f)->blocks[b]->first, v##_next = v ? ssa_at(f, v)->next : 0; v;                         \
         v = v##_next, v##_next = v ? ssa_at(f, v)->next : 0)
/* Blocks that are not removed, by id. */
#define SSA_EACH_BLOCK(f, b)                                                                                 \
    for (uint32_t b = 0; b < (f)->nblocks; b++)                                                              \
        if (!(f)->blocks[b]->removed)
/* Uses of a value: u indexes f->uses, f->uses[u].user is the user. No use may be changed meanwhile. */
#define SSA_EACH_USE(f, v, u) for (uint32_t u = ssa_at(f, v)->users; u; u = (f)->uses[u].next)

static inline bool ssa_unused(const struct ssa_func *f, ssa_id v)
{
    return ssa_at(f, v)->users == 0;
}
static inline bool ssa_used_once(const struct ssa_func *f, ssa_id v)
{
    uint32_t u = ssa_at(f, v)->users;
    return u && !f->uses[u].next;
}

/* -------------------------------------------------------------------- making and editing values (func.c) */

/* A new place, which values have that are made from now on; returns it. f->place = 0: they take that of the
 * value they are put next to. */
uint32_t ssa_place_new(struct ssa_func *f, uint64_t method, uint32_t bci, uint32_t caller);

/* A list of operands as two arguments: ssa_new(f, SSA_ADD, SSA_I32, SSA_IN(a, b)); ssa_new(f, SSA_THREAD,
 * SSA_RAW, 0, NULL). */
#define SSA_IN(...)                                                                                          \
    (uint32_t)(sizeof((ssa_id[]){__VA_ARGS__}) / sizeof(ssa_id)), (const ssa_id[])                           \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

/* A value that stands nowhere yet; its payload is set directly (imm, handle, alias, sub), its state with
 * ssa_set_state. */
ssa_id ssa_new(struct ssa_func *f, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands);
ssa_id ssa_clone(struct ssa_func *f, ssa_id v); /* operands, payload, state and facts alike; stands nowhere */

/* Placing a value that stands nowhere. ssa_append: at the end, but before a terminator; ssa_prepend: after
   phis and caught; a phi always goes to the front. */
void ssa_append(struct ssa_func *f, uint32_t block, ssa_id v);
void ssa_prepend(struct ssa_func *f, uint32_t block, ssa_id v);
void ssa_insert_before(struct ssa_func *f, ssa_id at, ssa_id v);
void ssa_insert_after(struct ssa_func *f, ssa_id at, ssa_id v);
void ssa_unlink(struct ssa_func *f, ssa_id v); /* takes it out of its block; it keeps operands and users */

/* ssa_new and ssa_append. */
ssa_id ssa_emit(struct ssa_func *f, uint32_t block, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands);

void ssa_set_operand(struct ssa_func *f, ssa_id v, uint32_t i, ssa_id def);
void ssa_set_operands(struct ssa_func *f, ssa_id v, uint32_t n, const ssa_id *operands); /* any number */
void ssa_append_operand(struct ssa_func *f, ssa_id v, ssa_id def); /* of an operation that takes any number */
void ssa_remove_operand(struct ssa_func *f, ssa_id v, uint32_t i); /* the last one takes its place */
void ssa_replace_all_uses(struct ssa_func *f, ssa_id v, ssa_id with); /* also in frame states */
/* Removes v, which nobody uses any more (or only itself), from block, user lists and state. Terminators:
 * blocks.c. */
void ssa_remove(struct ssa_func *f, ssa_id v);
void ssa_replace(struct ssa_func *f, ssa_id v, ssa_id with); /* ssa_replace_all_uses and ssa_remove */
/* Turns v into another operation in place, with new operands and no payload, state or facts: its users stay.
 */
void ssa_become(struct ssa_func *f, ssa_id v, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands);

/* Constants: made once, in the entry block. */
ssa_id ssa_const(struct ssa_func *f, enum ssa_type type,
                 int64_t bits); /* i32: sign-extended; floating point: its bits */
ssa_id ssa_const_i32(struct ssa_func *f, int32_t x);
ssa_id ssa_const_i64(struct ssa_func *f, int64_t x);
ssa_id ssa_const_f32(struct ssa_func *f, float x);
ssa_id ssa_const_f64(struct ssa_func *f, double x);
ssa_id ssa_const_null(struct ssa_func *f);
ssa_id ssa_const_ref(struct ssa_func *f, uint64_t handle);
ssa_id ssa_address(struct ssa_func *f, uint64_t handle);
ssa_id ssa_param(struct ssa_func *f, uint32_t n); /* makes it if need be */
static inline bool ssa_is_const(const struct ssa_func *f, ssa_id v)
{
    return ssa_at(f, v)->op == SSA_CONST;
}

/* Fields of a virtual object: room for n, to be filled; the value's imm. */
int64_t ssa_new_fields(struct ssa_func *f, uint32_t n);

/* -------------------------------------------------------------------------------- frame states (state.c) */

/* operands: locals, stack, locks. The caller's state is shared, not copied. */
uint32_t ssa_state_new(struct ssa_func *f, uint64_t method, uint32_t bci, enum ssa_state_kind kind,
                       uint32_t caller, uint32_t nlocals, uint32_t nstack, uint32_t nlocks,
                       const ssa_id *operands);
uint32_t ssa_state_clone(struct ssa_func *f, uint32_t s);     /* a copy of its own, to be edited */
void ssa_set_state(struct ssa_func *f, ssa_id v, uint32_t s); /* 0 takes it away */
void ssa_state_set_operand(struct ssa_func *f, uint32_t s, uint32_t i, ssa_id def);
void ssa_state_set_caller(struct ssa_func *f, uint32_t s, uint32_t caller);

/* --------------------------------------------------------------------------- blocks and edges (blocks.c) */

uint32_t ssa_block_new(struct ssa_func *f);
static inline ssa_id ssa_terminator(const struct ssa_func *f,
                                    uint32_t b) /* SSA_NONE while the block is open */
{
    ssa_id v = f->blocks[b]->last;
    return v && (ssa_info(f, v)->properties & SSA_TERM) ? v : SSA_NONE;
}
ssa_id ssa_first_nonphi(const struct ssa_func *f, uint32_t b);

/* Terminators of an open block. Edges come after those that the targets have; phis there get an empty operand
 * each (set it). */
ssa_id ssa_jump(struct ssa_func *f, uint32_t b, uint32_t target);
ssa_id ssa_branch(struct ssa_func *f, uint32_t b, ssa_id cond, uint32_t if_true, uint32_t if_false);
ssa_id ssa_switch(struct ssa_func *f, uint32_t b, ssa_id on, uint32_t nkeys, const int32_t *keys,
                  const uint32_t *targets); /* nkeys + 1 targets: the last one is the default */
ssa_id ssa_try(struct ssa_func *f, uint32_t b, ssa_id call, uint32_t normal, uint32_t handler);
ssa_id ssa_return(struct ssa_func *f, uint32_t b, ssa_id v); /* SSA_NONE: of a void function */
ssa_id ssa_throw(struct ssa_func *f, uint32_t b, ssa_id exception);
ssa_id ssa_deopt(struct ssa_func *f, uint32_t b, enum ssa_why why, uint32_t state);
ssa_id ssa_unreachable(struct ssa_func *f, uint32_t b);

void ssa_open_block(struct ssa_func *f, uint32_t b); /* removes the terminator and its edges */
void ssa_redirect(struct ssa_func *f, uint32_t b, uint32_t succ,
                  uint32_t target); /* as above: set the phis' operands */
uint32_t ssa_split_edge(struct ssa_func *f, uint32_t b,
                        uint32_t succ);                  /* a new block on it; phis keep their operands */
uint32_t ssa_split_block(struct ssa_func *f, ssa_id at); /* at (no phi) and what follows, with all edges, go
                                                            to a new block; the old one stays open */
bool ssa_merge_block(struct ssa_func *f,
                     uint32_t b); /* takes in its only successor if that has no other predecessor */
void ssa_remove_block(struct ssa_func *f,
                      uint32_t b); /* one without predecessors, and without users outside it but phis */
bool ssa_remove_unreachable(struct ssa_func *f); /* all blocks the entry does not reach */

/* A branch whose condition is known, and the like: keeps only the edge succ, as a jump. */
void ssa_keep_edge(struct ssa_func *f, uint32_t b, uint32_t succ);

/* ------------------------------------------------------------------------ what operations do (effects.c) */

enum ssa_effect ssa_effect_of(const struct ssa_func *f,
                              ssa_id v); /* SSA_CALL_SAYS resolved to PURE, READ or MEMORY */
bool ssa_reads(const struct ssa_func *f, ssa_id v, uint32_t alias); /* may read memory of the class */
bool ssa_writes(const struct ssa_func *f, ssa_id v,
                uint32_t alias); /* may write it; nothing writes SSA_ALIAS_CONST */
bool ssa_may_throw(const struct ssa_func *f, ssa_id v);
bool ssa_may_deopt(const struct ssa_func *f,
                   ssa_id v); /* deoptimising makes all memory visible: stores stay before it */
bool ssa_needs_state(const struct ssa_func *f, ssa_id v);
bool ssa_removable(const struct ssa_func *f, ssa_id v); /* when unused */
bool ssa_movable(const struct ssa_func *f,
                 ssa_id v); /* to where its operands are available (loads: and memory the same) */
bool ssa_numberable(const struct ssa_func *f, ssa_id v); /* may share the result of an equal one above */
bool ssa_same_computation(const struct ssa_func *f, ssa_id a,
                          ssa_id b); /* op, type, suffix, payload, operands in order */
enum ssa_why ssa_why_of(const struct ssa_func *f, ssa_id v); /* the reason a deoptimisation here has */
static inline bool ssa_is_virtual(enum ssa_op op)
{
    return op == SSA_VIRTUAL_OBJECT || op == SSA_VIRTUAL_ARRAY || op == SSA_VIRTUAL_BOX;
}
ssa_id ssa_strip(const struct ssa_func *f, ssa_id v); /* through checks and refines: the value itself */

/* A set of alias classes, for summaries of what a loop or block writes. Zeroed is empty. */
struct ssa_alias_set {
    bool any;
    uint64_t low;       /* classes below 64 */
    VEC(uint32_t) more; /* others, each once; vec_free */
};
void ssa_alias_set_add(struct ssa_alias_set *s, uint32_t alias);
bool ssa_alias_set_hits(const struct ssa_alias_set *s,
                        uint32_t alias); /* may a class overlap one in the set? */
void ssa_add_writes(const struct ssa_func *f, ssa_id v, struct ssa_alias_set *s); /* what v may write */

/* --------------------------------------------------------------------------------------- facts (facts.c) */

struct ssa_facts ssa_facts_of_type(enum ssa_type t);
struct ssa_facts ssa_facts_of(const struct ssa_func *f,
                              ssa_id v); /* recorded, of a constant, or of its type */
void ssa_set_facts(struct ssa_func *f, ssa_id v, const struct ssa_facts *facts);
bool ssa_facts_meet(struct ssa_facts *a,
                    const struct ssa_facts *b); /* both hold: a := a and b; false: a contradiction */
void ssa_facts_join(struct ssa_facts *a, const struct ssa_facts *b); /* either holds: a := a or b */
bool ssa_facts_equal(const struct ssa_facts *a, const struct ssa_facts *b);
bool ssa_facts_trivial(const struct ssa_facts *a, enum ssa_type t); /* say nothing the type does not */
uint64_t ssa_bits_of_range(int64_t lo, int64_t hi); /* bits that may be set in a value of this range */

/* ------------------------------------------------------------------------------- text (print.c, parse.c) */

struct ssa_print_options {
    /* A name for a handle, added as a comment; NULL: none. */
    const char *(*name)(void *user, uint64_t handle);
    void *user;
};
void ssa_print(const struct ssa_func *f, struct buf *out,
               const struct ssa_print_options *options);                   /* NULL: plain */
void ssa_print_value(const struct ssa_func *f, ssa_id v, struct buf *out); /* one line without its end */

/*
 * Parses one function; printing it gives the same text as printing what was printed. NULL when the text is
 * wrong: error says where and why. What it returns may still break the verifier's rules. *end: what follows
 * the function.
 */
struct ssa_func *ssa_parse(struct arena *a, const char *text, const char **end, struct buf *error);

/* ----------------------------------------------------------------------------------- verifier (verify.c) */

/* True when f keeps all rules that verify.c opens with; else the first broken ones are in error, a line each.
 */
bool ssa_verify(const struct ssa_func *f, struct buf *error);

/* ------------------------------------------------------------- analyses: results live in the arena given */

/* Blocks the entry reaches, in reverse postorder (order.c). */
struct ssa_order {
    uint32_t *blocks;
    uint32_t n;
    uint32_t *index; /* by block id: position in blocks, SSA_NO_BLOCK when not reached */
};
struct ssa_order *ssa_reverse_postorder(const struct ssa_func *f, struct arena *a);
void ssa_number_block(const struct ssa_func *f, uint32_t b);         /* sets the values' order */
bool ssa_comes_before(const struct ssa_func *f, ssa_id a, ssa_id b); /* in the same block */

/* Dominators (dominators.c). */
struct ssa_dominators {
    const struct ssa_order *order;
    uint32_t *idom;       /* by block; the entry and what is not reached have SSA_NO_BLOCK */
    uint32_t *depth;      /* in the dominator tree */
    uint32_t *pre, *last; /* numbering of the tree: a dominates b when pre[a] <= pre[b] <= last[a] */
};
struct ssa_dominators *ssa_find_dominators(const struct ssa_func *f, const struct ssa_order *order,
                                           struct arena *a);
bool ssa_dominates(const struct ssa_dominators *d, uint32_t a,
                   uint32_t b); /* blocks; every block dominates itself */
uint32_t ssa_common_dominator(const struct ssa_dominators *d, uint32_t a, uint32_t b);
/* Is v, by its place, available just before the value `at`? */
bool ssa_available(const struct ssa_func *f, const struct ssa_dominators *d, ssa_id v, ssa_id at);

/* Natural loops (loops.c). */
struct ssa_loop {
    uint32_t header;
    uint32_t parent; /* loop, SSA_NO_LOOP when outermost */
    uint32_t depth;  /* 1 when outermost */
    uint32_t *blocks,
        nblocks; /* with those of inner loops; the header is first, the rest in reverse postorder */
    uint32_t *latches, nlatches; /* blocks with an edge back to the header */
};
#define SSA_NO_LOOP UINT32_MAX
struct ssa_loops {
    struct ssa_loop *loops; /* outer ones before inner ones */
    uint32_t n;
    uint32_t *of_block;      /* the innermost loop, or SSA_NO_LOOP */
    uint32_t nblocks;        /* that it knows: newer ones count as being in no loop */
    bool irreducible;        /* there is a cycle with more than one entry; it is not among the loops */
    uint8_t *in_irreducible; /* by block: may be on such a cycle. NULL when there is none */
};
struct ssa_loops *ssa_find_loops(const struct ssa_func *f, const struct ssa_dominators *d, struct arena *a);
bool ssa_loop_has(const struct ssa_loops *l, uint32_t loop, uint32_t block);

/* Values alive across blocks (liveness.c). A phi's operand is alive out of the predecessor, its result is not
   alive into its own block; operands of frame states count. */
struct ssa_liveness {
    uint64_t **in, **out; /* by block: bit sets of values; NULL when not reached */
};
struct ssa_liveness *ssa_find_liveness(const struct ssa_func *f, const struct ssa_order *order,
                                       struct arena *a);

#endif
