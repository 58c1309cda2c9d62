/* data.c - strings, arrays and buffers. */
#include "runtime/embed/embed.h"
#include "runtime/object/string_internal.h"

#define REPLACEMENT 0xfffd

/* ---- UTF-8 ---- */

/* The next code point of [*p, end), or REPLACEMENT for a byte that starts none (then only that byte is
 * taken). */
static uint32_t next_code_point(const u1 **p, const u1 *end)
{
    const u1 *q = *p;
    uint32_t first = *q++, c, least;
    unsigned more;
    *p = q;
    if (first < 0x80)
        return first;
    if (first >= 0xc2 && first < 0xe0)
        c = first & 0x1f, more = 1, least = 0x80;
    else if (first >= 0xe0 && first < 0xf0)
        c = first & 0x0f, more = 2, least = 0x800;
    else if (first >= 0xf0 && first < 0xf5)
        c = first & 0x07, more = 3, least = 0x10000;
    else
        return REPLACEMENT;
    for (; more > 0; more--, q++) {
        if (q == end || (*q & 0xc0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (*q & 0x3f);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return REPLACEMENT;
    *p = q;
    return c;
}

static bool is_plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((signed char)s[i] <= 0)
            return false;
    return true;
}

struct object *embed_string_new(struct thread *t, const char *utf8, size_t size)
{
    if (is_plain(utf8, size)) /* then modified UTF-8 is the same */
        return string_new_utf8(t, utf8, size);
    uint16_t *units = malloc((size + 1) * sizeof *units);
    if (units == NULL) {
        throw_oom(t, "C heap space");
        return NULL;
    }
    size_t n = 0;
    for (const u1 *p = (const u1 *)utf8, *end = p + size; p < end;) {
        uint32_t c = next_code_point(&p, end);
        if (c >= 0x10000) {
            units[n++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        units[n++] = (uint16_t)c;
    }
    struct object *s = string_new_utf16(t, units, n);
    free(units);
    return s;
}

static char *put_code_point(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

char *embed_string_utf8(struct thread *t, const struct object *string, size_t *size)
{
    struct string_bytes b = string_bytes_of(t->vm, string);
    size_t n = b.len >> b.coder;
    char *text = malloc(3 * n + 1), *out = text;
    for (size_t i = 0; text != NULL && i < n; i++) {
        uint32_t c = b.coder == CODER_LATIN1 ? ((const u1 *)b.at)[i] : ((const uint16_t *)b.at)[i];
        if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = c < 0xdc00 && i + 1 < n ? ((const uint16_t *)b.at)[i + 1] : 0;
            bool pair = low >= 0xdc00 && low < 0xe000;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
            i += pair;
        }
        out = put_code_point(out, c);
    }
    if (text != NULL)
        *out = 0;
    if (size != NULL)
        *size = (size_t)(out - text);
    return text;
}

/* ---- strings ---- */

SAMOVAR_EXPORT samovar_status samovar_string_n(samovar_thread *s, const char *utf8, size_t size,
                                               samovar_ref *string)
{
    EMBED_BEGIN(s);
    if (utf8 == NULL || string == NULL || size > INT32_MAX)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_string: an argument is NULL, or too long"));
    struct object *o = embed_string_new(t, utf8, size);
    if (o != NULL)
        *string = embed_local(t, o);
    EMBED_END(s, o != NULL ? SAMOVAR_OK : SAMOVAR_EXCEPTION);
}

SAMOVAR_EXPORT samovar_status samovar_string(samovar_thread *s, const char *utf8, samovar_ref *string)
{
    return samovar_string_n(s, utf8, utf8 != NULL ? strlen(utf8) : 0, string);
}

/* NULL: the error is set. */
static struct object *need_string(samovar_thread *s, samovar_ref ref)
{
    struct object *o = embed_get(ref);
    if (o != NULL && o->klass == s->t->vm->wk.String)
        return o;
    embed_fail(s, SAMOVAR_TYPE, "%s", o == NULL ? "the string is null" : "the object is no string");
    return NULL;
}

SAMOVAR_EXPORT samovar_status samovar_to_utf8(samovar_thread *s, samovar_ref string, char **utf8,
                                              size_t *size)
{
    EMBED_BEGIN(s);
    struct object *o = need_string(s, string);
    if (o == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    char *text = embed_string_utf8(t, o, size);
    if (text == NULL)
        throw_oom(t, "C heap space");
    else
        *utf8 = text;
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT void samovar_free(void *p)
{
    free(p);
}

SAMOVAR_EXPORT samovar_status samovar_string_view(samovar_thread *s, samovar_ref string, samovar_chars *chars)
{
    EMBED_BEGIN(s);
    struct object *o = need_string(s, string);
    if (o == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    struct string_bytes b = string_bytes_of(t->vm, o);
    *chars = (samovar_chars){b.at, b.len >> b.coder, b.coder == CODER_UTF16};
    EMBED_END(s, SAMOVAR_OK);
}

/* ---- arrays ---- */

static samovar_status array_made(samovar_thread *s, struct object *array, samovar_ref *out)
{
    if (array == NULL)
        return SAMOVAR_EXCEPTION;
    *out = embed_local(s->t, array);
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_array_new(samovar_thread *s, samovar_type type, size_t count,
                                                samovar_ref *array)
{
    EMBED_BEGIN(s);
    if (type <= 0 || strchr("ZBCSIJFD", (int)type) == NULL || array == NULL || count > INT32_MAX)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_array_new: no primitive type, or too long"));
    EMBED_END(s, array_made(s, heap_alloc_prim_array(t, (char)type, (int32_t)count), array));
}

SAMOVAR_EXPORT samovar_status samovar_ref_array_new(samovar_thread *s, samovar_ref element_class,
                                                    size_t count, samovar_ref *array)
{
    EMBED_BEGIN(s);
    struct class *c = embed_class(s, element_class);
    if (c == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    if (c->is_primitive || array == NULL || count > INT32_MAX)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_ref_array_new: a primitive class, or too long"));
    EMBED_END(s, array_made(s, heap_alloc_object_array(t, c, (int32_t)count), array));
}

/* The array that ref names, of references or of primitives as asked; NULL: the error is set. */
enum array_kind { ANY_ARRAY, REF_ARRAY, PRIMITIVE_ARRAY };

static struct object *need_array(samovar_thread *s, samovar_ref ref, enum array_kind kind)
{
    struct object *o = embed_get(ref);
    if (o == NULL || !o->klass->is_array)
        embed_fail(s, SAMOVAR_TYPE, "%s", o == NULL ? "the array is null" : "the object is no array");
    else if (kind == ANY_ARRAY || o->klass->all_refs == (kind == REF_ARRAY))
        return o;
    else
        embed_fail(s, SAMOVAR_TYPE, "an array of %s", kind == REF_ARRAY ? "primitives" : "references");
    return NULL;
}

SAMOVAR_EXPORT samovar_status samovar_array_length(samovar_thread *s, samovar_ref array, size_t *count)
{
    EMBED_BEGIN(s);
    (void)t;
    struct object *a = need_array(s, array, ANY_ARRAY);
    if (a != NULL)
        *count = (size_t)array_length(a);
    EMBED_END(s, a != NULL ? SAMOVAR_OK : SAMOVAR_TYPE);
}

SAMOVAR_EXPORT samovar_status samovar_array_view(samovar_thread *s, samovar_ref array,
                                                 samovar_elements *elements)
{
    EMBED_BEGIN(s);
    (void)t;
    struct object *a = need_array(s, array, PRIMITIVE_ARRAY);
    if (a != NULL)
        *elements = (samovar_elements){array_data(a), (size_t)array_length(a),
                                       (samovar_type)a->klass->component->type};
    EMBED_END(s, a != NULL ? SAMOVAR_OK : SAMOVAR_TYPE);
}

static struct object *need_element(samovar_thread *s, samovar_ref array, size_t index)
{
    struct object *a = need_array(s, array, REF_ARRAY);
    if (a != NULL && index >= (size_t)array_length(a)) {
        embed_fail(s, SAMOVAR_INVALID, "index %zu of an array of length %d", index, array_length(a));
        return NULL;
    }
    return a;
}

SAMOVAR_EXPORT samovar_status samovar_array_get(samovar_thread *s, samovar_ref array, size_t index,
                                                samovar_ref *element)
{
    EMBED_BEGIN(s);
    struct object *a = need_element(s, array, index);
    if (a == NULL)
        EMBED_END(s, s->error.status);
    *element = embed_local(t, ref_array_get(a, (int32_t)index));
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_array_set(samovar_thread *s, samovar_ref array, size_t index,
                                                samovar_ref element)
{
    EMBED_BEGIN(s);
    (void)t;
    struct object *a = need_element(s, array, index), *v = embed_get(element);
    if (a == NULL)
        EMBED_END(s, s->error.status);
    if (v != NULL && !class_is_subtype(v->klass, a->klass->component)) {
        struct buf b = {0};
        struct parameter p = {'L', a->klass->component};
        samovar_value value = samovar_object(element);
        embed_describe(&p, &value, &b);
        embed_fail(s, SAMOVAR_TYPE, "element: %s", buf_str(&b));
        buf_free(&b);
        EMBED_END(s, SAMOVAR_TYPE);
    }
    ref_array_set(a, (int32_t)index, v);
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_buffer(samovar_thread *s, void *memory, size_t size,
                                             samovar_ref *buffer)
{
    EMBED_BEGIN(s);
    if (memory == NULL || buffer == NULL || size > INT32_MAX)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_buffer: no memory, or too much"));
    JNIEnv *env = thread_env(t);
    jobject o = (*env)->NewDirectByteBuffer(env, memory, (jlong)size);
    if (o != NULL)
        *buffer = (samovar_ref)o;
    EMBED_END(s, o != NULL ? SAMOVAR_OK : SAMOVAR_EXCEPTION);
}
