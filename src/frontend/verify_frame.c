/*
 * verify_frame.c - the StackMapTable (JVMS 4.7.4) and matching type states against its frames (4.10.1.4).
 *
 * All frames of a method are decoded before its code is looked at, because branches need them in any order.
 * Frames that leave locals as they were, chop them or append to the newest ones share their predecessor's
 * slice of map_types.
 */
#include <string.h>

#include "frontend/verify_internal.h"

/* A table may ask for far more types than its size suggests (chop one, append one, over thousands of locals).
 */
enum { MAX_MAP_TYPES = 1 << 24 };

struct map_reader {
    struct verifier *v;
    const u1 *p, *end;
};

static u4 take(struct map_reader *r, u4 n)
{
    if ((size_t)(r->end - r->p) < n)
        fail_format(r->v, false, "StackMapTable format error: access beyond the end of attribute");
    u4 value = n == 1 ? r->p[0] : read_u2(r->p);
    r->p += n;
    return value;
}

static vtype take_type(struct map_reader *r)
{
    struct verifier *v = r->v;
    u4 tag = take(r, 1), operand;
    switch (tag) {
    case 0: return VTYPE(VT_TOP);
    case 1: return VTYPE(VT_INT);
    case 2: return VTYPE(VT_FLOAT);
    case 3: return VTYPE(VT_DOUBLE);
    case 4: return VTYPE(VT_LONG);
    case 5: return VTYPE(VT_NULL);
    case 6: return VTYPE(VT_UNINIT_THIS);
    case 7:
        operand = take(r, 2);
        if (operand == 0 || operand >= v->cp->count || v->cp->tags[operand] != CP_Class)
            fail_format(v, false, "StackMapTable format error: bad class index");
        return vt_of_class_index(v, (u2)operand);
    case 8:
        operand = take(r, 2);
        if (operand >= v->code->length || v->marks[operand] != MARK_NEW)
            fail_format(v, true, "StackMapTable format error: bad offset for Uninitialized");
        return vt_uninit(operand);
    default: fail_format(v, false, "StackMapTable format error: bad verification type");
    }
}

/* Appends n types to map_types (two slots for long and double); returns the number of slots. */
static u4 take_types(struct map_reader *r, u4 n, bool *this_uninit)
{
    struct verifier *v = r->v;
    size_t before = v->map_types.len;
    for (u4 i = 0; i < n; i++) {
        vtype t = take_type(r);
        vec_push(&v->map_types, t);
        if (vt_is_cat2(t))
            vec_push(&v->map_types, vt_second(t));
        if (t == VTYPE(VT_UNINIT_THIS) && this_uninit)
            *this_uninit = true;
    }
    return (u4)(v->map_types.len - before);
}

static void check_size(struct verifier *v, int64_t size, u4 max)
{
    if (size < 0 || size > max)
        fail_format(v, true, "StackMapTable format error: bad type array size");
}

/* Slots left after removing the last `chops` locals, or -1. */
static int64_t chopped(const vtype *locals, u4 n, u4 chops)
{
    int64_t left = n;
    for (u4 i = 0; i < chops; i++) {
        if (left <= 0)
            return -1;
        left -= vt_is_cat2_2nd(locals[left - 1]) ? 2 : 1;
    }
    return left;
}

/* Makes f's locals the newest slice of map_types, so that they can be appended to. */
static void move_locals_to_end(struct verifier *v, struct map_frame *f)
{
    if (f->locals + f->n_locals == v->map_types.len)
        return;
    if (v->map_types.len + f->n_locals > MAX_MAP_TYPES)
        fail_format(v, true, "StackMapTable format error: table is too large");
    vec_reserve(&v->map_types, v->map_types.len + f->n_locals);
    memcpy(v->map_types.at + v->map_types.len, v->map_types.at + f->locals, f->n_locals * sizeof(vtype));
    f->locals = (u4)v->map_types.len;
    v->map_types.len += f->n_locals;
}

static void take_frame(struct map_reader *r, struct map_frame *f, bool first)
{
    struct verifier *v = r->v;
    u4 type = take(r, 1), delta;
    if (type < 128) {
        delta = type & 63;
    } else {
        delta = take(r, 2);
        if (type < 247)
            fail_format(v, false, "StackMapTable format error: reserved frame type");
    }
    f->bci = first ? delta : f->bci + delta + 1;
    f->n_stack = 0;
    if (type >= 248 && type < 251) {
        int64_t left = chopped(v->map_types.at + f->locals, f->n_locals, 251 - type);
        check_size(v, left, v->code->max_locals);
        f->n_locals = (u4)left;
        f->this_uninit = false;
        for (u4 i = 0; i < f->n_locals; i++)
            if (v->map_types.at[f->locals + i] == VTYPE(VT_UNINIT_THIS))
                f->this_uninit = true;
    } else if (type > 251 && type < 255) {
        move_locals_to_end(v, f);
        f->n_locals += take_types(r, type - 251, &f->this_uninit);
        check_size(v, f->n_locals, v->code->max_locals);
    } else if (type == 255) {
        f->this_uninit = false;
        f->locals = (u4)v->map_types.len;
        f->n_locals = take_types(r, take(r, 2), &f->this_uninit);
        check_size(v, f->n_locals, v->code->max_locals);
    }
    f->stack = (u4)v->map_types.len;
    if (type == 255)
        f->n_stack = take_types(r, take(r, 2), NULL);
    else if ((type >= 64 && type < 128) || type == 247)
        f->n_stack = take_types(r, 1, NULL);
    check_size(v, f->n_stack, v->code->max_stack);
}

struct vframe map_frame_view(struct verifier *v, const struct map_frame *f)
{
    return (struct vframe){.bci = f->bci,
                           .n_locals = f->n_locals,
                           .n_stack = f->n_stack,
                           .this_uninit = f->this_uninit,
                           .locals = v->map_types.at + f->locals,
                           .stack = v->map_types.at + f->stack};
}

void decode_stack_map(struct verifier *v)
{
    vec_clear(&v->frames);
    vec_clear(&v->map_types);
    const struct attr_bytes *table = &v->code->stack_map;
    if (!table->data)
        return;
    struct map_reader r = {.v = v, .p = table->data, .end = table->data + table->len};
    u4 count = take(&r, 2);

    /* The implicit first frame: the method's arguments. */
    struct map_frame f = {.n_locals = v->cur.n_locals, .this_uninit = v->cur.this_uninit};
    for (u4 i = 0; i < v->cur.n_locals; i++)
        vec_push(&v->map_types, v->cur.locals[i]);
    for (u4 i = 0; i < count; i++) {
        take_frame(&r, &f, i == 0);
        if (f.bci >= v->code->length || v->marks[f.bci] == MARK_INSIDE) {
            struct verr e = {.reason = REASON_BAD_MAP,
                             .type = {.kind = FROM_FRAME, .has_frame = true, .frame = map_frame_view(v, &f)}};
            fail_with(v, &e, "StackMapTable error: bad offset");
        }
        vec_push(&v->frames, f);
    }
    if (r.p != r.end)
        fail_format(v, false, "StackMapTable format error: wrong attribute size");
}

const struct map_frame *find_map_frame(struct verifier *v, int64_t bci)
{
    size_t low = 0, high = v->frames.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (v->frames.at[mid].bci < bci)
            low = mid + 1;
        else
            high = mid;
    }
    return low < v->frames.len && v->frames.at[low].bci == bci ? &v->frames.at[low] : NULL;
}

static u4 first_mismatch(struct verifier *v, const vtype *from, const vtype *to, u4 n)
{
    u4 i = 0;
    while (i < n && (from[i] == to[i] || vt_assignable(v, from[i], to[i])))
        i++;
    return i;
}

static struct vorigin slot_of(enum vorigin_kind kind, const struct vframe *f, u4 i)
{
    bool local = kind == FROM_LOCAL || kind == FROM_MAP_LOCAL;
    return (struct vorigin){
        .kind = kind, .index = i, .type = local ? f->locals[i] : f->stack[i], .has_frame = true, .frame = *f};
}

bool frame_assignable(struct verifier *v, const struct vframe *from, const struct map_frame *target,
                      struct verr *why)
{
    struct vframe to = map_frame_view(v, target);
    *why = (struct verr){.bci = to.bci};
    if (from->n_stack != to.n_stack) {
        why->reason = REASON_STACK_SIZE;
        why->bci = from->bci;
    } else {
        /* Locals beyond the frame's are unusable there: anything will do. Ours beyond n_locals are VT_TOP. */
        u4 i = first_mismatch(v, from->locals, to.locals, to.n_locals);
        if (i < to.n_locals) {
            why->reason = REASON_TYPE;
            why->type = slot_of(FROM_LOCAL, from, i);
            why->expected = slot_of(FROM_MAP_LOCAL, &to, i);
            return false;
        }
        i = first_mismatch(v, from->stack, to.stack, to.n_stack);
        if (i < to.n_stack) {
            why->reason = REASON_TYPE;
            why->type = slot_of(FROM_STACK, from, i);
            why->expected = slot_of(FROM_MAP_STACK, &to, i);
            return false;
        }
        if (!from->this_uninit || to.this_uninit)
            return true;
        why->reason = REASON_FLAGS;
    }
    why->type = (struct vorigin){.kind = FROM_FRAME, .has_frame = true, .frame = *from};
    why->expected = (struct vorigin){.kind = FROM_FRAME, .has_frame = true, .frame = to};
    return false;
}
