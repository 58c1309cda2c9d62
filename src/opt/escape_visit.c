/*
 * escape_visit.c - escape analysis: what one value does to the objects that are followed.
 *
 * A value that is about virtual objects only is known and goes; anything else that has one as an operand
 * makes it real first. In the analysis a value that goes is noted in stands_for; in the last walk it is
 * replaced.
 */
#include "opt/escape.h"

#include <string.h>

/* ------------------------------------------------------------------------------------------ making objects
 */

static void make_parts(struct escape *x, ssa_id at, uint32_t object, uint32_t state)
{
    struct esc_shape *s = esc_shape_of(x, object);
    const esc_value *cells = s->cells;
    for (uint32_t i = 0; i < s->ncells; i++)
        if (esc_is_virtual(x, cells[i]))
            make_parts(x, at, esc_index(cells[i]), state);
    esc_value real = esc_later(x, ESC_MADE, at, object, 0);
    if (x->apply)
        esc_emit_made(x, at, s, real, state);
    x->objects.at[object].made++;
    s->real = real;
    s->ncells = s->locks = 0;
    s->cells = NULL;
}

void esc_make(struct escape *x, ssa_id at, uint32_t object)
{
    uint32_t state = x->apply ? esc_state_for_made(x, at) : 0;
    make_parts(x, at, object, state);
    x->epoch++;
}

/* ------------------------------------------------------------------------------------------------- results
 */

static void stand_for(struct escape *x, ssa_id v, esc_value with)
{
    if (x->stands_for[v] == with)
        return;
    x->stands_for[v] = with;
    x->again = true;
    if (esc_is_object(with))
        vec_push(&x->objects.at[esc_index(with)].names, v);
}

static void goes(struct escape *x, ssa_id v)
{
    if (x->apply)
        vec_push(&x->dead, v);
}

/* v is another name of an object. */
static void is_name(struct escape *x, ssa_id v, esc_value object)
{
    stand_for(x, v, object);
    goes(x, v);
}

/* v is a constant. */
static void is_known(struct escape *x, ssa_id v, ssa_id constant)
{
    stand_for(x, v, constant);
    if (x->apply)
        ssa_replace(x->f, v, constant);
}

/* ---------------------------------------------------------------------------------------------------- cells
 */

static uint32_t cell_of(struct escape *x, uint32_t object, ssa_id access)
{
    struct ssa_func *f = x->f;
    struct esc_object *o = &x->objects.at[object];
    const struct ssa_value *value = ssa_at(f, access);
    bool field = value->op == SSA_LOAD || value->op == SSA_STORE;
    if (field != !o->array)
        return UINT32_MAX;
    if (field) {
        uint32_t cell = esc_cell_at(o, value->imm, value->sub, value->alias);
        if (cell != UINT32_MAX && value->op == SSA_STORE)
            o->cells[cell].alias = value->alias;
        return cell;
    }
    ssa_id index = ssa_strip(f, ssa_in(f, access, 1));
    esc_value known = esc_resolve(x, index);
    int64_t i;
    if (known & (ESC_OBJECT | ESC_LATER) || !opt_is_int_const(f, ssa_strip(f, known), &i))
        return UINT32_MAX;
    return esc_cell_at(o, i, value->sub, value->alias);
}

/* Does a virtual object hold another, directly or by others? */
static bool search(struct escape *x, uint32_t holder, uint32_t object)
{
    const struct esc_shape *s = esc_shape_of(x, holder);
    if (holder == object)
        return true;
    if (x->stamps[holder] == x->stamp)
        return false;
    x->stamps[holder] = x->stamp;
    for (uint32_t i = 0; i < s->ncells; i++)
        if (esc_is_virtual(x, s->cells[i]) && search(x, esc_index(s->cells[i]), object))
            return true;
    return false;
}

static bool holds(struct escape *x, uint32_t holder, uint32_t object)
{
    x->stamp++;
    return search(x, holder, object);
}

static void set_cell(struct escape *x, struct esc_shape *s, uint32_t cell, esc_value v)
{
    uint32_t n = s->ncells > cell ? s->ncells : cell + 1;
    if (esc_cell_value(s, cell) == v)
        return;
    esc_value *cells = ARENA_ARRAY(x->arena, esc_value, n);
    if (s->ncells)
        memcpy(cells, s->cells, s->ncells * sizeof *cells);
    cells[cell] = v;
    s->cells = cells;
    s->ncells = n;
    x->epoch++;
}

/* What a cell holds after a store of v. */
static esc_value cell_content(const struct escape *x, ssa_id v)
{
    esc_value e = esc_resolve(x, v);
    if (e & (ESC_OBJECT | ESC_LATER))
        return e;
    const struct ssa_value *value = ssa_at(x->f, ssa_strip(x->f, e));
    return value->op == SSA_CONST && value->imm == 0 ? 0 : e;
}

static bool visit_store(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value base = esc_resolve(x, ssa_in(f, v, 0));
    if (!esc_is_virtual(x, base) || x->objects.at[esc_index(base)].box)
        return false;
    uint32_t object = esc_index(base), cell = cell_of(x, object, v);
    esc_value content = cell_content(x, ssa_in(f, v, ssa_at(f, v)->noperands - 1));
    if (cell == UINT32_MAX || (esc_is_virtual(x, content) && holds(x, esc_index(content), object)))
        return false;
    set_cell(x, esc_shape_of(x, object), cell, content);
    goes(x, v);
    return true;
}

/* What a load of a narrow cell makes of what was stored. */
static enum ssa_op narrowing(enum ssa_mem m)
{
    static const uint8_t ops[SSA_NMEMS] = {[SSA_MEM_I8] = SSA_SEXT8,
                                           [SSA_MEM_U8] = SSA_ZEXT8,
                                           [SSA_MEM_I16] = SSA_SEXT16,
                                           [SSA_MEM_U16] = SSA_ZEXT16};
    return ops[m];
}

static void replace_load(struct escape *x, ssa_id v, esc_value content)
{
    struct ssa_func *f = x->f;
    enum ssa_type t = ssa_type_of(f, v);
    enum ssa_op op = narrowing(ssa_at(f, v)->sub);
    const struct ssa_facts *facts = ssa_at(f, v)->facts;
    if (esc_is_object(content)) {
        vec_push(&x->dead, v);
        return;
    }
    ssa_id with = content ? esc_real(x, content, t) : ssa_const(f, t, 0);
    if (!op && !facts) {
        ssa_replace(f, v, with);
        return;
    }
    ssa_become(f, v, op ? op : SSA_REFINE, t, SSA_IN(with));
    if (facts && !op)
        ssa_set_facts(f, v, facts);
}

static bool visit_load(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value base = esc_resolve(x, ssa_in(f, v, 0));
    if (!esc_is_virtual(x, base))
        return false;
    uint32_t cell = cell_of(x, esc_index(base), v);
    if (cell == UINT32_MAX)
        return false;
    esc_value content = esc_cell_value(esc_shape_of(x, esc_index(base)), cell);
    bool narrow = narrowing(ssa_at(f, v)->sub) != 0;
    stand_for(x, v, narrow ? (esc_value)0 : content ? content : ssa_const(f, ssa_type_of(f, v), 0));
    if (x->apply)
        replace_load(x, v, content);
    return true;
}

/* ----------------------------------------------------------------------------------------------- questions
 */

static uint64_t class_of(const struct escape *x, esc_value object)
{
    return ssa_at(x->f, x->objects.at[esc_index(object)].origin)->handle;
}

static bool is_box(const struct escape *x, esc_value v)
{
    return esc_is_object(v) && x->objects.at[esc_index(v)].box;
}

/* Are two boxes the same object? Those of small numbers are when the numbers are. */
static void compare_numbers(struct escape *x, ssa_id v, esc_value a, esc_value b, const struct opt_box *cache)
{
    struct ssa_func *f = x->f;
    const struct esc_object *o = &x->objects.at[esc_index(a)];
    enum ssa_type t = ssa_mem_types[o->cells[0].mem];
    ssa_id one = esc_real(x, esc_cell_value(esc_shape_of(x, esc_index(a)), 0), t);
    ssa_id other = esc_real(x, esc_cell_value(esc_shape_of(x, esc_index(b)), 0), t);
    ssa_id equal = ssa_new(f, SSA_CMP, SSA_I32, SSA_IN(one, other));
    ssa_at(f, equal)->sub = SSA_EQ;
    ssa_insert_before(f, v, equal);
    ssa_id above = ssa_new(f, SSA_SUB, t, SSA_IN(one, ssa_const(f, t, cache->lo)));
    ssa_insert_before(f, v, above);
    ssa_id small =
        ssa_new(f, SSA_CMP, SSA_I32, SSA_IN(above, ssa_const(f, t, (int64_t)cache->hi - cache->lo)));
    ssa_at(f, small)->sub = SSA_ULE;
    ssa_insert_before(f, v, small);
    bool wants_equal = ssa_at(f, v)->sub == SSA_EQ;
    ssa_id both = ssa_new(f, SSA_AND, SSA_I32, SSA_IN(equal, small));
    ssa_insert_before(f, v, both);
    if (wants_equal)
        ssa_replace(f, v, both);
    else
        ssa_become(f, v, SSA_XOR, SSA_I32, SSA_IN(both, ssa_const_i32(f, 1)));
}

/* A box and something else. What comes from elsewhere may be the one object of a small number. */
static bool compare_box(struct escape *x, ssa_id v, esc_value a, esc_value b)
{
    struct opt_box cache;
    bool both = is_box(x, a) && is_box(x, b);
    esc_value other = is_box(x, a) ? b : a;
    bool null = !(other & (ESC_OBJECT | ESC_LATER)) && ssa_op_of(x->f, ssa_strip(x->f, other)) == SSA_CONST;
    bool differ =
        null || (esc_is_virtual(x, other) && !is_box(x, other)) || (both && class_of(x, a) != class_of(x, b));
    if (differ) {
        is_known(x, v, ssa_const_i32(x->f, ssa_at(x->f, v)->sub == SSA_NE));
        return true;
    }
    if (!both || !esc_is_virtual(x, a) || !esc_is_virtual(x, b) || !opt_box_of(x->cx, class_of(x, a), &cache))
        return false;
    stand_for(x, v, 0);
    if (x->apply)
        compare_numbers(x, v, a, b, &cache);
    return true;
}

static bool visit_cmp(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value a = esc_resolve(x, ssa_in(f, v, 0)), b = esc_resolve(x, ssa_in(f, v, 1));
    if (!(esc_is_object(a) && a == b) && !esc_is_virtual(x, a) && !esc_is_virtual(x, b))
        return false;
    if (a != b && (is_box(x, a) || is_box(x, b)))
        return compare_box(x, v, a, b);
    is_known(x, v, ssa_const_i32(f, (a == b) == (ssa_at(f, v)->sub == SSA_EQ)));
    return true;
}

/* Checks whose outcome follows from the class; the others look at the object. */
static bool visit_check(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value a = esc_resolve(x, ssa_in(f, v, 0));
    uint64_t handle = ssa_at(f, v)->handle;
    if (!esc_is_object(a))
        return false;
    enum ssa_op op = ssa_op_of(f, v);
    if ((op == SSA_CLASS_CHECK && class_of(x, a) != handle) ||
        (op == SSA_CHECK_CAST && !opt_subclass(x->cx, class_of(x, a), handle)))
        return false;
    is_name(x, v, a);
    return true;
}

static uint64_t element_class(const struct escape *x, esc_value array)
{
    const struct opt_env *env = x->cx->env;
    return env && env->element_class ? env->element_class(env->user, class_of(x, array)) : 0;
}

/* A store into a virtual array: its class is known, so the value needs to be cast to that of the elements. */
static bool visit_store_check(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value a = esc_resolve(x, ssa_in(f, v, 0)), array = esc_resolve(x, ssa_in(f, v, 1));
    uint64_t element = esc_is_object(array) ? element_class(x, array) : 0;
    if (!element)
        return false;
    if (esc_is_object(a)) {
        if (!opt_subclass(x->cx, class_of(x, a), element))
            return false;
        is_name(x, v, a);
        return true;
    }
    stand_for(x, v, 0);
    if (x->apply) {
        esc_rewrite_state(x, v);
        ssa_id cast[] = {ssa_in(f, v, 0)};
        ssa_set_operands(f, v, 1, cast);
        ssa_at(f, v)->op = SSA_CHECK_CAST;
        ssa_at(f, v)->handle = element;
    }
    return true;
}

static bool visit_type(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    esc_value a = esc_resolve(x, ssa_in(f, v, 0));
    const struct opt_env *env = x->cx->env;
    uint64_t handle = ssa_at(f, v)->handle, address = 0;
    if (!esc_is_object(a))
        return false;
    switch (ssa_op_of(f, v)) {
    case SSA_INSTANCE_OF:
        if (opt_subclass(x->cx, class_of(x, a), handle))
            is_known(x, v, ssa_const_i32(f, 1));
        else if (opt_disjoint(x->cx, class_of(x, a), handle))
            is_known(x, v, ssa_const_i32(f, 0));
        else
            return false;
        return true;
    case SSA_CLASS_OF:
        if (env && env->class_address)
            address = env->class_address(env->user, class_of(x, a));
        if (address)
            is_known(x, v, ssa_address(f, address));
        return address != 0;
    default: /* array_length */
        if (!x->objects.at[esc_index(a)].array)
            return false;
        is_known(x, v, ssa_const_i32(f, (int32_t)x->objects.at[esc_index(a)].length));
        return true;
    }
}

/* ---------------------------------------------------------------------------------------------------- locks
 */

static bool visit_monitor(struct escape *x, ssa_id v)
{
    esc_value a = esc_resolve(x, ssa_in(x->f, v, 0));
    if (!esc_is_virtual(x, a) || is_box(x, a))
        return false;
    struct esc_shape *s = esc_shape_of(x, esc_index(a));
    bool enter = ssa_op_of(x->f, v) == SSA_MONITOR_ENTER;
    if (!enter && s->locks == 0) /* throws */
        return false;
    s->locks = enter ? s->locks + 1 : s->locks - 1;
    x->epoch++;
    x->objects.at[esc_index(a)].survived = true;
    goes(x, v);
    return true;
}

/* --------------------------------------------------------------------------------------------------- others
 */

static bool visit_new(struct escape *x, ssa_id v)
{
    uint32_t object = x->object_of[v] - 1;
    if (x->object_of[v] == 0 || x->objects.at[object].never)
        return false;
    if (esc_shape_of(x, object)) { /* still there from the iteration before */
        x->broken = true;
        return true;
    }
    struct esc_shape s = {.object = object};
    if (x->objects.at[object].box) {
        esc_value *cells = ARENA_ARRAY(x->arena, esc_value, 1);
        cells[0] = cell_content(x, ssa_in(x->f, v, 0));
        s.cells = cells;
        s.ncells = 1;
    }
    vec_push(&x->shapes, s);
    x->where[object] = (uint32_t)x->shapes.len;
    x->epoch++;
    is_name(x, v, ESC_OBJECT | object);
    return true;
}

static void pass_fence(struct escape *x, ssa_id v)
{
    if (ssa_at(x->f, v)->sub == SSA_FENCE_ACQUIRE)
        return;
    for (size_t i = 0; i < x->shapes.len; i++)
        if (!x->shapes.at[i].real)
            x->objects.at[x->shapes.at[i].object].fenced = true;
}

/* Descriptions from before are made anew for each state that has them: what they hold may change between. */
static bool visit_virtual(struct escape *x, ssa_id v)
{
    bool mentions = false;
    for (uint32_t i = 0; i < ssa_at(x->f, v)->noperands; i++) {
        ssa_id a = ssa_in(x->f, v, i);
        mentions |= esc_is_object(esc_resolve(x, a)) || (a < x->nvalues && bitset_has(x->mentions, a));
    }
    if (!mentions) {
        bitset_del(x->mentions, v);
    } else {
        bitset_add(x->mentions, v);
        goes(x, v);
    }
    return true;
}

/* A try of what does not throw any more. */
static void visit_try(struct escape *x, ssa_id v)
{
    ssa_id tried = ssa_in(x->f, v, 0);
    uint32_t b = ssa_at(x->f, v)->block;
    enum ssa_op op = ssa_op_of(x->f, tried);
    if (op == SSA_NEW || op == SSA_NEW_ARRAY || op == SSA_BOX)
        x->out[b].quiet = tried < x->nvalues && x->object_of[tried] && x->stands_for[tried];
    else if (op == SSA_MONITOR_ENTER ||
             op == SSA_MONITOR_EXIT) /* it may have been the last use: see esc_visit */
        x->out[b].quiet |= x->quiet_monitor == tried;
}

static void leave_function(struct escape *x, ssa_id v)
{
    if (x->f->blocks[ssa_at(x->f, v)->block]->heat == 0)
        return;
    for (size_t i = 0; i < x->shapes.len; i++)
        if (!x->shapes.at[i].real)
            x->objects.at[x->shapes.at[i].object].survived = true;
}

static bool known(struct escape *x, ssa_id v)
{
    switch (ssa_op_of(x->f, v)) {
    case SSA_NEW:
    case SSA_BOX:
    case SSA_NEW_ARRAY: return visit_new(x, v);
    case SSA_STORE:
    case SSA_STORE_INDEX: return visit_store(x, v);
    case SSA_LOAD:
    case SSA_LOAD_INDEX: return visit_load(x, v);
    case SSA_CMP: return visit_cmp(x, v);
    case SSA_REFINE:
    case SSA_NULL_CHECK:
    case SSA_CLASS_CHECK:
    case SSA_CHECK_CAST: return visit_check(x, v);
    case SSA_STORE_CHECK: return visit_store_check(x, v);
    case SSA_INSTANCE_OF:
    case SSA_CLASS_OF:
    case SSA_ARRAY_LENGTH: return visit_type(x, v);
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT:
        if (!visit_monitor(x, v))
            return false;
        x->quiet_monitor = v;
        return true;
    case SSA_KEEP_ALIVE:
        if (!esc_is_virtual(x, esc_resolve(x, ssa_in(x->f, v, 0))))
            return false;
        goes(x, v);
        return true;
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_BOX:
    case SSA_VIRTUAL_ARRAY: return visit_virtual(x, v);
    default: return false;
    }
}

/* Makes the objects among the operands; afterwards operands are real. */
static void use_operands(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++) {
        esc_value a = esc_resolve(x, ssa_in(f, v, i));
        if (!esc_is_object(a))
            continue;
        if (!esc_shape_of(x, esc_index(a))) {
            x->broken = true;
            return;
        }
        if (esc_is_virtual(x, a))
            esc_make(x, v, esc_index(a));
        if (x->apply)
            ssa_set_operand(f, v, i, esc_real(x, a, SSA_REF));
    }
}

void esc_visit(struct escape *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    enum ssa_op op = ssa_op_of(f, v);
    if (v >= x->nvalues)
        return; /* made by this walk */
    if (op == SSA_TRY) {
        visit_try(x, v);
        return;
    }
    esc_value was = x->stands_for[v];
    if (known(x, v))
        return;
    if (was) {
        x->stands_for[v] = 0;
        x->again = true;
    }
    if (op == SSA_FENCE)
        pass_fence(x, v);
    use_operands(x, v);
    if (x->apply)
        esc_rewrite_state(x, v);
    if (op == SSA_RETURN || op == SSA_THROW)
        leave_function(x, v);
}
