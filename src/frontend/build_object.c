/* build_object.c - fields, arrays, allocation, type tests, monitors. */
#include "frontend/build_internal.h"

/* --------------------------------------------------------------------------------------------------- memory
 */

void emit_fence(struct builder *b, enum ssa_fence kind)
{
    emit_sub(b, SSA_FENCE, SSA_VOID, kind, 0, NULL);
}

/* Volatile accesses are plain ones between fences: acquire after a load; release before a store and a full
 * one after. */
ssa_id emit_load(struct builder *b, enum ssa_mem m, ssa_id base, int64_t offset, uint32_t alias,
                 bool is_volatile)
{
    ssa_id v = emit_sub(b, SSA_LOAD, ssa_mem_types[m], m, 1, &base);
    ssa_at(b->f, v)->imm = offset;
    ssa_at(b->f, v)->alias = alias;
    if (is_volatile)
        emit_fence(b, SSA_FENCE_ACQUIRE);
    return v;
}

void emit_store(struct builder *b, enum ssa_mem m, ssa_id base, int64_t offset, uint32_t alias,
                bool is_volatile, ssa_id value)
{
    if (is_volatile)
        emit_fence(b, SSA_FENCE_RELEASE);
    ssa_id v = emit_sub(b, SSA_STORE, SSA_VOID, m, SSA_IN(base, value));
    ssa_at(b->f, v)->imm = offset;
    ssa_at(b->f, v)->alias = alias;
    if (is_volatile)
        emit_fence(b, SSA_FENCE_FULL);
}

/* A static method runs only in threads for which its own class is initialised, or being initialised by them.
 */
void emit_class_init(struct builder *b, env_handle class)
{
    const struct env_method *m = b->scope->m;
    if ((m->access & ACC_STATIC) && m->holder == class)
        return;
    ssa_id v = ssa_new(b->f, SSA_CLASS_INIT, SSA_VOID, 0, NULL);
    ssa_at(b->f, v)->handle = class;
    emit_throwing(b, v, state_before(b));
}

static ssa_id static_base(struct builder *b, const struct env_field *field)
{
    return field->base_is_object ? const_object(b, field->base) : ssa_address(b->f, field->base);
}

/* ------------------------------------------------------------------------------------------------- fields */

static void push_loaded(struct builder *b, ssa_id v, const struct env_field *field)
{
    if (field->type == 'L')
        set_class_facts(b, v, field->class, false, false);
    frame_push(b, v);
}

static void get_static(struct builder *b, const struct env_field *field)
{
    if (field->constant.type) {
        frame_push(b, emit_constant(b, &field->constant));
        return;
    }
    if (field->needs_class_init)
        emit_class_init(b, field->holder);
    ssa_id v = emit_load(b, build_mem_of_letter(field->type), static_base(b, field), field->offset,
                         alias_of_field(b, field->handle), field->is_volatile);
    push_loaded(b, v, field);
}

static void get_field(struct builder *b, const struct env_field *field)
{
    ssa_id object = frame_pop(b, SSA_REF);
    struct env_constant k = {0};
    if (!building(b))
        return;
    object = emit_null_check(b, object);
    ssa_id origin = ssa_strip(b->f, object);
    if (ssa_op_of(b->f, origin) == SSA_CONST_REF &&
        b->env->constant_field(b->env->cx, ssa_at(b->f, origin)->handle, field, &k) && k.type) {
        frame_push(b, emit_constant(b, &k));
        return;
    }
    ssa_id v = emit_load(b, build_mem_of_letter(field->type), object, field->offset,
                         alias_of_field(b, field->handle), field->is_volatile);
    push_loaded(b, v, field);
}

/* boolean memory holds 0 and 1 only (JVMS 6.5, putfield). */
static ssa_id narrow_boolean(struct builder *b, ssa_id v)
{
    struct ssa_facts k = ssa_facts_of(b->f, v);
    return k.lo >= 0 && k.hi <= 1 ? v : emit(b, SSA_AND, SSA_I32, SSA_IN(v, ssa_const_i32(b->f, 1)));
}

static void put(struct builder *b, const struct env_field *field)
{
    ssa_id v = frame_pop(b, build_type_of_letter(field->type));
    ssa_id base = field->is_static ? SSA_NONE : frame_pop(b, SSA_REF);
    if (!building(b))
        return;
    if (!field->is_static)
        base = emit_null_check(b, base);
    else if (field->needs_class_init)
        emit_class_init(b, field->holder);
    if (field->is_static)
        base = static_base(b, field);
    else if (field->is_final)
        b->scope->wrote_final = true;
    if (field->type == 'Z')
        v = narrow_boolean(b, v);
    emit_store(b, build_mem_of_letter(field->type), base, field->offset, alias_of_field(b, field->handle),
               field->is_volatile, v);
}

static void build_field(struct builder *b, const u1 *p, unsigned op)
{
    struct env_field field = {0};
    bool is_static = op == BC_getstatic || op == BC_putstatic,
         is_put = op == BC_putstatic || op == BC_putfield;
    if (!b->env->field_at(b->env->cx, b->scope->m, read_u2(p + 1), is_static, is_put, &field))
        emit_deopt(b, SSA_WHY_UNRESOLVED);
    else if (is_put)
        put(b, &field);
    else if (is_static)
        get_static(b, &field);
    else
        get_field(b, &field);
}

/* ------------------------------------------------------------------------------------------------- arrays */

static const uint8_t element_mem[] = {SSA_MEM_I32, SSA_MEM_I64, SSA_MEM_F32, SSA_MEM_F64,
                                      SSA_MEM_REF, SSA_MEM_I8,  SSA_MEM_U16, SSA_MEM_I16};

/* Checks array and index; both are popped. False when the rest is not reached. */
static bool checked_element(struct builder *b, ssa_id *array, ssa_id *index)
{
    if (!building(b))
        return false;
    *array = emit_null_check(b, *array);
    ssa_id length = emit(b, SSA_ARRAY_LENGTH, SSA_I32, SSA_IN(*array));
    *index = emit_check(b, SSA_BOUNDS_CHECK, 0, SSA_IN(*index, length));
    return true;
}

static bool constant_element(struct builder *b, ssa_id array, ssa_id index)
{
    struct env_constant k = {0};
    ssa_id origin = ssa_strip(b->f, array);
    index = ssa_strip(b->f, index);
    if (!building(b) || !b->env->constant_element || ssa_op_of(b->f, origin) != SSA_CONST_REF ||
        !ssa_at(b->f, origin)->handle || !ssa_is_const(b->f, index) ||
        !b->env->constant_element(b->env->cx, ssa_at(b->f, origin)->handle, (int32_t)ssa_at(b->f, index)->imm,
                                  &k) ||
        !k.type)
        return false;
    frame_push(b, emit_constant(b, &k));
    return true;
}

static void array_load(struct builder *b, enum ssa_mem m)
{
    ssa_id index = frame_pop(b, SSA_I32), array = frame_pop(b, SSA_REF);
    if (constant_element(b, array, index))
        return;
    if (!checked_element(b, &array, &index))
        return;
    ssa_id v = emit_sub(b, SSA_LOAD_INDEX, ssa_mem_types[m], m, SSA_IN(array, index));
    ssa_at(b->f, v)->alias = ssa_alias_array(m);
    env_handle class = ssa_facts_of(b->f, array).class;
    if (m == SSA_MEM_REF && class) {
        const struct env_class *c = b->env->class_info(b->env->cx, class);
        if (c->kind == ENV_ARRAY && c->component &&
            b->env->class_info(b->env->cx, c->component)->kind != ENV_INTERFACE)
            set_class_facts(b, v, c->component, false, false);
    }
    frame_push(b, v);
}

/* bastore serves byte[] and boolean[]; which one decides whether the value is cut to one bit. */
static ssa_id byte_or_boolean(struct builder *b, ssa_id array, ssa_id v)
{
    struct ssa_facts k = ssa_facts_of(b->f, v);
    if (k.lo >= 0 && k.hi <= 1)
        return v;
    env_handle booleans = b->env->wellknown(b->env->cx, ENV_BOOLEAN_ARRAY),
               class = ssa_facts_of(b->f, array).class;
    if (class && b->env->class_info(b->env->cx, class)->kind == ENV_ARRAY)
        return class == booleans ? narrow_boolean(b, v) : v;
    ssa_id is_boolean =
        emit_cmp(b, SSA_EQ, emit(b, SSA_CLASS_OF, SSA_RAW, SSA_IN(array)), ssa_address(b->f, booleans));
    ssa_id mask =
        emit(b, SSA_SELECT, SSA_I32, SSA_IN(is_boolean, ssa_const_i32(b->f, 1), ssa_const_i32(b->f, -1)));
    return emit(b, SSA_AND, SSA_I32, SSA_IN(v, mask));
}

static void array_store(struct builder *b, enum ssa_mem m)
{
    ssa_id v = frame_pop(b, ssa_mem_types[m]), index = frame_pop(b, SSA_I32), array = frame_pop(b, SSA_REF);
    if (!checked_element(b, &array, &index))
        return;
    if (m == SSA_MEM_REF && ssa_facts_of(b->f, v).null != SSA_NULL && !build_guess_store(b, &array, v))
        v = emit_check(b, SSA_STORE_CHECK, 0, SSA_IN(v, array));
    else if (m == SSA_MEM_I8)
        v = byte_or_boolean(b, array, v);
    ssa_id store = emit_sub(b, SSA_STORE_INDEX, SSA_VOID, m, SSA_IN(array, index, v));
    ssa_at(b->f, store)->alias = ssa_alias_array(m);
}

/* --------------------------------------------------------------------------------------------- allocation */

ssa_id build_instance(struct builder *b, const struct env_class *c)
{
    ssa_id v = ssa_new(b->f, SSA_NEW, SSA_REF, 0, NULL);
    ssa_at(b->f, v)->handle = c->handle;
    ssa_at(b->f, v)->imm = c->size;
    return emit_throwing(b, v, state_before(b));
}

static void new_object(struct builder *b, unsigned index)
{
    env_handle class = b->env->class_at(b->env->cx, b->scope->m, index);
    const struct env_class *c = class ? b->env->class_info(b->env->cx, class) : NULL;
    if (!c || !c->can_instantiate) {
        emit_deopt(b, SSA_WHY_UNRESOLVED);
        return;
    }
    if (!c->initialized)
        emit_class_init(b, class);
    frame_push(b, build_instance(b, c));
}

ssa_id build_array(struct builder *b, env_handle class, ssa_id length)
{
    struct ssa_facts k = ssa_facts_of(b->f, length);
    if (k.lo < 0)
        emit_guard(b, emit_cmp(b, SSA_GE, length, ssa_const_i32(b->f, 0)), SSA_WHY_NEGATIVE_SIZE);
    ssa_id v = ssa_new(b->f, SSA_NEW_ARRAY, SSA_REF, 1, &length);
    ssa_at(b->f, v)->handle = class;
    ssa_at(b->f, v)->sub = (uint8_t)build_mem_of_letter(b->env->class_info(b->env->cx, class)->element);
    emit_throwing(b, v, state_before(b));
    struct ssa_facts facts = ssa_facts_of_type(SSA_REF);
    facts.null = SSA_NONNULL;
    facts.class = class;
    facts.exact = true;
    facts.min_length = k.lo > 0 ? (uint32_t)k.lo : 0;
    ssa_set_facts(b->f, v, &facts);
    return v;
}

static void new_array(struct builder *b, env_handle class)
{
    ssa_id length = frame_pop(b, SSA_I32);
    if (!building(b))
        return;
    if (!class) {
        emit_deopt(b, SSA_WHY_UNRESOLVED);
        return;
    }
    frame_push(b, build_array(b, class, length));
}

static void multi_new_array(struct builder *b, unsigned index, unsigned dims)
{
    ssa_id operands[257];
    for (unsigned i = dims; i > 0; i--)
        operands[i + 1] = frame_pop(b, SSA_I32);
    if (!building(b))
        return;
    env_handle class = b->env->class_at(b->env->cx, b->scope->m, index);
    if (!class || dims == 0) {
        emit_deopt(b, SSA_WHY_UNRESOLVED);
        return;
    }
    operands[0] = ssa_address(b->f, class);
    operands[1] = ssa_const_i32(b->f, (int32_t)dims);
    ssa_id v = emit_helper(b, SSA_HELPER_MULTI_NEW_ARRAY, dims + 2, operands, state_before(b));
    set_class_facts(b, v, class, true, true);
    frame_push(b, v);
}

static env_handle array_class(struct builder *b, const u1 *p, unsigned op)
{
    static const char letters[] = {[4] = 'Z', 'C', 'F', 'D', 'B', 'S', 'I', 'J'};
    if (op == BC_newarray) {
        if (p[1] < 4 || p[1] > 11)
            build_bail(b, BUILD_BAD_BYTECODE);
        return b->bailout ? 0 : b->env->primitive_array(b->env->cx, letters[p[1]]);
    }
    env_handle component = b->env->class_at(b->env->cx, b->scope->m, read_u2(p + 1));
    return component ? b->env->array_of(b->env->cx, component) : 0;
}

/* ---------------------------------------------------------------------------------------------- type tests
 */

enum relation { NEVER, MAYBE, ALWAYS };

/* Is what is not null in v an instance of the class? */
static enum relation relate(struct builder *b, ssa_id v, env_handle class)
{
    const struct compile_env *env = b->env;
    struct ssa_facts k = ssa_facts_of(b->f, v);
    if (!k.class)
        return MAYBE;
    if (env->is_subclass(env->cx, k.class, class))
        return ALWAYS;
    if (k.exact)
        return NEVER;
    bool both_classes = env->class_info(env->cx, k.class)->kind == ENV_INSTANCE_CLASS &&
                        env->class_info(env->cx, class)->kind == ENV_INSTANCE_CLASS;
    return both_classes && !env->is_subclass(env->cx, class, k.class) ? NEVER : MAYBE;
}

ssa_id build_instance_of(struct builder *b, ssa_id v, env_handle class)
{
    enum ssa_nullness null = ssa_facts_of(b->f, v).null;
    enum relation r = relate(b, v, class);
    if (null == SSA_NULL || r == NEVER)
        return ssa_const_i32(b->f, 0);
    if (r == ALWAYS)
        return null == SSA_NONNULL ? ssa_const_i32(b->f, 1) : emit_cmp(b, SSA_NE, v, ssa_const_null(b->f));
    ssa_id test = emit_sub(b, SSA_INSTANCE_OF, SSA_I32, 0, 1, &v);
    ssa_at(b->f, test)->handle = class;
    return test;
}

ssa_id build_check_cast(struct builder *b, ssa_id v, env_handle class)
{
    if (ssa_facts_of(b->f, v).null == SSA_NULL || relate(b, v, class) == ALWAYS)
        return v;
    return emit_check(b, SSA_CHECK_CAST, class, SSA_IN(v));
}

static void type_test(struct builder *b, unsigned op, unsigned index)
{
    ssa_id v = frame_pop(b, SSA_REF);
    if (!building(b))
        return;
    env_handle class = b->env->class_at(b->env->cx, b->scope->m, index);
    if (!class) { /* null passes without the class being looked at */
        if (ssa_facts_of(b->f, v).null == SSA_NONNULL) {
            emit_deopt(b, SSA_WHY_UNRESOLVED);
            return;
        }
        emit_guard(b, emit_cmp(b, SSA_EQ, v, ssa_const_null(b->f)), SSA_WHY_UNRESOLVED);
        frame_push(b, op == BC_checkcast ? ssa_const_null(b->f) : ssa_const_i32(b->f, 0));
        return;
    }
    v = build_guess_type(b, v, class);
    frame_push(b, op == BC_checkcast ? build_check_cast(b, v, class) : build_instance_of(b, v, class));
}

/* ------------------------------------------------------------------------------------------------ monitors
 */

static void enter_monitor(struct builder *b)
{
    struct scope *s = b->scope;
    ssa_id object = frame_pop(b, SSA_REF);
    if (!building(b))
        return;
    object = emit_null_check(b, object);
    frame_push_lock(b, s, object);
    uint32_t held = state_call(b, s);
    s->nlocks--; /* not yet, when it throws */
    ssa_id v = ssa_new(b->f, SSA_MONITOR_ENTER, SSA_VOID, 1, &object);
    emit_throwing(b, v, held);
    frame_push_lock(b, s, object);
}

static void exit_monitor(struct builder *b)
{
    struct scope *s = b->scope;
    ssa_id object = frame_pop(b, SSA_REF);
    if (!building(b))
        return;
    uint32_t own = s->is_synchronized; /* the method's lock is not the bytecode's to release */
    if (s->nlocks <= own) {
        build_bail(b, BUILD_LOCKING);
        return;
    }
    ssa_id lock = s->locks[s->nlocks - 1];
    /* What on-stack replacement brought in cannot be compared; javac's order is trusted. */
    bool from_osr = ssa_op_of(b->f, ssa_strip(b->f, lock)) == SSA_OSR_PARAM;
    if (!from_osr && ssa_strip(b->f, lock) != ssa_strip(b->f, object)) {
        build_bail(b, BUILD_LOCKING);
        return;
    }
    object = emit_null_check(b, object);
    s->nlocks--;
    ssa_id v = ssa_new(b->f, SSA_MONITOR_EXIT, SSA_VOID, 1, &object);
    ssa_set_state(b->f, v, state_call(b, s));
    ssa_append(b->f, b->cur, v);
}

bool build_object(struct builder *b, const u1 *p, unsigned op)
{
    if (op >= BC_iaload && op <= BC_saload) {
        array_load(b, element_mem[op - BC_iaload]);
        return true;
    }
    if (op >= BC_iastore && op <= BC_sastore) {
        array_store(b, element_mem[op - BC_iastore]);
        return true;
    }
    switch (op) {
    case BC_getstatic:
    case BC_putstatic:
    case BC_getfield:
    case BC_putfield: build_field(b, p, op); return true;
    case BC_new: new_object(b, read_u2(p + 1)); return true;
    case BC_newarray:
    case BC_anewarray: new_array(b, array_class(b, p, op)); return true;
    case BC_multianewarray: multi_new_array(b, read_u2(p + 1), p[3]); return true;
    case BC_arraylength: {
        ssa_id v = frame_pop(b, SSA_REF);
        if (building(b))
            frame_push(b, emit(b, SSA_ARRAY_LENGTH, SSA_I32, SSA_IN(emit_null_check(b, v))));
        return true;
    }
    case BC_checkcast:
    case BC_instanceof: type_test(b, op, read_u2(p + 1)); return true;
    case BC_monitorenter: enter_monitor(b); return true;
    case BC_monitorexit: exit_monitor(b); return true;
    default: return false;
    }
}
