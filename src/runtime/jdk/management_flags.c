/*
 * management_flags.c - HotSpotDiagnosticMXBean's VM options: the few of HotSpot's flags that programs ask for
 * to learn about object layout and sizes, with the values that are true here. None can be changed while the
 * VM runs.
 */
#include "runtime/jdk/jmm.h"
#include "runtime/jdk/jvm_internal.h"

static const struct flag {
    const char *name;
    enum jmm_flag_type type;
} flags[] = {
    {"InitialHeapSize", JMM_FLAG_LONG},
    {"MaxHeapSize", JMM_FLAG_LONG},
    {"ObjectAlignmentInBytes", JMM_FLAG_LONG},
    {"ThreadStackSize", JMM_FLAG_LONG},
    {"UseCompressedClassPointers", JMM_FLAG_BOOLEAN},
    {"UseCompressedOops", JMM_FLAG_BOOLEAN},
};

jlong jmm_flag_count(void)
{
    return ARRAY_LEN(flags);
}

static jlong flag_value(struct vm *vm, const char *name)
{
    if (strcmp(name, "InitialHeapSize") == 0)
        return (jlong)vm->options.initial_heap;
    if (strcmp(name, "MaxHeapSize") == 0)
        return heap_max_bytes(vm);
    if (strcmp(name, "ObjectAlignmentInBytes") == 0)
        return ALLOC_GRANULE;
    if (strcmp(name, "ThreadStackSize") == 0)
        return (jlong)(vm->options.stack_size >> 10);
    return 0; /* neither object nor class pointers are compressed */
}

static int flag_origin(struct vm *vm, const char *name)
{
    if ((strcmp(name, "MaxHeapSize") == 0 && vm->options.max_heap != 0) ||
        (strcmp(name, "InitialHeapSize") == 0 && vm->options.initial_heap != 0))
        return JMM_ORIGIN_COMMAND_LINE;
    return JMM_ORIGIN_DEFAULT;
}

static jobjectArray JNICALL GetFlagNames(JNIEnv *env)
{
    JNI_ENTER(env);
    struct object *a = heap_alloc_object_array(t, t->vm->wk.String, ARRAY_LEN(flags));
    for (size_t i = 0; a != NULL && i < ARRAY_LEN(flags); i++) {
        struct object *s = string_new_z(t, flags[i].name);
        if (s == NULL)
            a = NULL;
        else
            ref_array_set(a, (int32_t)i, s);
    }
    JVM_RETURN_LOCAL(a);
}

static bool describe(struct thread *t, const struct flag *flag, struct jmm_flag *out)
{
    memset(out, 0, sizeof *out);
    out->name = handle_local(t, string_new_z(t, flag->name));
    out->type = (int)flag->type;
    out->origin = flag_origin(t->vm, flag->name);
    out->external = 1;
    if (flag->type == JMM_FLAG_BOOLEAN)
        out->value.z = flag_value(t->vm, flag->name) != 0;
    else
        out->value.j = flag_value(t->vm, flag->name);
    return out->name != NULL;
}

static const struct flag *flag_of_string(struct thread *t, struct object *s)
{
    char *name = s != NULL ? string_to_utf8(t, s) : NULL;
    const struct flag *found = NULL;
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(flags); i++)
        if (strcmp(flags[i].name, name) == 0)
            found = &flags[i];
    free(name);
    return found;
}

/* names NULL: all. A name that is unknown gets an entry without name. Returns how many are known. */
static jint JNICALL GetFlags(JNIEnv *env, jobjectArray names, struct jmm_flag *out, jint n)
{
    JNI_ENTER(env);
    struct object *array = handle_get(names);
    jint known = 0;
    if (out == NULL || (array != NULL && array_length(array) < n)) {
        throw_new(t, "java/lang/NullPointerException", NULL);
        n = 0;
    }
    if (array == NULL && n > (jint)ARRAY_LEN(flags))
        n = ARRAY_LEN(flags);
    for (jint i = 0; i < n; i++) {
        const struct flag *f = array == NULL ? &flags[i] : flag_of_string(t, ref_array_get(array, i));
        out[i].name = NULL;
        if (f != NULL && !describe(t, f, &out[i]))
            break;
        known += f != NULL;
    }
    JNI_LEAVE();
    return known;
}

static void JNICALL SetFlag(JNIEnv *env, jstring name, jvalue value)
{
    (void)value;
    JNI_ENTER(env);
    struct object *s = handle_get(name);
    char *n = s != NULL ? string_to_utf8(t, s) : NULL;
    throw_new(t, "java/lang/IllegalArgumentException", "This flag is not writeable: %s",
              n != NULL ? n : "null");
    free(n);
    JNI_LEAVE();
}

void jmm_flag_fill(struct jmm_interface *f)
{
    f->GetFlagNames = GetFlagNames;
    f->GetFlags = GetFlags;
    f->SetFlag = SetFlag;
}
