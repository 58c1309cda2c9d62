/* eval_heap.c - the evaluator's heap: numbered objects, one hash table of cells, and how all that is written
 * down. */
#include "ssa/eval_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

uint64_t eval_mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ (b * 0x9E3779B97F4A7C15u)) + 0x632BE59BD9B4E019u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* -------------------------------------------------------------------------------------------------- objects
 */

static ssa_eval_value new_object(struct ssa_eval *e, struct eval_object o)
{
    vec_push(&e->objects, o);
    return (ssa_eval_value)e->objects.len - 1;
}

ssa_eval_value ssa_eval_object(struct ssa_eval *e, uint64_t class)
{
    return new_object(e, (struct eval_object){.class = class});
}

ssa_eval_value ssa_eval_array(struct ssa_eval *e, uint64_t class, int32_t length)
{
    return new_object(e, (struct eval_object){.class = class, .length = length});
}

/* The class, when this is the seed of its boxes; 0: it is not. */
static uint64_t class_of_boxes(uint64_t seed)
{
    uint64_t class = seed - (EVAL_CONST_REF | SSA_EVAL_BOXES);
    return class < 1 << 16 ? class : 0;
}

/* One object for each class and number. */
ssa_eval_value eval_small_box(struct ssa_eval *e, uint64_t class, int64_t number)
{
    uintptr_t key = (uintptr_t)(class << 8 | (uint8_t)number), known = (uintptr_t)ptr_map_get(&e->boxes, key);
    if (known)
        return (ssa_eval_value)(known / 2);
    ssa_eval_value o = ssa_eval_object(e, class);
    ssa_eval_set(e, o, false, SSA_EVAL_BOX_FIELD, SSA_MEM_I32, number);
    ssa_eval_set(e, o, false, SSA_EVAL_BOX_FIELD, SSA_MEM_I64, number);
    ptr_map_put(&e->boxes, key, (void *)((uintptr_t)o * 2)); /* never 1, the map's tombstone */
    return o;
}

ssa_eval_value ssa_eval_external(struct ssa_eval *e, uint64_t seed)
{
    seed += seed == 0;
    void *known = ptr_map_get(&e->externals, (uintptr_t)seed);
    if (known)
        return (ssa_eval_value)(uintptr_t)known / 2;
    uint64_t h = eval_mix(seed, 1);
    ssa_eval_value o = new_object(
        e, (struct eval_object){.class = 2 + h % 4, .seed = seed, .length = (int32_t)(h >> 32 & 15)});
    if (class_of_boxes(seed))
        e->objects.at[o].length = SSA_EVAL_LARGEST_BOX - SSA_EVAL_SMALLEST_BOX + 1;
    ptr_map_put(&e->externals, (uintptr_t)seed,
                (void *)(uintptr_t)(o * 2)); /* never 1, the map's tombstone */
    return o;
}

uint64_t ssa_eval_class(struct ssa_eval *e, ssa_eval_value object)
{
    return e->objects.at[object].class;
}
int32_t ssa_eval_length(struct ssa_eval *e, ssa_eval_value object)
{
    return e->objects.at[object].length;
}

/* The upper half names the handle, the lower half is the offset: the same in every run. */
ssa_eval_value eval_address(uint64_t handle)
{
    return (int64_t)(eval_mix(handle, 2) & 0xFFFFFFFF00000000u);
}

ssa_eval_value eval_address_object(struct ssa_eval *e, ssa_eval_value address, int64_t *offset)
{
    *offset = (int64_t)(uint32_t)address;
    return ssa_eval_external(e, (uint64_t)address >> 32 | (uint64_t)1 << 40);
}

/* ---------------------------------------------------------------------------------------------------- cells
 */

static size_t find_cell(const struct ssa_eval *e, uint32_t object, bool element, int64_t at, enum ssa_mem m)
{
    size_t i = eval_mix(eval_mix(object * 2u + element, m), (uint64_t)at) & (e->cells_cap - 1);
    for (; e->cells[i].object; i = (i + 1) & (e->cells_cap - 1)) {
        const struct eval_cell *c = &e->cells[i];
        if (c->object == object && c->element == element && c->at == at && c->mem == m)
            break;
    }
    return i;
}

/* Cells of different kinds are different cells, as an array has elements of one kind only; the sign is not in
 * the cell. */
static enum ssa_mem cell_kind(enum ssa_mem m)
{
    return m == SSA_MEM_U8 ? SSA_MEM_I8 : m == SSA_MEM_U16 ? SSA_MEM_I16 : m;
}

static void grow_cells(struct ssa_eval *e)
{
    struct eval_cell *old = e->cells;
    size_t old_cap = e->cells_cap;
    e->cells_cap = old_cap ? old_cap * 2 : 64;
    e->cells = xcalloc(e->cells_cap, sizeof *e->cells);
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].object)
            e->cells[find_cell(e, old[i].object, old[i].element, old[i].at, old[i].mem)] = old[i];
    free(old);
}

static ssa_eval_value narrow(enum ssa_mem m, ssa_eval_value v)
{
    switch (m) {
    case SSA_MEM_I8: return (int8_t)v;
    case SSA_MEM_U8: return (uint8_t)v;
    case SSA_MEM_I16: return (int16_t)v;
    case SSA_MEM_U16: return (uint16_t)v;
    case SSA_MEM_I32: return (int32_t)v;
    case SSA_MEM_F32: return (uint32_t)v;
    default: return v;
    }
}

/* What a cell of an external object holds before anybody writes: numbers mostly small, one reference in four
 * null. */
static ssa_eval_value initial_value(struct ssa_eval *e, uint64_t seed, bool element, int64_t at,
                                    enum ssa_mem m)
{
    uint64_t h = eval_mix(eval_mix(seed, (uint64_t)at), element ? 4 : 3);
    switch (m) {
    case SSA_MEM_REF: return h % 4 == 0 ? 0 : ssa_eval_external(e, h);
    case SSA_MEM_F32: return h % 4 == 0 ? (uint32_t)(h >> 8) : INT64_C(0x3f800000) + (int64_t)(h % 16 << 19);
    case SSA_MEM_F64: return h % 4 == 0 ? (int64_t)h : INT64_C(0x3ff0000000000000) + (int64_t)(h % 16 << 48);
    case SSA_MEM_RAW: return eval_address(h % 8);
    default: return narrow(m, h % 4 == 0 ? (int64_t)(h >> 8) : (int64_t)(h >> 8) % 16 - 4);
    }
}

static struct eval_cell *cell_of(struct ssa_eval *e, ssa_eval_value object, bool element, int64_t at,
                                 enum ssa_mem m)
{
    uint64_t boxes = element && m == SSA_MEM_REF ? class_of_boxes(e->objects.at[object].seed) : 0;
    ssa_eval_value box = boxes ? eval_small_box(e, boxes, at + SSA_EVAL_SMALLEST_BOX) : 0;
    if (e->cells_len * 2 >= e->cells_cap)
        grow_cells(e);
    m = cell_kind(m);
    size_t i = find_cell(e, (uint32_t)object, element, at, m);
    if (!e->cells[i].object) {
        uint64_t seed = e->objects.at[object].seed;
        struct eval_cell fresh = {.object = (uint32_t)object, .mem = m, .element = element, .at = at};
        if (seed)
            fresh.value = fresh.initial = box ? box : initial_value(e, seed, element, at, m);
        e->cells[i] = fresh;
        e->cells_len++;
    }
    return &e->cells[i];
}

ssa_eval_value ssa_eval_get(struct ssa_eval *e, ssa_eval_value object, bool element, int64_t at,
                            enum ssa_mem m)
{
    return narrow(m, cell_of(e, object, element, at, m)->value);
}

void ssa_eval_set(struct ssa_eval *e, ssa_eval_value object, bool element, int64_t at, enum ssa_mem m,
                  ssa_eval_value v)
{
    struct eval_cell *c = cell_of(e, object, element, at, m);
    c->value = narrow(cell_kind(m), v);
}

/* -------------------------------------------------------------------------------------------------- reports
 */

static int by_place(const void *x, const void *y)
{
    const struct eval_cell *a = x, *b = y;
    if (a->element != b->element)
        return a->element ? 1 : -1;
    return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : (int)a->mem - (int)b->mem;
}

typedef VEC(struct eval_cell) cell_vec;

/* Cells of one object that are not as they were at first, in order. */
static cell_vec changed_cells(struct ssa_eval *e, ssa_eval_value object)
{
    cell_vec v = {0};
    for (size_t i = 0; i < e->cells_cap; i++)
        if (e->cells[i].object == object && e->cells[i].value != e->cells[i].initial)
            vec_push(&v, e->cells[i]);
    if (v.len)
        qsort(v.at, v.len, sizeof *v.at, by_place);
    return v;
}

static void render_cells(struct ssa_eval *e, ssa_eval_value object, struct buf *out)
{
    cell_vec v = changed_cells(e, object);
    buf_puts(out, "{");
    for (size_t i = 0; i < v.len; i++) {
        buf_printf(out, v.at[i].element ? "%s[%" PRId64 "]: " : "%s%" PRId64 ": ", i ? ", " : "", v.at[i].at);
        eval_render(e, ssa_mem_types[v.at[i].mem], v.at[i].value, out);
    }
    buf_puts(out, "}");
    vec_free(&v);
}

void eval_begin_text(struct ssa_eval *e, bool anonymous)
{
    e->texts++;
    e->anonymous = anonymous;
}

/* New objects are named in the order in which the log meets them: their numbers are nobody's business. */
static void render_ref(struct ssa_eval *e, ssa_eval_value v, struct buf *out)
{
    struct eval_object *o = &e->objects.at[v];
    if (v == 0) {
        buf_puts(out, "null");
        return;
    }
    if (o->seed) {
        buf_printf(out, "x%" PRIu64, o->seed);
        return;
    }
    if (e->anonymous) {
        buf_printf(out, "#%" PRIu64, o->class);
        return;
    }
    if (!o->name)
        o->name = ++e->names;
    buf_printf(out, "n%u", o->name);
    if (o->described == e->texts)
        return;
    o->described = e->texts;
    buf_printf(out, " #%" PRIu64, o->class);
    if (o->length)
        buf_printf(out, " length %d", o->length);
    if (o->locks)
        buf_printf(out, " locked %d", o->locks);
    buf_puts(out, " ");
    render_cells(e, v, out);
}

void eval_render(struct ssa_eval *e, enum ssa_type t, ssa_eval_value v, struct buf *out)
{
    float narrow_float;
    double x;
    uint32_t low = (uint32_t)v;
    switch (t) {
    case SSA_VOID: buf_puts(out, "void"); break;
    case SSA_F32:
        memcpy(&narrow_float, &low, sizeof low);
        buf_printf(out, isnan(narrow_float) ? "nan" : "%.9g", narrow_float);
        break;
    case SSA_F64:
        memcpy(&x, &v, sizeof v);
        buf_printf(out, isnan(x) ? "nan" : "%.17g", x);
        break;
    case SSA_REF: render_ref(e, v, out); break;
    case SSA_RAW: buf_printf(out, "0x%" PRIx64, (uint64_t)v); break;
    default: buf_printf(out, "%" PRId64, v); break;
    }
}

static int by_seed(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

void eval_render_changes(struct ssa_eval *e, struct buf *out)
{
    VEC(uint64_t) seeds = {0};
    for (size_t i = 0; i < e->cells_cap; i++)
        if (e->cells[i].object && e->cells[i].value != e->cells[i].initial &&
            e->objects.at[e->cells[i].object].seed)
            vec_push(&seeds, e->objects.at[e->cells[i].object].seed);
    if (seeds.len)
        qsort(seeds.at, seeds.len, sizeof *seeds.at, by_seed);
    for (size_t i = 0; i < seeds.len; i++)
        if (i == 0 || seeds.at[i] != seeds.at[i - 1]) {
            buf_printf(out, "x%" PRIu64 " ", seeds.at[i]);
            render_cells(e, ssa_eval_external(e, seeds.at[i]), out);
            buf_putc(out, '\n');
        }
    vec_clear(&seeds);
    for (size_t i = 0; i < e->objects.len; i++)
        if (e->objects.at[i].seed && e->objects.at[i].locks)
            vec_push(&seeds, e->objects.at[i].seed);
    if (seeds.len)
        qsort(seeds.at, seeds.len, sizeof *seeds.at, by_seed);
    for (size_t i = 0; i < seeds.len; i++)
        buf_printf(out, "x%" PRIu64 " locked\n", seeds.at[i]);
    vec_free(&seeds);
}

/* A call can see all of this: part of the log, so that no store moves past a call unnoticed. */
uint64_t eval_changes_hash(struct ssa_eval *e)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < e->cells_cap; i++) {
        const struct eval_cell *c = &e->cells[i];
        if (!c->object || c->value == c->initial || !e->objects.at[c->object].seed)
            continue;
        uint64_t v = (uint64_t)c->value;
        if (c->mem == SSA_MEM_REF && c->value) {
            const struct eval_object *o = &e->objects.at[c->value];
            v = o->seed ? o->seed : o->class;
        }
        sum += eval_mix(eval_mix(e->objects.at[c->object].seed * 2 + c->element, (uint64_t)c->at), v);
    }
    return sum;
}
