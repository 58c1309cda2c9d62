/*
 * build_unsafe.c - memory access through jdk.internal.misc.Unsafe: VarHandles and the concurrent collections
 * end up here.
 *
 * Such an access may be any field or element, so it is of alias class "any".
 */
#include "frontend/build_unsafe.h"

#include <string.h>

#include "frontend/build_internal.h"

static bool take(const char **name, const char *prefix)
{
    size_t n = strlen(prefix);
    if (strncmp(*name, prefix, n) != 0)
        return false;
    *name += n;
    return true;
}

static char take_type(const char **name)
{
    static const struct {
        const char *name;
        char letter;
    } types[] = {{"Int", 'I'},   {"Long", 'J'}, {"Reference", 'L'}, {"Boolean", 'Z'}, {"Byte", 'B'},
                 {"Short", 'S'}, {"Char", 'C'}, {"Float", 'F'},     {"Double", 'D'},  {"Address", 0}};
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (take(name, types[i].name))
            return types[i].letter;
    return 0;
}

static bool take_order(const char *name, struct unsafe_access *out)
{
    static const struct {
        const char *name;
        enum unsafe_order order;
    } orders[] = {{"", UNSAFE_PLAIN},          {"Plain", UNSAFE_PLAIN},     {"Opaque", UNSAFE_PLAIN},
                  {"Acquire", UNSAFE_ACQUIRE}, {"Release", UNSAFE_RELEASE}, {"Volatile", UNSAFE_VOLATILE}};
    for (size_t i = 0; i < ARRAY_LEN(orders); i++)
        if (strcmp(name, orders[i].name) == 0) {
            out->order = orders[i].order;
            return true;
        }
    return false;
}

bool unsafe_parse(const char *name, const char *desc, struct unsafe_access *out)
{
    *out = (struct unsafe_access){.type = 'V', .kind = UNSAFE_FENCE, .order = UNSAFE_VOLATILE};
    if (strcmp(name, "fullFence") == 0)
        return true;
    out->order = UNSAFE_ACQUIRE;
    if (strcmp(name, "loadFence") == 0)
        return true;
    out->order = UNSAFE_RELEASE;
    if (strcmp(name, "storeFence") == 0)
        return true;
    if (take(&name, "weakCompareAndSet") || take(&name, "compareAndSet"))
        out->kind = UNSAFE_CAS;
    else if (take(&name, "compareAndExchange"))
        out->kind = UNSAFE_EXCHANGE;
    else if (take(&name, "getAndSet"))
        out->kind = UNSAFE_SWAP;
    else if (take(&name, "getAndAdd"))
        out->kind = UNSAFE_ADD;
    else if (take(&name, "get"))
        out->kind = UNSAFE_GET;
    else if (take(&name, "put"))
        out->kind = UNSAFE_PUT;
    else
        return false;
    out->type = take_type(&name);
    if (!out->type || !take_order(name, out))
        return false;
    bool in_object = strncmp(desc, "(Ljava/lang/Object;J", 20) == 0;
    out->native = !in_object && strncmp(desc, "(J", 2) == 0;
    switch (out->kind) {
    case UNSAFE_GET: return in_object || (out->native && out->order == UNSAFE_PLAIN);
    case UNSAFE_PUT: return in_object || (out->native && out->order == UNSAFE_PLAIN);
    case UNSAFE_ADD: return in_object && (out->type == 'I' || out->type == 'J');
    default: return in_object && (out->type == 'I' || out->type == 'J' || out->type == 'L');
    }
}

static void get(struct builder *b, const struct unsafe_access *x, enum ssa_mem m, ssa_id base, ssa_id offset)
{
    ssa_id v = emit_sub(b, SSA_LOAD_AT, ssa_mem_types[m], m, SSA_IN(base, offset));
    if (x->order == UNSAFE_ACQUIRE || x->order == UNSAFE_VOLATILE)
        emit_fence(b, SSA_FENCE_ACQUIRE);
    if (x->type == 'Z')
        v = emit_cmp(b, SSA_NE, v, ssa_const_i32(b->f, 0));
    frame_push(b, v);
}

static void put(struct builder *b, const struct unsafe_access *x, enum ssa_mem m, ssa_id base, ssa_id offset,
                ssa_id v)
{
    if (x->type == 'Z')
        v = emit(b, SSA_AND, SSA_I32, SSA_IN(v, ssa_const_i32(b->f, 1)));
    if (x->order == UNSAFE_RELEASE || x->order == UNSAFE_VOLATILE)
        emit_fence(b, SSA_FENCE_RELEASE);
    emit_sub(b, SSA_STORE_AT, SSA_VOID, m, SSA_IN(base, offset, v));
    if (x->order == UNSAFE_VOLATILE)
        emit_fence(b, SSA_FENCE_FULL);
}

static void fence(struct builder *b, enum unsafe_order order)
{
    emit_fence(b, order == UNSAFE_ACQUIRE   ? SSA_FENCE_ACQUIRE
                  : order == UNSAFE_RELEASE ? SSA_FENCE_RELEASE
                                            : SSA_FENCE_FULL);
}

/* args: the Unsafe, then object and offset or an address, then values. */
bool build_unsafe(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs)
{
    struct unsafe_access x;
    if (!unsafe_parse(m->name->utf8, m->desc->utf8, &x))
        return false;
    if (x.kind == UNSAFE_FENCE) {
        fence(b, x.order);
        return true;
    }
    enum ssa_mem mem = build_mem_of_letter(x.type);
    ssa_id base = x.native ? emit(b, SSA_L2P, SSA_RAW, SSA_IN(args[1])) : args[1];
    ssa_id offset = x.native ? ssa_const_i64(b->f, 0) : args[2];
    const ssa_id *values = args + (x.native ? 2 : 3);
    uint32_t nvalues = nargs - (x.native ? 2 : 3);
    static const uint8_t wanted[] = {[UNSAFE_GET] = 0,      [UNSAFE_PUT] = 1,  [UNSAFE_CAS] = 2,
                                     [UNSAFE_EXCHANGE] = 2, [UNSAFE_SWAP] = 1, [UNSAFE_ADD] = 1};
    if (nvalues != wanted[x.kind])
        return false;
    switch (x.kind) {
    case UNSAFE_GET: get(b, &x, mem, base, offset); break;
    case UNSAFE_PUT: put(b, &x, mem, base, offset, values[0]); break;
    case UNSAFE_CAS:
        frame_push(b, emit_sub(b, SSA_CAS, SSA_I32, mem, SSA_IN(base, offset, values[0], values[1])));
        break;
    case UNSAFE_EXCHANGE:
        frame_push(
            b, emit_sub(b, SSA_CMPXCHG, ssa_mem_types[mem], mem, SSA_IN(base, offset, values[0], values[1])));
        break;
    case UNSAFE_SWAP:
        frame_push(b, emit_sub(b, SSA_XCHG, ssa_mem_types[mem], mem, SSA_IN(base, offset, values[0])));
        break;
    case UNSAFE_ADD:
        frame_push(b, emit_sub(b, SSA_XADD, ssa_mem_types[mem], mem, SSA_IN(base, offset, values[0])));
        break;
    case UNSAFE_FENCE: break;
    }
    return true;
}
