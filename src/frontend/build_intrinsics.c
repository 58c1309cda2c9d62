/* build_intrinsics.c - methods that are operations, by the table of build_intrinsics.h. */
#include "frontend/build_intrinsics.h"

#include <string.h>

#include "frontend/build_internal.h"
#include "frontend/build_region.h"
#include "frontend/build_unsafe.h"

static const struct {
    const char *holder, *name, *desc;
    uint8_t op;
} table[NINTRINSICS] = {
#define X(id, holder, name, desc, op) [INTRINSIC_##id] = {holder, name, desc, SSA_##op},
    INTRINSICS(X)
#undef X
};

enum intrinsic intrinsic_find(const struct symbol *holder, const struct symbol *name,
                              const struct symbol *desc)
{
    for (unsigned i = 1; i < NINTRINSICS; i++) {
        if (strcmp(table[i].holder, holder->utf8) != 0 ||
            (table[i].name && strcmp(table[i].name, name->utf8) != 0) ||
            (table[i].desc && strcmp(table[i].desc, desc->utf8) != 0))
            continue;
        struct unsafe_access access;
        if (i == INTRINSIC_UNSAFE && !unsafe_parse(name->utf8, desc->utf8, &access))
            continue;
        if (i == INTRINSIC_REGION && !region_is_access(name->utf8))
            continue;
        return (enum intrinsic)i;
    }
    return INTRINSIC_NONE;
}

/* ---------------------------------------------------------------------------------------------- with checks
 */

static bool exact(struct builder *b, enum ssa_op op, enum ssa_op overflows, ssa_id *args)
{
    if (!may_speculate(b, SSA_WHY_OVERFLOW))
        return false;
    ssa_id overflow = emit(b, overflows, SSA_I32, SSA_IN(args[0], args[1]));
    emit_guard(b, emit_cmp(b, SSA_EQ, overflow, ssa_const_i32(b->f, 0)), SSA_WHY_OVERFLOW);
    frame_push(b, emit(b, op, ssa_type_of(b->f, args[0]), SSA_IN(args[0], args[1])));
    return true;
}

static bool divide_unsigned(struct builder *b, enum ssa_op op, ssa_id *args)
{
    ssa_id divisor = args[1];
    if (!ssa_is_const(b->f, divisor) || ssa_at(b->f, divisor)->imm == 0)
        divisor = emit_check(b, SSA_ZERO_CHECK, 0, SSA_IN(divisor));
    frame_push(b, emit(b, op, ssa_type_of(b->f, args[0]), SSA_IN(args[0], divisor)));
    return true;
}

/* A bad index leaves for the interpreter, which calls the formatter and throws. */
static bool check_index(struct builder *b, ssa_id *args)
{
    if (!may_speculate(b, SSA_WHY_BOUNDS_CHECK))
        return false;
    ssa_id length = args[1];
    if (ssa_facts_of(b->f, length).lo < 0)
        emit_guard(b, emit_cmp(b, SSA_GE, length, ssa_const_i32(b->f, 0)), SSA_WHY_BOUNDS_CHECK);
    frame_push(b, emit_check(b, SSA_BOUNDS_CHECK, 0, SSA_IN(args[0], length)));
    return true;
}

/* ---------------------------------------------------------------------------------------------- objects */

/* One value, which escape analysis knows (opt/boxes.c): op cuts the number to the size of the field. */
static bool box(struct builder *b, env_handle class, enum ssa_op op, ssa_id number)
{
    struct env_box k;
    if (!b->env->box_of || !b->env->box_of(b->env->cx, class, &k))
        return false;
    if (op != SSA_NOP)
        number = emit(b, op, SSA_I32, SSA_IN(number));
    ssa_id v = ssa_new(b->f, SSA_BOX, SSA_REF, 1, &number);
    ssa_at(b->f, v)->handle = class;
    ssa_at(b->f, v)->imm = k.offset;
    ssa_at(b->f, v)->sub = (uint8_t)build_mem_of_letter(k.type);
    ssa_at(b->f, v)->alias = alias_of_field(b, k.field);
    frame_push(b, emit_throwing(b, v, state_before(b)));
    return true;
}

/* The constructor of Object tells the VM about objects with finalizers; most classes have none, below
 * neither. */
static bool object_init(struct builder *b, ssa_id object)
{
    struct ssa_facts k = ssa_facts_of(b->f, object);
    if (!k.class)
        return false;
    const struct env_class *c = b->env->class_info(b->env->cx, k.class);
    if (k.exact)
        return !c->has_finalizer;
    if (c->has_finalizer || !b->env->no_finalizer(b->env->cx, k.class))
        return false;
    b->env->depend(b->env->cx, &(struct env_dependency){ENV_DEP_NO_FINALIZER, k.class, 0, 0});
    return true;
}

static bool get_class(struct builder *b, ssa_id object)
{
    struct ssa_facts k = ssa_facts_of(b->f, object);
    ssa_id mirror;
    if (k.class && k.exact) {
        mirror = const_object(b, b->env->class_info(b->env->cx, k.class)->mirror);
    } else {
        ssa_id class = emit(b, SSA_CLASS_OF, SSA_RAW, SSA_IN(object));
        mirror = emit_helper(b, SSA_HELPER_CLASS_MIRROR, SSA_IN(class), 0);
        set_class_facts(b, mirror, b->env->wellknown(b->env->cx, ENV_CLASS), true, true);
    }
    frame_push(b, mirror);
    return true;
}

/* The class that a constant java.lang.Class object stands for; NULL: not known. */
static const struct env_class *constant_class(struct builder *b, ssa_id mirror)
{
    ssa_id origin = ssa_strip(b->f, mirror);
    if (ssa_op_of(b->f, origin) != SSA_CONST_REF || !ssa_at(b->f, origin)->handle)
        return NULL;
    env_handle class = b->env->mirror_class(b->env->cx, ssa_at(b->f, origin)->handle);
    return class ? b->env->class_info(b->env->cx, class) : NULL;
}

static bool known_field(struct builder *b, enum env_known_field which, struct env_field *out)
{
    return b->env->known_field != NULL && b->env->known_field(b->env->cx, which, out);
}

static ssa_id load_reference(struct builder *b, ssa_id object, const struct env_field *field)
{
    return emit_load(b, SSA_MEM_REF, object, field->offset, alias_of_field(b, field->handle),
                     field->is_volatile);
}

static bool is_array(struct builder *b, ssa_id mirror)
{
    const struct env_class *c = constant_class(b, mirror);
    struct env_field component;
    if (c != NULL)
        frame_push(b, ssa_const_i32(b->f, c->kind == ENV_ARRAY));
    else if (known_field(b, ENV_CLASS_COMPONENT_TYPE, &component))
        frame_push(b, emit_cmp(b, SSA_NE, load_reference(b, mirror, &component), ssa_const_null(b->f)));
    else
        return false;
    return true;
}

/* The collector stops the program, and nothing but the program refers to what it finds there in between. */
static bool refers_to(struct builder *b, ssa_id reference, ssa_id object)
{
    struct env_field referent;
    if (!known_field(b, ENV_REFERENCE_REFERENT, &referent))
        return false;
    frame_push(b, emit_cmp(b, SSA_EQ, load_reference(b, reference, &referent), object));
    return true;
}

static bool clear_reference(struct builder *b, ssa_id reference)
{
    struct env_field referent;
    if (!known_field(b, ENV_REFERENCE_REFERENT, &referent))
        return false;
    emit_store(b, SSA_MEM_REF, reference, referent.offset, alias_of_field(b, referent.handle),
               referent.is_volatile, ssa_const_null(b->f));
    return true;
}

static bool is_instance(struct builder *b, ssa_id mirror, ssa_id object)
{
    const struct env_class *c = constant_class(b, mirror);
    frame_push(b, c == NULL ? emit_helper(b, SSA_HELPER_IS_INSTANCE, SSA_IN(mirror, object), 0)
                  : c->kind == ENV_PRIMITIVE ? ssa_const_i32(b->f, 0)
                                             : build_instance_of(b, object, c->handle));
    return true;
}

/* Of what can be cloned for certain: the exception of anything else has the native method in its trace. */
static bool clone(struct builder *b, ssa_id object)
{
    const struct compile_env *env = b->env;
    struct ssa_facts k = ssa_facts_of(b->f, object);
    env_handle cloneable = env->wellknown(env->cx, ENV_CLONEABLE);
    if (!k.class || !cloneable || !env->is_subclass(env->cx, k.class, cloneable))
        return false;
    ssa_id copy = emit_helper(b, SSA_HELPER_CLONE, SSA_IN(object), state_call(b, b->scope));
    if (!copy)
        return true;
    set_class_facts(b, copy, k.class, k.exact, true);
    frame_push(b, copy);
    return true;
}

/* Constructors that are called through method handles. */
static bool allocate_instance(struct builder *b, ssa_id mirror)
{
    const struct env_class *c = constant_class(b, mirror);
    if (!c || !c->can_instantiate || !c->initialized || c->has_finalizer)
        return false;
    frame_push(b, build_instance(b, c));
    return true;
}

/* An array whose element class is a constant. */
static bool array_of_constant(struct builder *b, ssa_id mirror, ssa_id length, bool only_primitive)
{
    const struct env_class *c = constant_class(b, mirror);
    if (!c || !may_speculate(b, SSA_WHY_NEGATIVE_SIZE) || (only_primitive && c->kind != ENV_PRIMITIVE))
        return false;
    env_handle array = c->kind != ENV_PRIMITIVE ? b->env->array_of(b->env->cx, c->handle)
                       : c->element != 'V'      ? b->env->primitive_array(b->env->cx, c->element)
                                                : 0;
    if (!array)
        return false;
    frame_push(b, build_array(b, array, length));
    return true;
}

static const struct env_class *array_info(struct builder *b, env_handle class)
{
    const struct env_class *c = class ? b->env->class_info(b->env->cx, class) : NULL;
    return c && c->kind == ENV_ARRAY ? c : NULL;
}

/* What is known to be an array of the same primitive type on both sides, or references that fit, is checked
 * here and copied by a leaf. */
static bool arraycopy(struct builder *b, ssa_id *args)
{
    struct ssa_facts from = ssa_facts_of(b->f, args[0]), to = ssa_facts_of(b->f, args[2]);
    const struct env_class *c = array_info(b, from.class), *d = array_info(b, to.class);
    bool plain = c && d && (c == d || b->env->is_subclass(b->env->cx, from.class, to.class)) &&
                 (c->element != 'L' || to.exact);
    if (!plain || !may_speculate(b, SSA_WHY_BOUNDS_CHECK)) {
        emit_helper(b, SSA_HELPER_ARRAYCOPY, 5, args, state_call(b, b->scope));
        return true;
    }
    ssa_id zero = ssa_const_i32(b->f, 0), length = args[4];
    emit_guard(b, emit_cmp(b, SSA_GE, length, zero), SSA_WHY_BOUNDS_CHECK);
    for (unsigned i = 0; i < 4; i += 2) { /* 0 <= index <= array length - length */
        args[i] = emit_null_check(b, args[i]);
        ssa_id room =
            emit(b, SSA_SUB, SSA_I32, SSA_IN(emit(b, SSA_ARRAY_LENGTH, SSA_I32, SSA_IN(args[i])), length));
        emit_guard(b, emit_cmp(b, SSA_GE, args[i + 1], zero), SSA_WHY_BOUNDS_CHECK);
        emit_guard(b, emit_cmp(b, SSA_LE, args[i + 1], room), SSA_WHY_BOUNDS_CHECK);
    }
    ssa_id shift = ssa_const_i32(b->f, ssa_mem_shifts[build_mem_of_letter(c->element)]);
    emit_helper(b, SSA_HELPER_COPY_ELEMENTS, SSA_IN(args[0], args[1], args[2], args[3], length, shift), 0);
    return true;
}

static bool math_helper(struct builder *b, enum ssa_helper helper, uint32_t n, ssa_id *args)
{
    frame_push(b, emit_helper(b, helper, n, args, 0));
    return true;
}

/* A helper of arrays that may not be null. */
static bool of_arrays(struct builder *b, enum ssa_helper helper, uint32_t n, ssa_id *args)
{
    for (uint32_t i = 0; i < n; i++)
        args[i] = emit_null_check(b, args[i]);
    return math_helper(b, helper, n, args);
}

bool build_intrinsic(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs)
{
    enum ssa_op op = table[m->intrinsic].op;
    switch ((enum intrinsic)m->intrinsic) {
    case INTRINSIC_NONE: return false;
    case INTRINSIC_DIVIDE_UNSIGNED_I:
    case INTRINSIC_DIVIDE_UNSIGNED_J:
    case INTRINSIC_REMAINDER_UNSIGNED_I:
    case INTRINSIC_REMAINDER_UNSIGNED_J: return divide_unsigned(b, op, args);
    case INTRINSIC_ADD_EXACT_I:
    case INTRINSIC_ADD_EXACT_J: return exact(b, op, SSA_ADD_OVF, args);
    case INTRINSIC_SUB_EXACT_I:
    case INTRINSIC_SUB_EXACT_J: return exact(b, op, SSA_SUB_OVF, args);
    case INTRINSIC_MUL_EXACT_I:
    case INTRINSIC_MUL_EXACT_J: return exact(b, op, SSA_MUL_OVF, args);
    case INTRINSIC_SIN: return math_helper(b, SSA_HELPER_SIN, 1, args);
    case INTRINSIC_COS: return math_helper(b, SSA_HELPER_COS, 1, args);
    case INTRINSIC_TAN: return math_helper(b, SSA_HELPER_TAN, 1, args);
    case INTRINSIC_EXP: return math_helper(b, SSA_HELPER_EXP, 1, args);
    case INTRINSIC_LOG: return math_helper(b, SSA_HELPER_LOG, 1, args);
    case INTRINSIC_LOG10: return math_helper(b, SSA_HELPER_LOG10, 1, args);
    case INTRINSIC_POW: return math_helper(b, SSA_HELPER_POW, 2, args);
    case INTRINSIC_ARRAYCOPY: return arraycopy(b, args);
    case INTRINSIC_UNINITIALIZED_ARRAY: return array_of_constant(b, args[1], args[2], true);
    case INTRINSIC_NEW_ARRAY: {
        if (array_of_constant(b, args[0], args[1], false))
            return true;
        ssa_id mirror = emit_null_check(b, args[0]);
        frame_push(b,
                   emit_helper(b, SSA_HELPER_NEW_ARRAY_OF, SSA_IN(mirror, args[1]), state_call(b, b->scope)));
        return true;
    }
    case INTRINSIC_CURRENT_THREAD: {
        ssa_id v = emit_helper(b, SSA_HELPER_CURRENT_THREAD, 0, NULL, 0);
        set_class_facts(b, v, 0, false, true);
        frame_push(b, v);
        return true;
    }
    case INTRINSIC_BOX_B:
    case INTRINSIC_BOX_C:
    case INTRINSIC_BOX_S:
    case INTRINSIC_BOX_I:
    case INTRINSIC_BOX_J: return box(b, m->holder, op, args[0]);
    case INTRINSIC_OBJECT_INIT: return object_init(b, args[0]);
    case INTRINSIC_GET_CLASS: return get_class(b, args[0]);
    case INTRINSIC_IS_ARRAY: return is_array(b, args[0]);
    case INTRINSIC_REFERS_TO:
    case INTRINSIC_PHANTOM_REFERS_TO: return refers_to(b, args[0], args[1]);
    case INTRINSIC_CLEAR_REFERENCE: return clear_reference(b, args[0]);
    case INTRINSIC_IS_INSTANCE: return is_instance(b, args[0], args[1]);
    case INTRINSIC_CLONE: return clone(b, args[0]);
    case INTRINSIC_HASH_CODE:
    case INTRINSIC_IDENTITY_HASH:
        frame_push(b, emit_helper(b, SSA_HELPER_IDENTITY_HASH, 1, args, 0));
        return true;
    case INTRINSIC_LATIN1_EQUALS: return of_arrays(b, SSA_HELPER_LATIN1_EQUALS, 2, args);
    case INTRINSIC_LATIN1_COMPARE: return of_arrays(b, SSA_HELPER_LATIN1_COMPARE, 2, args);
    case INTRINSIC_LATIN1_HASH: return of_arrays(b, SSA_HELPER_LATIN1_HASH, 1, args);
    case INTRINSIC_ALLOCATE_INSTANCE: return allocate_instance(b, args[1]);
    case INTRINSIC_IS_COMPILE_CONSTANT: {
        ssa_id origin = ssa_strip(b->f, args[0]);
        frame_push(b, ssa_const_i32(b->f, ssa_op_of(b->f, origin) == SSA_CONST_REF));
        return true;
    }
    case INTRINSIC_CHECK_INDEX: return check_index(b, args);
    case INTRINSIC_UNSAFE: return build_unsafe(b, m, args, nargs);
    case INTRINSIC_REGION: return build_region(b, m, args);
    default: break;
    }
    if (op == SSA_NOP)
        return false; /* method handles: build_invoke.c */
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    desc_return(&it);
    frame_push(b, emit(b, op, build_type_of_letter(it.kind), nargs, args));
    return true;
}
