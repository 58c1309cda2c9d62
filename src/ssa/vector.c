/* vector.c - programs of vectors: reading, writing, checking. */
#include "ssa/vector.h"

enum { PUSH = 0x40, COUNT = 0x80, MASK = 0x3f };

static const uint8_t ops[] = {SSA_NOP,
#define X(name) SSA_##name,
                              SSA_VECTOR_STEPS(X)
#undef X
};

static bool is_shift(enum ssa_op op)
{
    return op == SSA_SHL || op == SSA_SHR || op == SSA_USHR;
}

/* Of reductions: what array is read, 0 for steps that do not widen. */
static bool widens(enum ssa_op op, enum ssa_mem *from)
{
    switch (op) {
    case SSA_SEXT8:
    case SSA_ZEXT8: *from = SSA_MEM_I8; return true;
    case SSA_SEXT16: *from = SSA_MEM_I16; return true;
    case SSA_ZEXT16: *from = SSA_MEM_U16; return true;
    case SSA_I2L: *from = SSA_MEM_I32; return true;
    default: return false;
    }
}

bool ssa_vector_next(uint64_t *program, struct ssa_vector_step *step)
{
    unsigned byte = *program & 0xff;
    *program >>= 8;
    *step = (struct ssa_vector_step){.op = SSA_NOP};
    if (byte >= PUSH && byte < COUNT) {
        step->operand = byte & MASK;
        return true;
    }
    if (byte == 0 || byte >= ARRAY_LEN(ops))
        return false;
    step->op = (enum ssa_op)ops[byte];
    enum ssa_mem from;
    step->noperands = step->op == SSA_SQRT || is_shift(step->op) || widens(step->op, &from) ? 1 : 2;
    if (is_shift(step->op)) {
        step->count = *program & MASK;
        *program >>= 8;
    }
    return true;
}

static bool append(uint64_t *program, unsigned *n, unsigned byte)
{
    if (*n == SSA_VECTOR_PROGRAM)
        return false;
    *program |= (uint64_t)byte << (8 * (*n)++);
    return true;
}

bool ssa_vector_add(uint64_t *program, unsigned *n, enum ssa_op op, unsigned count)
{
    for (unsigned i = 1; i < ARRAY_LEN(ops); i++)
        if (ops[i] == op)
            return append(program, n, i) && (!is_shift(op) || append(program, n, COUNT | (count & MASK)));
    return false;
}

bool ssa_vector_push(uint64_t *program, unsigned *n, uint32_t operand)
{
    return operand <= MASK && append(program, n, PUSH | operand);
}

bool ssa_vector_can(enum ssa_op op, enum ssa_mem m)
{
    if (m == SSA_MEM_REF || m == SSA_MEM_RAW)
        return false;
    bool fp = m == SSA_MEM_F32 || m == SSA_MEM_F64;
    unsigned shift = ssa_mem_shifts[m];
    switch (op) {
    case SSA_NOP: return true;
    case SSA_ADD:
    case SSA_SUB: return true;
    case SSA_MUL: return fp || shift == 1 || shift == 2;
    case SSA_DIV:
    case SSA_SQRT: return fp;
    case SSA_AND:
    case SSA_OR:
    case SSA_XOR: return !fp;
    case SSA_SHL: return !fp && shift >= 1;
    case SSA_SHR: return !fp && shift == 2;
    case SSA_USHR: return !fp && shift >= 2;
    case SSA_MIN:
    case SSA_MAX: return !fp && shift == 2;
    default: return false;
    }
}

enum ssa_mem ssa_reduce_element(uint64_t rest, enum ssa_mem m)
{
    struct ssa_vector_step next;
    enum ssa_mem from;
    return ssa_vector_next(&rest, &next) && widens(next.op, &from) ? from : m;
}

bool ssa_reduce_can(enum ssa_op op, enum ssa_mem m)
{
    switch (op) {
    case SSA_ADD:
    case SSA_AND:
    case SSA_OR:
    case SSA_XOR: return m == SSA_MEM_I32 || m == SSA_MEM_I64;
    case SSA_MIN:
    case SSA_MAX: return m == SSA_MEM_I32;
    default: return false;
    }
}

static const char *wrong_push(const struct ssa_func *f, ssa_id v, uint32_t k)
{
    const struct ssa_value *value = ssa_at(f, v);
    if (k < 2 || k >= value->noperands)
        return "its program pushes what is no operand";
    if (ssa_type_of(f, ssa_in(f, v, k)) != SSA_REF)
        return ssa_type_of(f, ssa_in(f, v, k)) == ssa_mem_types[value->sub] ? NULL
                                                                            : "a number of another type";
    return k + 1 < value->noperands && ssa_type_of(f, ssa_in(f, v, k + 1)) == SSA_I32
               ? NULL
               : "an array without index";
}

/* May a step that widens stand here: behind an array, in a reduction to the type that it gives? */
static bool may_widen(const struct ssa_func *f, ssa_id v, const struct ssa_vector_step *last, enum ssa_op op)
{
    return ssa_op_of(f, v) == SSA_REDUCE && last->op == SSA_NOP && last->operand != 0 &&
           ssa_type_of(f, ssa_in(f, v, last->operand)) == SSA_REF &&
           ssa_at(f, v)->sub == (op == SSA_I2L ? SSA_MEM_I64 : SSA_MEM_I32);
}

const char *ssa_vector_wrong(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    uint64_t program = (uint64_t)value->imm;
    bool reduces = value->op == SSA_REDUCE;
    struct ssa_vector_step step = {.op = SSA_NOP}, last = step;
    unsigned depth = reduces, least = reduces; /* the number stays at the bottom until the last step */
    enum ssa_mem from;
    if (reduces ? value->sub != SSA_MEM_I32 && value->sub != SSA_MEM_I64
                : !ssa_vector_can(SSA_NOP, value->sub))
        return "elements that vectors do not have";
    while (ssa_vector_next(&program, &step)) {
        const char *wrong = step.op == SSA_NOP ? wrong_push(f, v, step.operand) : NULL;
        if (wrong)
            return wrong;
        if (!(widens(step.op, &from) ? may_widen(f, v, &last, step.op) : ssa_vector_can(step.op, value->sub)))
            return "its program does what is not done to such elements";
        bool ends = reduces && program == 0;
        if (depth < step.noperands + (ends ? 0 : least) || (depth += 1 - step.noperands) > SSA_VECTOR_DEPTH)
            return "its program and its stack do not match";
        last = step;
    }
    if (reduces && !ssa_reduce_can(last.op, value->sub))
        return "its program does not end with what may be done in any order";
    return depth == 1 && program == 0 ? NULL : "its program does not end with one result";
}
