/*
 * verify_type.c - verification types: descriptors, array components, assignability (JVMS 4.10.1.2).
 *
 * What names alone decide is decided here (same name, Object, null, arrays down to their element classes, the
 * current class's direct superclass); the rest is asked of the environment once per class and pair, and
 * remembered.
 */
#include <string.h>

#include "frontend/verify_internal.h"

static vtype type_of_descriptor(struct verifier *v, const char *p, size_t n)
{
    switch (*p) {
    case 'Z': return VTYPE(VT_BOOLEAN);
    case 'B': return VTYPE(VT_BYTE);
    case 'C': return VTYPE(VT_CHAR);
    case 'S': return VTYPE(VT_SHORT);
    case 'I': return VTYPE(VT_INT);
    case 'F': return VTYPE(VT_FLOAT);
    case 'J': return VTYPE(VT_LONG);
    case 'D': return VTYPE(VT_DOUBLE);
    case '[': return vt_class(symbol_intern(v->env->symbols, p, n));
    case 'L': return n > 2 ? vt_class(symbol_intern(v->env->symbols, p + 1, n - 2)) : VTYPE(VT_TOP);
    default: return VTYPE(VT_TOP);
    }
}

vtype vt_component(struct verifier *v, vtype array)
{
    const struct symbol *name = vt_name(array);
    return type_of_descriptor(v, name->utf8 + 1, name->len - 1u);
}

vtype vt_array_of(struct verifier *v, vtype component)
{
    const struct symbol *name = vt_name(component);
    bool nested = vt_is_array(component);
    size_t n = name->len + (nested ? 1u : 3u);
    if (n > UINT16_MAX)
        return 0;
    char small[256], *text = n <= sizeof small ? small : arena_alloc(&v->scratch, n);
    text[0] = '[';
    if (nested) {
        memcpy(text + 1, name->utf8, name->len);
    } else {
        text[1] = 'L';
        memcpy(text + 2, name->utf8, name->len);
        text[n - 1] = ';';
    }
    return vt_class(symbol_intern(v->env->symbols, text, n));
}

/* The class's own constant names it by the name it was given, which for hidden classes is not the one in the
 * file. */
vtype vt_of_class_index(struct verifier *v, u2 index)
{
    return vt_class(index == v->cf->this_index ? v->this_name : cp_class_name(v->cp, index));
}

/* Small integers are int everywhere but as a method's own return type and as array components. */
static vtype widen(vtype t)
{
    enum vtag tag = vt_tag(t);
    return tag >= VT_BOOLEAN && tag <= VT_CHAR ? VTYPE(VT_INT) : t;
}

static size_t one_type_length(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && *q == '[')
        q++;
    if (q < end && *q == 'L') {
        q = memchr(q, ';', (size_t)(end - q));
        if (!q)
            return (size_t)(end - p);
    }
    return q < end ? (size_t)(q - p) + 1 : (size_t)(end - p);
}

const struct vsig *vsig_of(struct verifier *v, const struct symbol *desc)
{
    struct vsig *sig = ptr_map_get(&v->sigs, (uintptr_t)desc);
    if (sig)
        return sig;
    /* No type takes more slots than characters, but J and D: twice the length is always enough. */
    sig = arena_alloc(&v->scratch, sizeof *sig + sizeof(vtype) * 2 * (desc->len + 1u));
    const char *p = desc->utf8, *end = p + desc->len;
    u4 n = 0;
    if (*p == '(') {
        for (p++; p < end && *p != ')';) {
            size_t len = one_type_length(p, end);
            vtype t = widen(type_of_descriptor(v, p, len));
            sig->types[n++] = t;
            if (vt_is_cat2(t))
                sig->types[n++] = vt_second(t);
            p += len;
        }
        p++;
    }
    sig->n_args = (u2)n;
    if (p < end && *p != 'V') {
        vtype t = type_of_descriptor(v, p, (size_t)(end - p));
        sig->types[n] = widen(t);
        sig->n_ret = 1;
        if (vt_is_cat2(t)) {
            sig->types[n + 1] = vt_second(t);
            sig->n_ret = 2;
        }
    }
    ptr_map_put(&v->sigs, (uintptr_t)desc, sig);
    return sig;
}

static bool class_assignable(struct verifier *v, vtype from, vtype to)
{
    if (to == v->object_type)
        return true;
    if (from == v->this_type && v->cf->super_name && vt_name(to) == v->cf->super_name)
        return true;
    size_t slot = ((from ^ (to >> 7) ^ (from >> 13)) * 0x9E3779B97F4A7C15u) >> 55;
    struct assign_entry *e = &v->assign_cache[slot];
    if (e->from == from && e->to == to)
        return e->yes;
    enum verify_answer answer = v->env->class_assignable(v->env->cx, vt_name(from), vt_name(to));
    if (answer == VERIFY_THROWN)
        ask_failed(v);
    *e = (struct assign_entry){.from = from, .to = to, .yes = answer == VERIFY_YES};
    return e->yes;
}
_Static_assert(ASSIGN_CACHE_SIZE == 1u << (64 - 55), "the hash above yields a cache slot");

static bool reference_assignable(struct verifier *v, vtype from, vtype to)
{
    /* Strip common dimensions: [[A to [[B asks about A and B. */
    while (vt_is_array(from) && vt_is_array(to)) {
        from = vt_component(v, from);
        to = vt_component(v, to);
        if (from == to)
            return from != VTYPE(VT_TOP);
        if (!vt_is_initialized_ref(from) || !vt_is_initialized_ref(to))
            return false;
    }
    if (vt_is_array(to))
        return false;
    if (vt_is_array(from)) {
        const struct symbol *name = vt_name(to);
        return to == v->object_type || strcmp(name->utf8, "java/lang/Cloneable") == 0 ||
               strcmp(name->utf8, "java/io/Serializable") == 0;
    }
    return class_assignable(v, from, to);
}

bool vt_assignable(struct verifier *v, vtype from, vtype to)
{
    if (from == to)
        return true;
    switch (vt_tag(to)) {
    case VT_TOP: return true;
    case VT_OBJECT:
    case VT_ARRAY:
        if (vt_tag(from) == VT_NULL)
            return true;
        return vt_is_initialized_ref(from) && reference_assignable(v, from, to);
    case VT_BOOLEAN:
    case VT_BYTE:
    case VT_SHORT:
    case VT_CHAR: return from == VTYPE(VT_INT);
    case VT_ANY_REF: return vt_is_ref(from);
    case VT_ANY_CAT1: return vt_is_cat1(from);
    case VT_ANY_CAT2: return vt_is_cat2(from);
    case VT_ANY_CAT2_2ND: return vt_is_cat2_2nd(from);
    default: return false;
    }
}

bool vt_assignable_to_this(struct verifier *v, vtype from)
{
    if ((v->cf->access & ACC_INTERFACE) && from == v->object_type)
        return false;
    return vt_assignable(v, from, v->this_type);
}

void vt_print(struct buf *b, vtype t)
{
    static const char *const names[] = {
        [VT_TOP] = "top",
        [VT_INT] = "integer",
        [VT_FLOAT] = "float",
        [VT_LONG] = "long",
        [VT_LONG2] = "long_2nd",
        [VT_DOUBLE] = "double",
        [VT_DOUBLE2] = "double_2nd",
        [VT_NULL] = "null",
        [VT_UNINIT_THIS] = "uninitializedThis",
        [VT_BOOLEAN] = "boolean",
        [VT_BYTE] = "byte",
        [VT_SHORT] = "short",
        [VT_CHAR] = "char",
        [VT_ANY_REF] = "reference type",
        [VT_ANY_CAT1] = "category1 type",
        [VT_ANY_CAT2] = "category2 type",
        [VT_ANY_CAT2_2ND] = "category2_2nd type",
    };
    switch (vt_tag(t)) {
    case VT_OBJECT:
    case VT_ARRAY: buf_printf(b, "'%s'", vt_name(t)->utf8); break;
    case VT_UNINIT: buf_printf(b, "uninitialized %u", vt_new_bci(t)); break;
    default: buf_puts(b, names[vt_tag(t)]); break;
    }
}
