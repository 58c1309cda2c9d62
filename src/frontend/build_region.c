/*
 * build_region.c - accesses to regions of memory (samovar.Memory), where a site is committed to one.
 *
 * One comparison tells that all bytes lie in the region: address - base <= size - bytes, unsigned. When they
 * do not, the interpreter takes over, finds the region that is meant or throws, and the site is no longer
 * committed. Devices are called by a helper, which knows by the site which one that is. Sites of several
 * regions, or of none so far, call the native method.
 */
#include "frontend/build_region.h"

#include <string.h>

#include "frontend/build_internal.h"

static const struct access {
    const char *name;
    uint8_t mem, bytes;
    bool store;
} accesses[] = {
    {"load8", SSA_MEM_I8, 1, false},      {"load16", SSA_MEM_I16, 2, false},
    {"load32", SSA_MEM_I32, 4, false},    {"load64", SSA_MEM_I64, 8, false},
    {"loadFloat", SSA_MEM_F32, 4, false}, {"loadDouble", SSA_MEM_F64, 8, false},
    {"store8", SSA_MEM_I8, 1, true},      {"store16", SSA_MEM_I16, 2, true},
    {"store32", SSA_MEM_I32, 4, true},    {"store64", SSA_MEM_I64, 8, true},
    {"storeFloat", SSA_MEM_F32, 4, true}, {"storeDouble", SSA_MEM_F64, 8, true},
};

static const struct access *find_access(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(accesses); i++)
        if (strcmp(accesses[i].name, name) == 0)
            return &accesses[i];
    return NULL;
}

bool region_is_access(const char *name)
{
    return find_access(name) != NULL;
}

/* Base and offset of load_at and store_at. A distance that an instruction can hold needs no register. */
static void locate(struct builder *b, const struct env_region *r, ssa_id address, ssa_id place[2])
{
    int64_t distance = (int64_t)(r->memory - r->base);
    if (distance == (int32_t)distance) {
        place[0] = emit(b, SSA_L2P, SSA_RAW, SSA_IN(address));
        place[1] = ssa_const_i64(b->f, distance);
    } else {
        place[0] = emit(b, SSA_L2P, SSA_RAW, SSA_IN(ssa_const_i64(b->f, distance)));
        place[1] = address;
    }
}

/* Numbers as their bits, 64 of them, and back. */
static ssa_id to_bits(struct builder *b, enum ssa_mem mem, ssa_id v)
{
    switch (mem) {
    case SSA_MEM_I64: return v;
    case SSA_MEM_F64: return emit(b, SSA_D2L_BITS, SSA_I64, SSA_IN(v));
    case SSA_MEM_F32: v = emit(b, SSA_F2I_BITS, SSA_I32, SSA_IN(v)); break;
    default: break;
    }
    return emit(b, SSA_I2L, SSA_I64, SSA_IN(v));
}

static ssa_id of_bits(struct builder *b, enum ssa_mem mem, ssa_id bits)
{
    switch (mem) {
    case SSA_MEM_I64: return bits;
    case SSA_MEM_F64: return emit(b, SSA_L2D_BITS, SSA_F64, SSA_IN(bits));
    default: break;
    }
    ssa_id v = emit(b, SSA_L2I, SSA_I32, SSA_IN(bits));
    return mem == SSA_MEM_F32 ? emit(b, SSA_I2F_BITS, SSA_F32, SSA_IN(v)) : v;
}

static void call_device(struct builder *b, const struct access *a, const struct env_region *r,
                        const ssa_id *args)
{
    ssa_id site = ssa_address(b->f, r->site);
    uint32_t state = state_call(b, b->scope);
    if (a->store) {
        ssa_id bits = to_bits(b, (enum ssa_mem)a->mem, args[1]);
        emit_helper(b, SSA_HELPER_REGION_STORE, SSA_IN(site, args[0], bits), state);
        return;
    }
    ssa_id bits = emit_helper(b, SSA_HELPER_REGION_LOAD, SSA_IN(site, args[0]), state);
    if (building(b))
        frame_push(b, of_bits(b, (enum ssa_mem)a->mem, bits));
}

bool build_region(struct builder *b, const struct env_method *m, ssa_id *args)
{
    const struct access *a = find_access(m->name->utf8);
    const struct scope *s = b->scope;
    struct env_region r;
    if (!a || !b->env->region_at || !b->env->region_at(b->env->cx, s->m, s->bci, &r))
        return false;
    if (!r.memory && r.site) {
        call_device(b, a, &r, args);
        return true;
    }
    if (!may_speculate(b, SSA_WHY_REGION))
        return false;
    uint64_t room = r.last - r.base; /* for one byte */
    if (!r.memory || (a->store && r.read_only) || room < (uint64_t)a->bytes - 1)
        return false;
    b->env->depend(b->env->cx, &(struct env_dependency){ENV_DEP_REGION, r.handle, 0, 0});
    ssa_id offset = emit(b, SSA_SUB, SSA_I64, SSA_IN(args[0], ssa_const_i64(b->f, (int64_t)r.base)));
    ssa_id most = ssa_const_i64(b->f, (int64_t)(room - (a->bytes - 1)));
    emit_guard(b, emit_cmp(b, SSA_ULE, offset, most), SSA_WHY_REGION);
    ssa_id place[2];
    locate(b, &r, args[0], place);
    if (a->store)
        emit_sub(b, SSA_STORE_AT, SSA_VOID, (enum ssa_mem)a->mem, SSA_IN(place[0], place[1], args[1]));
    else
        frame_push(b, emit_sub(b, SSA_LOAD_AT, ssa_mem_types[a->mem], (enum ssa_mem)a->mem,
                               SSA_IN(place[0], place[1])));
    return true;
}
