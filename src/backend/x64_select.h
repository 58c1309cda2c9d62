/* x64_select.h - instruction selection's state and helpers, shared by x64_select*.c. */
#ifndef SAMOVAR_BACKEND_X64_SELECT_H
#define SAMOVAR_BACKEND_X64_SELECT_H

#include "backend/x64_lir.h"

/* A floating-point constant that has a register throughout a loop. */
struct x64_hoisted {
    uint32_t preheader; /* SSA block that loads it, at its end */
    uint32_t loop;
    int64_t bits;
    uint8_t type;
    lir_reg reg;
};

struct x64_selector {
    struct x64_compile *c;
    struct ssa_func *f;
    struct lir *l;
    uint64_t *needed;  /* values that somebody wants in a register */
    uint64_t *folded;  /* loads that became the memory operand of their user */
    ssa_id *trap_of;   /* by memory access: the null check it makes */
    uint64_t *trapped; /* null checks that a memory access makes */
    bool no_traps;     /* what is selected may not contain an access that makes a null check */
    ssa_id at;         /* the value being selected: where instructions go */
    bool *loop_calls;  /* by loop: hot code in it calls, which destroys all floating-point registers */
    VEC(struct x64_hoisted) hoisted;
    lir_reg *pad_caught; /* by SSA block: the exception as it arrives there */
};

struct x64_addr {
    lir_reg base, index; /* LIR_NO_REG: none */
    uint8_t scale, fixed_base, mem_kind;
    int32_t disp;
    uint32_t constant;
    ssa_id load; /* whose trap it makes; 0: none */
};
struct x64_source {
    enum lir_source kind;
    lir_reg reg;
    int64_t imm;
    struct x64_addr mem;
};

/* Operands. x64_reg_of makes constants, so it must be called before the instruction is begun. */
lir_reg x64_reg_of(struct x64_selector *s, ssa_id v);
lir_reg x64_new_reg(struct x64_selector *s, enum ssa_type t);
bool x64_const_of(const struct x64_selector *s, ssa_id v, int64_t *bits); /* an integer or null */
static inline bool x64_imm_of(const struct x64_selector *s, ssa_id v,
                              int64_t *bits) /* that fits 32 bits, signed */
{
    return x64_const_of(s, v, bits) && *bits == (int32_t)*bits;
}
struct x64_source x64_reg_source(struct x64_selector *s, ssa_id v);
struct x64_source x64_source_of(struct x64_selector *s, ssa_id v); /* immediate, memory or register */
struct x64_source x64_memory_or_reg(struct x64_selector *s, ssa_id v);
struct x64_source x64_constant_source(struct x64_selector *s, uint64_t lo, uint64_t hi);
int x64_size_of(enum ssa_type t);

/* Building one instruction; the pointer is good until the next one is begun. */
struct lir_inst *x64_put(struct x64_selector *s, enum x64_inst op, int size, unsigned sub);
void x64_add_def(struct x64_selector *s, lir_reg r);
void x64_add_use(struct x64_selector *s, lir_reg r, enum lir_role role, enum lir_want want);
void x64_add_temp(struct x64_selector *s, enum ssa_type t);
void x64_add_phys(struct x64_selector *s, unsigned m, enum lir_role role);
void x64_add_source(struct x64_selector *s, const struct x64_source *src, enum lir_role role);
void x64_add_addr(struct x64_selector *s, const struct x64_addr *a, enum lir_role role);
void x64_add_state(struct x64_selector *s, ssa_id v, enum lir_role role); /* the last operands */
void x64_put_move(struct x64_selector *s, enum ssa_type t, lir_reg to, lir_reg from);

bool x64_can_fold(struct x64_selector *s, ssa_id load);     /* as an operand of 4 or 8 bytes */
bool x64_can_fold_any(struct x64_selector *s, ssa_id load); /* as what it is */
struct x64_source x64_fold(struct x64_selector *s, ssa_id load);
enum ssa_mem x64_mem_of_load(const struct x64_selector *s, ssa_id load);
void x64_find_traps(struct x64_selector *s, uint32_t block);

/* Each selects one family of values. */
void x64_select_arith(struct x64_selector *s, ssa_id v);
void x64_select_fp(struct x64_selector *s, ssa_id v);
void x64_select_memory(struct x64_selector *s, ssa_id v);
void x64_select_check(struct x64_selector *s, ssa_id v);
void x64_select_call(struct x64_selector *s, ssa_id v);
void x64_select_vector(struct x64_selector *s, ssa_id v); /* x64_vector.c */
void x64_select_reduce(struct x64_selector *s, ssa_id v);

/* The place of $array[$index], which is within bounds. */
struct x64_addr x64_element_address(struct x64_selector *s, ssa_id array, ssa_id index, enum ssa_mem m);

/* Comparison behind a condition value: adds its operands to the instruction that x64_put begins through
 * `begin`. */
struct x64_comparison {
    enum x64_compare kind;
    uint8_t cond; /* holds when the value is not 0 */
    int size;     /* floating point: 4 or 8 */
    lir_reg a;    /* COMPARE_MEM, COMPARE_MEM_TEST: none */
    struct x64_source b;
};
struct x64_comparison x64_compare_of(struct x64_selector *s, ssa_id condition);
static inline uint8_t x64_negate(uint8_t cond)
{
    return cond ^ 1;
}
/* The instance_of behind a condition that only a jump wants, SSA_NONE: it is another. */
ssa_id x64_jumps_on_instance(const struct x64_selector *s, ssa_id condition, bool *negated);
void x64_put_instance_jump(struct x64_selector *s, enum x64_inst op, ssa_id condition, bool negated);
void x64_add_compare(struct x64_selector *s, const struct x64_comparison *k);

#endif
