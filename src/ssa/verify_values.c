/* verify_values.c - rules V1 to V10: what a value may look like, read off the operation table. */
#include "ssa/verify_internal.h"
#include "ssa/vector.h"

static bool type_in(enum ssa_type t, char letter, const struct ssa_value *v, enum ssa_type before)
{
    switch (letter) {
    case 'v': return t == SSA_VOID;
    case 'i': return t == SSA_I32;
    case 'l': return t == SSA_I64;
    case 'f': return t == SSA_F32;
    case 'd': return t == SSA_F64;
    case 'r': return t == SSA_REF;
    case 'p': return t == SSA_RAW;
    case 'm': return t == ssa_mem_types[v->sub];
    case 'n': return t == SSA_I32 || t == SSA_I64;
    case 'g': return t == SSA_F32 || t == SSA_F64;
    case 'a': return t == SSA_I32 || t == SSA_I64 || t == SSA_F32 || t == SSA_F64;
    case 'b': return t == SSA_REF || t == SSA_RAW;
    case 'A':
    case 'x': return t != SSA_VOID;
    case 'T': return t == v->type;
    case 'X': return t == before;
    default: return true; /* c, V */
    }
}

static unsigned suffix_count(enum ssa_suffix s)
{
    switch (s) {
    case SSA_SUFFIX_COND: return SSA_NCONDS;
    case SSA_SUFFIX_MEM: return SSA_NMEMS;
    case SSA_SUFFIX_WHY: return SSA_NWHYS;
    case SSA_SUFFIX_EFFECT: return SSA_NCALL_EFFECTS;
    case SSA_SUFFIX_FENCE: return SSA_NFENCES;
    case SSA_SUFFIX_NONE: break;
    }
    return 1;
}

/* V1, V2: walks the operands along the table's letters. */
static bool check_operands(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    const struct ssa_value *value = ssa_at(f, v);
    const char *letter = ssa_ops[value->op].operands;
    enum ssa_type before = SSA_VOID;
    for (uint32_t i = 0; i < value->noperands; i++) {
        ssa_id def = ssa_in(f, v, i);
        if (!def || def >= f->nvalues || ssa_op_of(f, def) == SSA_NOP ||
            ssa_at(f, def)->block == SSA_NO_BLOCK) {
            ssa_broken(x, v, "V1", "operand %u is no value of the function", i);
            return false;
        }
        if (*letter == 0) {
            ssa_broken(x, v, "V1", "too many operands");
            return false;
        }
        if (!type_in(ssa_type_of(f, def), *letter, value, before))
            ssa_broken(x, v, "V2", "operand %u is %s", i, ssa_type_names[ssa_type_of(f, def)]);
        before = ssa_type_of(f, def);
        if (letter[1] == '?')
            letter += 2;
        else if (letter[1] != '*')
            letter++;
    }
    if (*letter && letter[1] != '*' && letter[1] != '?')
        ssa_broken(x, v, "V1", "too few operands");
    return true;
}

static void check_cmp(struct ssa_verifier *x, ssa_id v)
{
    if (ssa_at(x->f, v)->noperands != 2)
        return;
    enum ssa_type t = ssa_type_of(x->f, ssa_in(x->f, v, 0));
    if (t == SSA_REF && ssa_at(x->f, v)->sub > SSA_NE)
        ssa_broken(x, v, "V2", "references have no order");
    if (t == SSA_RAW && ssa_at(x->f, v)->sub > SSA_NE && ssa_at(x->f, v)->sub < SSA_ULT)
        ssa_broken(x, v, "V2", "addresses are unsigned");
}

static void check_params(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    if (value->block != 0)
        ssa_broken(x, v, "V4", "a parameter outside the entry");
    if (value->op == SSA_OSR_PARAM) {
        if (x->f->osr_bci < 0 || value->imm < 0)
            ssa_broken(x, v, "V4", "not an OSR function, or no slot");
    } else if (value->imm < 0 || value->imm >= x->f->nparams || x->f->params[value->imm] != value->type) {
        ssa_broken(x, v, "V4", "the function has no such parameter");
    }
}

static void check_return(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    enum ssa_type t = value->noperands ? ssa_type_of(x->f, ssa_in(x->f, v, 0)) : SSA_VOID;
    if (t != x->f->result)
        ssa_broken(x, v, "V5", "%s returned, not %s", ssa_type_names[t], ssa_type_names[x->f->result]);
}

/* Elements may be loaded with or without their sign. */
static bool is_array_of(uint32_t alias, enum ssa_mem m)
{
    static const uint8_t twins[SSA_NMEMS] = {[SSA_MEM_I8] = SSA_MEM_U8,
                                             [SSA_MEM_U8] = SSA_MEM_I8,
                                             [SSA_MEM_I16] = SSA_MEM_U16,
                                             [SSA_MEM_U16] = SSA_MEM_I16};
    bool small = m == SSA_MEM_I8 || m == SSA_MEM_U8 || m == SSA_MEM_I16 || m == SSA_MEM_U16;
    return alias == ssa_alias_array(m) || (small && alias == ssa_alias_array((enum ssa_mem)twins[m]));
}

static void check_alias(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    bool indexed = value->op == SSA_LOAD_INDEX || value->op == SSA_STORE_INDEX;
    bool field = value->op == SSA_LOAD || value->op == SSA_STORE;
    if (indexed && value->alias != SSA_ALIAS_ANY && value->alias != SSA_ALIAS_CONST &&
        !is_array_of(value->alias, value->sub))
        ssa_broken(x, v, "V7", "not the alias class of its elements");
    if (field && value->alias > SSA_ALIAS_ANY && value->alias < SSA_ALIAS_CONST)
        ssa_broken(x, v, "V7", "an array's alias class for a field");
    if (value->alias > SSA_ALIAS_ARRAY + SSA_NMEMS - 1 && value->alias < SSA_ALIAS_CONST)
        ssa_broken(x, v, "V7", "no alias class");
    if ((value->op == SSA_STORE || value->op == SSA_STORE_INDEX || value->op == SSA_STORE_AT) &&
        value->alias == SSA_ALIAS_CONST)
        ssa_broken(x, v, "V7", "a store to memory that is never written");
}

static void check_facts(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    const struct ssa_facts *k = value->facts;
    if (!k)
        return;
    struct ssa_facts none = ssa_facts_of_type(value->type);
    bool is_int = value->type == SSA_I32 || value->type == SSA_I64, is_ref = value->type == SSA_REF;
    if (!is_int && (k->lo != none.lo || k->hi != none.hi || k->bits != none.bits))
        ssa_broken(x, v, "V8", "facts of an integer");
    if (!is_ref && (k->class || k->exact || k->null != SSA_MAYBE_NULL || k->min_length))
        ssa_broken(x, v, "V8", "facts of a reference");
    if (k->lo > k->hi || k->lo < none.lo || k->hi > none.hi)
        ssa_broken(x, v, "V8", "an impossible interval");
}

static void check_virtual(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    const struct ssa_value *value = ssa_at(f, v);
    SSA_EACH_USE(f, v, u)
    {
        uint32_t user = f->uses[u].user;
        enum ssa_op op = user & SSA_USER_STATE ? SSA_VIRTUAL_OBJECT : ssa_op_of(f, user);
        if (!ssa_is_virtual(op))
            ssa_broken(x, v, "V9", "used by $%u", user);
    }
    if (value->op != SSA_VIRTUAL_OBJECT)
        return;
    if (value->imm < 0 || (uint64_t)value->imm + value->noperands > f->nfields) {
        ssa_broken(x, SSA_NONE, "V9", "$%u has no fields", v);
        return;
    }
    for (uint32_t i = 0; i < value->noperands; i++) {
        unsigned mem = f->fields[value->imm + i].mem;
        ssa_id def = ssa_in(f, v, i);
        if (mem >= SSA_NMEMS || (def && ssa_type_of(f, def) != ssa_mem_types[mem]))
            ssa_broken(x, v, "V9", "operand %u does not fit its field", i);
    }
}

static void check_const(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    if ((value->type == SSA_I32 && value->imm != (int32_t)value->imm) ||
        (value->type == SSA_F32 && value->imm != (int64_t)(uint32_t)value->imm) ||
        (value->type == SSA_REF && value->imm != 0))
        ssa_broken(x, v, "V10", "bits that the type has not");
}

static void check_value(struct ssa_verifier *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    const struct ssa_value *value = ssa_at(f, v);
    const struct ssa_op_info *info = &ssa_ops[value->op];
    if (value->sub >= suffix_count(info->suffix)) {
        ssa_broken(x, v, "V2", "no such suffix");
        return;
    }
    if (value->type >= SSA_NTYPES || !type_in(value->type, info->result, value, SSA_VOID))
        ssa_broken(x, v, "V2", "a result of this type");
    if (!check_operands(x, v))
        return;
    if (ssa_needs_state(f, v) && !value->state)
        ssa_broken(x, v, "V6", "no frame state");
    if (!ssa_needs_state(f, v) && value->state)
        ssa_broken(x, v, "V6", "a frame state for nothing");
    if (info->payload & SSA_HAS_ALIAS)
        check_alias(x, v);
    check_facts(x, v);
    switch ((enum ssa_op)value->op) {
    case SSA_CONST: check_const(x, v); break;
    case SSA_CMP: check_cmp(x, v); break;
    case SSA_PARAM:
    case SSA_OSR_PARAM: check_params(x, v); break;
    case SSA_RETURN: check_return(x, v); break;
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY:
    case SSA_VIRTUAL_BOX: check_virtual(x, v); break;
    case SSA_VECTOR:
    case SSA_REDUCE: {
        const char *wrong = ssa_vector_wrong(x->f, v);
        if (wrong)
            ssa_broken(x, v, "V10", "%s", wrong);
        break;
    }
    case SSA_PHI:
        if (value->noperands != f->blocks[value->block]->npreds)
            ssa_broken(x, v, "V3", "%u operands for %u predecessors", value->noperands,
                       f->blocks[value->block]->npreds);
        break;
    default: break;
    }
}

void ssa_verify_values(struct ssa_verifier *x)
{
    SSA_EACH_BLOCK(x->f, b)
    SSA_EACH(x->f, b, v)
    check_value(x, v);
}
