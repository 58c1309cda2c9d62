/*
 * build_region.c - accesses to regions of memory (samovar.Memory), where a site is committed to one.
 *
 * One comparison tells that all bytes lie in the region: address - base <= size - bytes, unsigned. When they
 * do not, the interpreter takes over, finds the region that is meant or throws, and the site is no longer
 * committed. Sites of several regions, or of none so far, call the native method.
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

bool build_region(struct builder *b, const struct env_method *m, ssa_id *args)
{
    const struct access *a = find_access(m->name->utf8);
    const struct scope *s = b->scope;
    struct env_region r;
    if (!a || !b->env->region_at || !may_speculate(b, SSA_WHY_REGION) ||
        !b->env->region_at(b->env->cx, s->m, s->bci, &r))
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
