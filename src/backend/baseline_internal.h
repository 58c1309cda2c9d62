/* baseline_internal.h - shared by the files of the baseline compiler (baseline.h). */
#ifndef SAMOVAR_BACKEND_BASELINE_INTERNAL_H
#define SAMOVAR_BACKEND_BASELINE_INTERNAL_H

#include "backend/baseline.h"
#include "backend/x64_asm.h"
#include "frontend/bytecode.h"

/* Registers. Scratch registers hold nothing from one instruction to the next. */
#define BL_LOCALS  RBX
#define BL_THREAD  R15
#define BL_SCRATCH R11
enum { BL_XMM_SCRATCH = 15, BL_XMM_POOL = 8 };

/* Where an operand of the stack is. */
enum bl_where {
    IN_MEMORY, /* in its slot */
    IN_GPR,
    IN_XMM,
    IS_CONST, /* `value`: the bits */
    IS_LOCAL, /* the value of a local variable, which has not changed since */
    IS_HIGH,  /* second slot of a long or double: nothing */
};
struct bl_operand {
    uint8_t where; /* enum bl_where */
    uint8_t reg;
    char type; /* I J F D A; 0: not known, all 64 bits count */
    uint16_t slot, local;
    int64_t value;
};

/* A local variable that a register has too: memory is always current, the register when it is valid. */
struct bl_pin {
    uint16_t local;
    uint8_t reg;
    char type; /* I J F D A */
};
#define BL_MAX_PINS 16
#define BL_NO_PIN   0xff

enum bl_flag {
    BL_LABEL = 1,   /* a block begins here: everything is in memory */
    BL_LOOP = 2,    /* a backward branch leads here */
    BL_HANDLER = 4, /* of exceptions */
};
#define BL_NO_DEPTH UINT16_MAX
#define BL_NO_SLOT  UINT16_MAX

enum bl_leave { LEAVE_STEP, LEAVE_COLD, LEAVE_SITE, LEAVE_REACHED, LEAVE_POLL, LEAVE_UNWIND, BL_NLEAVES };

/* Code out of line: the interpreter executes the instruction at bci. saved: the operands as they are. */
struct bl_exit {
    x64_label label;
    uint32_t bci;
    uint16_t depth;
    uint8_t leave; /* enum bl_leave */
    uint32_t saved, nsaved;
};
/* And comes back: operands that were in registers are loaded again. */
struct bl_entry {
    uint32_t bci;
    x64_label label; /* where to go on */
    uint32_t saved, nsaved;
    uint32_t pins; /* mask of those that are to be valid */
    uint16_t depth;
    bool block; /* BASELINE_BLOCK */
};
/* Code out of line that calls C, and goes on where the interpreter would behind the instruction. */
struct bl_slow {
    x64_label label;
    uint32_t bci, behind;
    uint16_t depth, arguments; /* slots of these */
    uint32_t saved, nsaved;
    uint64_t site;
};
struct bl_return {
    x64_label label;
    uint8_t state;
    bool move;
};
struct bl_table {
    x64_label label;
    uint32_t first, n; /* in targets */
};

struct bl {
    struct x64_asm a;
    const struct baseline_config *config;
    const struct baseline_layout *layout;
    const struct baseline_method *m;
    const uint8_t *code;
    bool failed, dead;
    /* by bci */
    uint16_t *depths;
    uint8_t *flags;
    uint8_t *nesting;
    x64_label *labels; /* of blocks: behind the poll, if there is one */
    x64_label *heads;  /* of loops: before the poll */
    uint32_t *entries;
    uint32_t *starts; /* of the result; NULL: not asked for */
    /* the instruction that is being translated */
    uint32_t bci, next;
    /* the operand stack */
    struct bl_operand *stack;
    unsigned depth, locked;
    uint8_t gpr_uses[16], xmm_uses[16];
    uint32_t pool; /* mask of allocatable general registers */
    /* What registers, used or not, have of locals that are not pinned; and locals that are not null. */
    struct bl_copy {
        char type; /* 0: nothing */
        uint16_t local;
    } gpr_copies[16], xmm_copies[16];
    uint64_t not_null; /* mask of the first locals */
    /* locals */
    struct bl_pin pins[BL_MAX_PINS];
    uint8_t *pin_of; /* by local */
    unsigned npins;
    uint32_t pins_valid;
    /* out of line */
    VEC(struct bl_exit) exits;
    VEC(struct bl_entry) reentries;
    VEC(struct bl_slow) slow;
    VEC(struct baseline_stub) stubs;
    VEC(struct bl_operand) saved;
    VEC(struct bl_table) tables;
    VEC(x64_label) targets;
    struct bl_return returns[4];
    x64_label leaves[BL_NLEAVES];
    bool leaves_used[BL_NLEAVES];
    uint32_t unknown;
    bool may_continue; /* an exit of this instruction comes back behind it */
    x64_label after;
};

/* ---- baseline_scan.c ---- */

/* Fills in depths, flags, nesting. False: malformed, or something that is left to the interpreter. */
bool bl_scan(struct bl *b);
void bl_choose_pins(struct bl *b);
/* The local that a load or store (or iinc, ret) uses and its type; 0: the instruction uses none. */
char bl_local_use(const uint8_t *p, unsigned *local, bool *store);

/* ---- baseline_cache.c ---- */

static inline int32_t bl_frame_at(const struct bl *b, int32_t field)
{
    return (int32_t)b->m->max_locals * 8 + field;
}
static inline int32_t bl_slot_at(const struct bl *b, unsigned slot)
{
    return (int32_t)b->m->max_locals * 8 + b->layout->frame_size + (int32_t)slot * 8;
}
static inline struct x64_rm bl_frame(const struct bl *b, int32_t field)
{
    return x64_m(BL_LOCALS, bl_frame_at(b, field));
}
static inline struct x64_rm bl_slot(const struct bl *b, unsigned slot)
{
    return x64_m(BL_LOCALS, bl_slot_at(b, slot));
}
static inline struct x64_rm bl_local(unsigned local)
{
    return x64_m(BL_LOCALS, (int32_t)local * 8);
}
static inline bool bl_is_wide(char type)
{
    return type == 'J' || type == 'D';
}
static inline int bl_size(char type) /* of a value in a general register */
{
    return type == 'I' || type == 'F' ? 4 : 8;
}

/* The n-th operand from the top, counted in operands of these types (one or two slots). */
struct bl_operand *bl_top(struct bl *b, unsigned slots_above, char type);
unsigned bl_alloc(struct bl *b);     /* a free general register, with one use */
unsigned bl_alloc_xmm(struct bl *b); /* likewise */
void bl_forget_copies(struct bl *b);
/* Is the reference in the register, of an operand, known not to be null? Then it is from now on. */
bool bl_is_checked(struct bl *b, unsigned reg);
void bl_free(struct bl *b, unsigned reg);
void bl_free_xmm(struct bl *b, unsigned reg);
void bl_claim(struct bl *b, unsigned reg); /* this register: what it holds moves. One use */
/* In a register, to be read: of the pool or of a pinned local. type: what the instruction takes it for. */
unsigned bl_gpr(struct bl *b, struct bl_operand *o, char type);
unsigned bl_xmm(struct bl *b, struct bl_operand *o, char type);
/* As an operand of an instruction. */
struct x64_rm bl_rm(struct bl *b, struct bl_operand *o, char type);
struct x64_rm bl_fp_rm(struct bl *b, struct bl_operand *o, char type);
/* A register with the operand's value that may be changed; popped: nobody else needs the operand. One use. */
unsigned bl_take(struct bl *b, struct bl_operand *o, char type);
unsigned bl_take_xmm(struct bl *b, struct bl_operand *o, char type);
void bl_pop(struct bl *b, unsigned slots); /* the operands are done with */
/* The register's one use becomes the stack's. */
void bl_push_gpr(struct bl *b, char type, unsigned reg);
void bl_push_xmm(struct bl *b, char type, unsigned reg);
void bl_push_const(struct bl *b, char type, int64_t value);
void bl_push_local(struct bl *b, char type, unsigned local);
void bl_shuffle(struct bl *b, const char *from_to); /* dup and so on */
void bl_store_local(struct bl *b, char type, unsigned local);
void bl_increment(struct bl *b, unsigned local, int32_t by);
void bl_flush(struct bl *b);                                     /* the whole stack to memory */
void bl_validate(struct bl *b);                                  /* all pinned locals */
void bl_forget(struct bl *b, unsigned depth);                    /* nothing is cached; stack of that depth */
void bl_store_operand(struct bl *b, const struct bl_operand *o); /* to its slot; changes no state */
void bl_load_pins(struct bl *b, uint32_t mask);

/* ---- baseline.c ---- */

/* Where to jump when the interpreter is to execute this instruction; nothing may have changed. `back`: it
 * then goes on behind it, if it does not throw. */
x64_label bl_exit(struct bl *b, bool back);
/* Likewise, of an instruction whose site wants to know a class; the interpreter then goes on behind it. */
x64_label bl_site_exit(struct bl *b);
/* Where to jump when the runtime is to make this access of a region. */
x64_label bl_region_exit(struct bl *b, const struct baseline_operand *c);
/* The scratch register points to what the site does; goes on here for `class` (a register), else to others.
 */
void bl_ask_site(struct bl *b, uint64_t site, unsigned class, x64_label others);
/* For another class, behind that: leaves unless the site is variable. */
void bl_site_others(struct bl *b);
/* The interpreter executes this instruction always. */
void bl_leave(struct bl *b, enum bl_leave leave);
x64_label bl_target(struct bl *b, uint32_t bci);
/* An activation that the interpreter brings to bci, with the stack as it is now, goes on here. */
void bl_enter_here(struct bl *b, uint32_t bci);
void bl_call_c(struct bl *b, const void *function); /* clobbers what C functions do */
/* What it calls may look at the frame, which it finds as it is before this instruction, all in memory. */
void bl_call_vm(struct bl *b, const void *function);

/* ---- one kind of instruction each; false: not one of theirs ---- */

bool bl_arith(struct bl *b, unsigned op);
void bl_inline(struct bl *b, enum baseline_inline what);
void bl_region(struct bl *b, const struct baseline_operand *c);
bool bl_branch(struct bl *b, unsigned op);
bool bl_return(struct bl *b, unsigned op);
bool bl_memory(struct bl *b, unsigned op);
bool bl_object(struct bl *b, unsigned op);
void bl_emit_returns(struct bl *b);

#endif
