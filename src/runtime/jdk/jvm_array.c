/* jvm_array.c - java.lang.reflect.Array: elements of any type, boxed or as jvalue, and new arrays. */
#include "runtime/jdk/jvm_internal.h"

#define MAX_DIMENSIONS 255

/* The array behind a reference, checked; NULL with an exception pending. */
static struct object *check_array(struct thread *t, jobject h, bool primitive)
{
    struct object *a = handle_get(h);
    if (a == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else if (!a->klass->is_array)
        throw_new(t, "java/lang/IllegalArgumentException", "Argument is not an array");
    else if (primitive && a->klass->all_refs)
        throw_new(t, "java/lang/IllegalArgumentException", "Argument is not an array of primitive type");
    else
        return a;
    return NULL;
}

static bool check_index(struct thread *t, const struct object *a, jint index)
{
    if ((uint32_t)index < (uint32_t)array_length(a))
        return true;
    return throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", NULL);
}

/* Letter of the elements: 'L' for all references. */
static char element_letter(const struct object *a)
{
    return a->klass->all_refs ? 'L' : a->klass->component->type;
}

static union slot element_get(const struct object *a, jint i)
{
    switch (element_letter(a)) {
    case 'Z': return (union slot){.i = ARRAY_AT(uint8_t, a, i)};
    case 'B': return (union slot){.i = ARRAY_AT(int8_t, a, i)};
    case 'C': return (union slot){.i = ARRAY_AT(uint16_t, a, i)};
    case 'S': return (union slot){.i = ARRAY_AT(int16_t, a, i)};
    case 'I': return (union slot){.i = ARRAY_AT(int32_t, a, i)};
    case 'F': return (union slot){.f = ARRAY_AT(float, a, i)};
    case 'J': return (union slot){.l = ARRAY_AT(int64_t, a, i)};
    case 'D': return (union slot){.d = ARRAY_AT(double, a, i)};
    default: return (union slot){.a = ref_array_get(a, i)};
    }
}

static void primitive_set(struct object *a, jint i, union slot v)
{
    switch (element_letter(a)) {
    case 'Z': ARRAY_AT(uint8_t, a, i) = v.i & 1; break;
    case 'B': ARRAY_AT(int8_t, a, i) = (int8_t)v.i; break;
    case 'C': ARRAY_AT(uint16_t, a, i) = (uint16_t)v.i; break;
    case 'S': ARRAY_AT(int16_t, a, i) = (int16_t)v.i; break;
    case 'I': ARRAY_AT(int32_t, a, i) = v.i; break;
    case 'F': ARRAY_AT(float, a, i) = v.f; break;
    case 'J': ARRAY_AT(int64_t, a, i) = v.l; break;
    case 'D': ARRAY_AT(double, a, i) = v.d; break;
    default: vm_abort("primitive_set: array of references");
    }
}

/* Type codes of newarray (JVMS 6.5) <-> letters. */
static char letter_of_code(int code)
{
    static const char letters[] = "ZCFDBSIJ";
    return code >= 4 && code <= 11 ? letters[code - 4] : 'L';
}

static union slot slot_of_jvalue(char type, jvalue v)
{
    switch (type) {
    case 'Z': return (union slot){.i = v.z & 1};
    case 'B': return (union slot){.i = v.b};
    case 'C': return (union slot){.i = v.c};
    case 'S': return (union slot){.i = v.s};
    case 'I': return (union slot){.i = v.i};
    case 'F': return (union slot){.f = v.f};
    case 'D': return (union slot){.d = v.d};
    default: return (union slot){.l = v.j};
    }
}

static jvalue jvalue_of_slot(char type, union slot s)
{
    switch (type) {
    case 'Z': return (jvalue){.z = s.i & 1};
    case 'B': return (jvalue){.b = (jbyte)s.i};
    case 'C': return (jvalue){.c = (jchar)s.i};
    case 'S': return (jvalue){.s = (jshort)s.i};
    case 'I': return (jvalue){.i = s.i};
    case 'F': return (jvalue){.f = s.f};
    case 'D': return (jvalue){.d = s.d};
    default: return (jvalue){.j = s.l};
    }
}

static bool widen_or_throw(struct thread *t, char from, char to, union slot *v)
{
    return reflect_widen(from, to, v) ||
           throw_new(t, "java/lang/IllegalArgumentException", "argument type mismatch");
}

SAMOVAR_EXPORT jint JNICALL JVM_GetArrayLength(JNIEnv *env, jobject array)
{
    JNI_ENTER(env);
    struct object *a = check_array(t, array, false);
    jint n = a != NULL ? array_length(a) : 0;
    JNI_LEAVE();
    return n;
}

SAMOVAR_EXPORT jobject JNICALL JVM_GetArrayElement(JNIEnv *env, jobject array, jint index)
{
    JNI_ENTER(env);
    struct object *a = check_array(t, array, false);
    bool ok = a != NULL && check_index(t, a, index);
    JVM_RETURN_LOCAL(ok ? reflect_box(t, element_letter(a), element_get(a, index)) : NULL);
}

SAMOVAR_EXPORT jvalue JNICALL JVM_GetPrimitiveArrayElement(JNIEnv *env, jobject array, jint index,
                                                           jint type_code)
{
    JNI_ENTER(env);
    jvalue r = {0};
    char to = letter_of_code(type_code);
    struct object *a = check_array(t, array, true);
    if (a != NULL && check_index(t, a, index)) {
        union slot v = element_get(a, index);
        if (widen_or_throw(t, element_letter(a), to, &v))
            r = jvalue_of_slot(to, v);
    }
    JNI_LEAVE();
    return r;
}

static void element_set_boxed(struct thread *t, struct object *a, jint index, struct object *value)
{
    union slot v = {0};
    if (a->klass->all_refs) {
        if (!check_index(t, a, index))
            return;
        if (value != NULL && !class_is_subtype(value->klass, a->klass->component))
            throw_new(t, "java/lang/IllegalArgumentException", "array element type mismatch");
        else
            ref_array_set(a, index, value);
        return;
    }
    char from = value != NULL ? reflect_box_value(t->vm, value, &v) : 0;
    if (value == NULL)
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
    else if (check_index(t, a, index) && widen_or_throw(t, from, element_letter(a), &v))
        primitive_set(a, index, v);
}

SAMOVAR_EXPORT void JNICALL JVM_SetArrayElement(JNIEnv *env, jobject array, jint index, jobject value)
{
    JNI_ENTER(env);
    struct object *a = check_array(t, array, false);
    if (a != NULL)
        element_set_boxed(t, a, index, handle_get(value));
    JNI_LEAVE();
}

SAMOVAR_EXPORT void JNICALL JVM_SetPrimitiveArrayElement(JNIEnv *env, jobject array, jint index, jvalue value,
                                                         unsigned char type_code)
{
    JNI_ENTER(env);
    char from = letter_of_code(type_code);
    struct object *a = check_array(t, array, true);
    if (a != NULL && check_index(t, a, index)) {
        union slot v = slot_of_jvalue(from, value);
        if (widen_or_throw(t, from, element_letter(a), &v))
            primitive_set(a, index, v);
    }
    JNI_LEAVE();
}

/* ---- new arrays ---- */

struct object *reflect_new_array(struct thread *t, struct class *component, int32_t length)
{
    if (length < 0)
        throw_new(t, "java/lang/NegativeArraySizeException", "%d", length);
    else if (component->type == 'V' || (component->is_array && component->dims >= MAX_DIMENSIONS))
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
    else {
        struct class *c = class_array_of(t, component);
        return c != NULL ? heap_alloc_array(t, c, length) : NULL;
    }
    return NULL;
}

static struct object *new_nested(struct thread *t, struct class *c, const int32_t *lengths, int n)
{
    struct object *a = heap_alloc_array(t, c, lengths[0]);
    if (a == NULL || n == 1)
        return a;
    for (int32_t i = 0; i < lengths[0]; i++) {
        struct object *inner = new_nested(t, c->component, lengths + 1, n - 1);
        if (inner == NULL)
            return NULL;
        ref_array_set(a, i, inner);
    }
    return a;
}

static struct object *new_multi_array(struct thread *t, struct class *component, struct object *dims)
{
    int32_t lengths[MAX_DIMENSIONS], n = array_length(dims);
    if (n <= 0 || n > MAX_DIMENSIONS) {
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
        return NULL;
    }
    for (int32_t i = 0; i < n; i++) {
        lengths[i] = ARRAY_AT(int32_t, dims, i);
        if (lengths[i] < 0) {
            throw_new(t, "java/lang/NegativeArraySizeException", "%d", lengths[i]);
            return NULL;
        }
    }
    if (component->type == 'V' || (component->is_array && component->dims + n > MAX_DIMENSIONS)) {
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
        return NULL;
    }
    struct class *c = component;
    for (int32_t i = 0; i < n && c != NULL; i++)
        c = class_array_of(t, c);
    return c != NULL ? new_nested(t, c, lengths, n) : NULL;
}

SAMOVAR_EXPORT jobject JNICALL JVM_NewArray(JNIEnv *env, jclass component, jint length)
{
    JNI_ENTER(env);
    struct class *c = handle_class(component);
    struct object *r = NULL;
    if (c == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else
        r = reflect_new_array(t, c, length);
    JVM_RETURN_LOCAL(r);
}

SAMOVAR_EXPORT jobject JNICALL JVM_NewMultiArray(JNIEnv *env, jclass component, jintArray dims)
{
    JNI_ENTER(env);
    struct class *c = handle_class(component);
    struct object *d = check_array(t, dims, true), *r = NULL;
    if (c == NULL && d != NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else if (d != NULL && element_letter(d) == 'I')
        r = new_multi_array(t, c, d);
    JVM_RETURN_LOCAL(r);
}
