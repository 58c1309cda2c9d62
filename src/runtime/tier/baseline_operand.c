/*
 * baseline_operand.c - the VM's answers to the baseline compiler: what an instruction refers to, as T0 has
 * found out. An instruction that still has its first form has never run (env_profile.c).
 */
#include <stddef.h>
#include <string.h>
#include "frontend/bytecode.h"
#include "frontend/descriptor.h"
#include "runtime/class/rcp.h"
#include "runtime/exec/opcodes.h"
#include "runtime/gc/heap.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/baseline_internal.h"
#include "runtime/tier/site_profile.h"

/* ---- descriptors ---- */

static const struct symbol *descriptor(const struct class *c, unsigned index)
{
    const union cp_const *cp = c->cf->cp.c;
    return cp[cp[cp[index].ref.b].ref.b].utf8; /* of fields, methods and dynamic ones alike */
}

static void describe_call(const struct class *c, const u1 *p, struct baseline_operand *out)
{
    struct desc_iter it;
    unsigned slots = *p != BC_invokestatic && *p != BC_invokedynamic;
    out->receiver = slots != 0;
    desc_iter_init(&it, descriptor(c, read_u2(p + 1)));
    while (desc_next_param(&it))
        slots += it.kind == 'J' || it.kind == 'D' ? 2 : 1;
    desc_return(&it);
    out->arg_slots = (uint16_t)slots;
    out->type = it.kind;
    out->has_result = it.kind != 'V';
}

/* ---- fields ---- */

static void field(const struct class *c, const u1 *p, u2 unit, struct baseline_operand *out)
{
    unsigned index = read_u2(p + 1);
    out->type = descriptor(c, index)->utf8[0];
    if (unit == OP_getfield || unit == OP_putfield || unit == OP_getstatic || unit == OP_putstatic)
        return;
    const struct field *f = rcp_get(c, index);
    out->what = BASELINE_STEP;
    if (f == NULL || rcp_is_error(f))
        return;
    bool is_static = *p == BC_getstatic || *p == BC_putstatic;
    out->type = f->type;
    out->is_volatile = (f->access & ACC_VOLATILE) != 0;
    out->what = is_static ? BASELINE_STATIC : BASELINE_FIELD;
    out->offset = is_static ? 0 : (int32_t)f->offset;
    out->address = is_static ? (uint64_t)f->static_addr : 0;
}

/* ---- calls ---- */

/* Static methods of the class library that are a few instructions. */
static bool few_instructions(const struct method *m, struct baseline_operand *out)
{
    static const struct {
        const char *klass, *name, *desc;
        enum baseline_inline what;
    } known[] = {
        {"java/lang/Integer", "rotateLeft", "(II)I", INLINE_ROL_I},
        {"java/lang/Integer", "rotateRight", "(II)I", INLINE_ROR_I},
        {"java/lang/Long", "rotateLeft", "(JI)J", INLINE_ROL_J},
        {"java/lang/Long", "rotateRight", "(JI)J", INLINE_ROR_J},
        {"java/lang/Math", "min", "(II)I", INLINE_MIN_I},
        {"java/lang/Math", "max", "(II)I", INLINE_MAX_I},
        {"java/lang/Math", "abs", "(I)I", INLINE_ABS_I},
        {"java/lang/Math", "sqrt", "(D)D", INLINE_SQRT_D},
        {"java/lang/Float", "floatToRawIntBits", "(F)I", INLINE_BITS_OF_F},
        {"java/lang/Double", "doubleToRawLongBits", "(D)J", INLINE_BITS_OF_D},
        {"java/lang/Float", "intBitsToFloat", "(I)F", INLINE_F_OF_BITS},
        {"java/lang/Double", "longBitsToDouble", "(J)D", INLINE_D_OF_BITS},
    };
    const struct class *c = m->klass;
    if (c->loader != c->vm->boot_loader || !method_is_static(m))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i].name, m->name->utf8) == 0 && strcmp(known[i].klass, c->name->utf8) == 0 &&
            strcmp(known[i].desc, m->desc->utf8) == 0) {
            out->what = BASELINE_INLINE;
            out->offset = known[i].what;
            return true;
        }
    return false;
}

static void direct(const struct method *m, struct baseline_operand *out)
{
    if (few_instructions(m, out))
        return;
    bool in_c = m->kind == METHOD_BYTECODE && m->native_fn != NULL && !(m->access & ACC_SYNCHRONIZED);
    out->what = in_c ? BASELINE_INTRINSIC : BASELINE_DIRECT;
    out->address = in_c ? (uint64_t)m->native_fn : (uint64_t)m;
}

static bool region_access(const struct method *m, const u2 *unit, struct method *callee,
                          struct baseline_operand *out)
{
    bool store;
    out->access = region_access_type(callee, &store);
    if (out->access == 0)
        return false;
    out->what = BASELINE_REGION;
    out->site = (uint64_t)region_site_at(m->klass->vm, m, (uint32_t)(unit - m->code), callee);
    return true;
}

static void site(const struct call_site *s, struct baseline_operand *out)
{
    out->what = BASELINE_STEP; /* a linkage that failed */
    if (s->error != NULL)
        return;
    direct(s->target, out);
    if (out->what == BASELINE_DIRECT)
        out->appendix = (uint64_t)s->appendix;
    else if (s->appendix != NULL)
        out->what = BASELINE_STEP;
}

static void call(const struct method *m, const u1 *p, const u2 *unit, u2 op, struct baseline_operand *out)
{
    const struct class *c = m->klass;
    describe_call(c, p, out);
    switch (op) {
    case OP_invokevirtual:
    case OP_invokespecial:
    case OP_invokestatic:
    case OP_invokeinterface:
    case OP_invokedynamic: break;
    case OP_invokestatic_q:
        if (region_access(m, unit, rcp_get(c, unit[1]), out))
            break;
        direct(rcp_get(c, unit[1]), out);
        break;
    case OP_invokespecial_q: direct(rcp_get(c, unit[1]), out); break;
    case OP_invokesite_q: direct(c->sites[unit[1]]->target, out); break;
    case OP_invokehandle_q: site(rcp_get(c, read_u2(p + 1)), out); break;
    case OP_invokedynamic_q: site(c->sites[unit[1] | (u4)unit[2] << 16], out); break;
    case OP_invokespecial_object_init:
        out->what = BASELINE_NOTHING;
        out->offset = offsetof(struct class, has_finalizer);
        break;
    case OP_invokevirtual_q:
    case OP_invokevirtual_watch:
        out->what = BASELINE_VIRTUAL;
        out->offset = (int32_t)unit[1] * (int32_t)sizeof(void *);
        out->site = sites_baseline(m, unit);
        break;
    case OP_invokeinterface_q:
    case OP_invokeinterface_watch:
        out->what = BASELINE_INTERFACE;
        out->address = (uint64_t)rcp_get(c, unit[1]);
        out->hash = unit[4];
        out->site = sites_baseline(m, unit);
        break;
    default: out->what = BASELINE_STEP; break;
    }
}

/* ---- objects ---- */

static void new_object(const struct vm *vm, const struct class *c, const u2 *unit, u2 op,
                       struct baseline_operand *out)
{
    if (op == OP_new)
        return;
    const struct class *made = rcp_get(c, unit[1]);
    out->what = BASELINE_STEP;
    if (op != OP_new_q || made->instance_size > ALLOC_MAX_INLINE || vm->options.stress_gc != 0)
        return;
    out->what = BASELINE_NEW;
    out->address = (uint64_t)made;
    out->offset =
        (int32_t)(offsetof(struct thread, alloc_gcj) + heap_size_class(made->instance_size) * sizeof(void *));
}

static void new_array(const struct vm *vm, const struct class *c, const u1 *p, const u2 *unit, u2 op,
                      struct baseline_operand *out)
{
    const struct class *array;
    if (*p == BC_newarray)
        array = vm->primitive_arrays[unit[1]];
    else if (op == OP_anewarray)
        return;
    else
        array = atomic_load_explicit(&((struct class *)rcp_get(c, unit[1]))->array_of, memory_order_acquire);
    out->what = array != NULL ? BASELINE_ARRAY : BASELINE_STEP;
    out->address = (uint64_t)array;
}

static void type_test(const struct method *m, const u2 *unit, u2 op, struct baseline_operand *out)
{
    const struct class *c = m->klass;
    switch (op) {
    case OP_checkcast:
    case OP_instanceof: return; /* it may have seen nothing but null */
    case OP_checkcast_class:
    case OP_instanceof_class:
        out->what = BASELINE_DISPLAY;
        out->offset = (int32_t)(offsetof(struct class, display) + unit[2] * sizeof(struct class *));
        break;
    default: out->what = BASELINE_TEST; break;
    }
    out->address = (uint64_t)rcp_get(c, unit[1]);
    out->site = sites_baseline(m, unit);
}

static void constant(const struct class *c, const u1 *p, u2 op, struct baseline_operand *out)
{
    unsigned index = *p == BC_ldc ? p[1] : read_u2(p + 1);
    const struct const_pool *cp = &c->cf->cp;
    static const char letters[] = {[CP_Integer] = 'I', [CP_Float] = 'F', [CP_Long] = 'J', [CP_Double] = 'D'};
    switch (cp->tags[index]) {
    case CP_Integer:
    case CP_Float:
    case CP_Long:
    case CP_Double:
        out->what = BASELINE_CONST;
        out->type = letters[cp->tags[index]];
        out->address = *p == BC_ldc2_w ? cp->c[index].raw : (uint32_t)cp->c[index].i;
        return;
    default: break;
    }
    switch (op) {
    case OP_ldc:
    case OP_ldc_w:
    case OP_ldc2_w: out->what = rcp_get(c, index) != NULL ? BASELINE_STEP : BASELINE_UNKNOWN; return;
    case OP_ldc_obj:
    case OP_ldc_w_obj: out->address = (uint64_t)rcp_get(c, index); break;
    case OP_ldc_class:
    case OP_ldc_w_class:
        out->address = (uint64_t) & ((const struct class *)rcp_get(c, index))->refs->mirror;
        break;
    default: out->what = BASELINE_STEP; return;
    }
    out->what = BASELINE_CELL;
    out->type = 'L';
}

void baseline_operand(void *user, uint32_t bci, struct baseline_operand *out)
{
    const struct method *m = user;
    const struct class *c = m->klass;
    const u1 *p = m->cf->code->bytes + bci;
    const u2 *unit = m->code + bci;
    u2 op = __atomic_load_n(unit, __ATOMIC_ACQUIRE);
    memset(out, 0, sizeof *out);
    switch (*p) {
    case BC_getfield:
    case BC_putfield:
    case BC_getstatic:
    case BC_putstatic: field(c, p, op, out); break;
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_invokestatic:
    case BC_invokeinterface:
    case BC_invokedynamic: call(m, p, unit, op, out); break;
    case BC_new: new_object(c->vm, c, unit, op, out); break;
    case BC_newarray:
    case BC_anewarray: new_array(c->vm, c, p, unit, op, out); break;
    case BC_checkcast:
    case BC_instanceof: type_test(m, unit, op, out); break;
    case BC_aastore:
        out->what = BASELINE_STEP;
        out->site = sites_baseline(m, unit);
        break;
    case BC_ldc:
    case BC_ldc_w:
    case BC_ldc2_w: constant(c, p, op, out); break;
    default: out->what = BASELINE_STEP; break;
    }
}
