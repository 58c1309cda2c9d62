/*
 * management_memory.c - memory pools, usage and the collector for java.lang.management.
 *
 * One pool, the heap, and one manager, the collector. Their Java objects are made on first use by the factory
 * methods that the beans keep for the VM, and live in root cells.
 */
#include <malloc.h>
#include "runtime/jdk/jmm.h"
#include "runtime/jdk/jvm_internal.h"

static const char pool_name[] = "Samovar Heap", collector_name[] = "Boehm";

struct usage {
    int64_t init, used, committed, max; /* -1: undefined (init, max) */
};

static struct class *boot_class(struct thread *t, const char *name)
{
    struct class *c = class_load_or_noclassdef(t, t->vm->boot_loader, symbol_intern_z(t->vm->symbols, name));
    return c != NULL && class_init(t, c) ? c : NULL;
}

/* java.lang.management.MemoryUsage insists on used <= committed <= max. */
static struct object *new_usage(struct thread *t, struct usage u)
{
    struct class *c = boot_class(t, "java/lang/management/MemoryUsage");
    struct object *o = c != NULL ? heap_alloc_object(t, c) : NULL;
    if (o == NULL)
        return NULL;
    if (u.max >= 0 && u.committed > u.max)
        u.committed = u.max;
    if (u.used > u.committed)
        u.used = u.committed;
    exec_callv(t, class_method_z(c, "<init>", "(JJJJ)V"), o, u.init, u.used, u.committed, u.max);
    return t->exception == NULL ? o : NULL;
}

static struct usage heap_usage(struct vm *vm, int64_t used)
{
    return (struct usage){(int64_t)vm->options.initial_heap, used, heap_total_bytes(vm), heap_max_bytes(vm)};
}

static int64_t heap_used(struct vm *vm)
{
    return heap_total_bytes(vm) - heap_free_bytes(vm);
}

/* Metadata, code and tables of the VM come from malloc, as does what native libraries use. */
static struct usage native_usage(void)
{
    struct mallinfo2 m = mallinfo2();
    return (struct usage){0, (int64_t)(m.uordblks + m.hblkhd), (int64_t)(m.arena + m.hblkhd), -1};
}

static jobject JNICALL GetMemoryUsage(JNIEnv *env, jboolean heap)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(new_usage(t, heap ? heap_usage(t->vm, heap_used(t->vm)) : native_usage()));
}

static jobject JNICALL GetMemoryPoolUsage(JNIEnv *env, jobject pool)
{
    (void)pool;
    return GetMemoryUsage(env, JNI_TRUE);
}

static jobject JNICALL GetPeakMemoryPoolUsage(JNIEnv *env, jobject pool)
{
    (void)pool;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(new_usage(t, heap_usage(t->vm, heap_peak_bytes(t->vm))));
}

static jobject JNICALL GetPoolCollectionUsage(JNIEnv *env, jobject pool)
{
    (void)pool;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(new_usage(t, heap_usage(t->vm, heap_live_bytes(t->vm))));
}

/* ---- the beans ---- */

static struct object **pool_cell, **collector_cell; /* set once; of two threads that race the first wins */

static struct object *remember(struct thread *t, struct object ***cell, struct object *o)
{
    if (o == NULL || t->exception != NULL)
        return NULL;
    struct object **fresh = root_cell_new(t->vm, o), **none = NULL;
    if (!__atomic_compare_exchange_n(cell, &none, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        root_cell_free(t->vm, fresh);
        return *none;
    }
    return o;
}

static struct object *the_pool(struct thread *t)
{
    struct object **known = __atomic_load_n(&pool_cell, __ATOMIC_ACQUIRE);
    if (known != NULL)
        return *known;
    struct class *c = boot_class(t, "sun/management/ManagementFactoryHelper");
    struct method *m = c != NULL
                           ? class_method_z(c, "createMemoryPool",
                                            "(Ljava/lang/String;ZJJ)Ljava/lang/management/MemoryPoolMXBean;")
                           : NULL;
    struct object *name = m != NULL ? string_new_z(t, pool_name) : NULL;
    if (name == NULL)
        return NULL;
    /* Thresholds of -1: there is no low memory detection. */
    return remember(t, &pool_cell, exec_callv(t, m, name, 1, (int64_t)-1, (int64_t)-1).a);
}

static struct object *the_collector(struct thread *t)
{
    static const char desc[] =
        "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/management/GarbageCollectorMXBean;";
    struct object **known = __atomic_load_n(&collector_cell, __ATOMIC_ACQUIRE);
    if (known != NULL)
        return *known;
    /* The bean of com.sun.management where that module is there, the plain one otherwise. */
    struct class *c = class_load_or_null(
        t, t->vm->boot_loader,
        symbol_intern_z(t->vm->symbols, "com/sun/management/internal/GarbageCollectorExtImpl"));
    if (c == NULL && t->exception == NULL)
        c = boot_class(t, "sun/management/ManagementFactoryHelper");
    struct method *m =
        c != NULL && class_init(t, c) ? class_method_z(c, "createGarbageCollector", desc) : NULL;
    struct object *name = m != NULL ? string_new_z(t, collector_name) : NULL;
    if (name == NULL)
        return NULL;
    return remember(t, &collector_cell, exec_callv(t, m, name, NULL).a);
}

static struct object *array_of_one(struct thread *t, const char *element, struct object *o)
{
    struct class *c = o != NULL ? boot_class(t, element) : NULL;
    struct object *a = c != NULL ? heap_alloc_object_array(t, c, 1) : NULL;
    if (a != NULL)
        ref_array_set(a, 0, o);
    return a;
}

static jobjectArray JNICALL GetMemoryPools(JNIEnv *env, jobject manager)
{
    (void)manager;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(array_of_one(t, "java/lang/management/MemoryPoolMXBean", the_pool(t)));
}

static jobjectArray JNICALL GetMemoryManagers(JNIEnv *env, jobject pool)
{
    (void)pool;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(array_of_one(t, "java/lang/management/MemoryManagerMXBean", the_collector(t)));
}

/* ---- thresholds and notifications: not supported, and the beans know ---- */

static void JNICALL SetPoolSensor(JNIEnv *env, jobject pool, int threshold, jobject sensor)
{
    (void)pool, (void)threshold, (void)sensor;
    JNI_ENTER(env);
    throw_new(t, "java/lang/UnsupportedOperationException",
              "samovar: memory usage thresholds are not supported");
    JNI_LEAVE();
}

static jlong JNICALL SetPoolThreshold(JNIEnv *env, jobject pool, int threshold, jlong value)
{
    (void)value;
    SetPoolSensor(env, pool, threshold, NULL);
    return -1;
}

static void JNICALL SetGCNotificationEnabled(JNIEnv *env, jobject collector, jboolean on)
{
    (void)env, (void)collector,
        (void)on; /* listeners may register; notifications are optional by specification */
}

/* ---- the collector's last collection ---- */

static jint JNICALL GetGCAttributes(JNIEnv *env, jobject collector, struct jmm_gc_attribute *out, jint n)
{
    (void)env, (void)collector;
    if (n < 1)
        return 0;
    out[0] = (struct jmm_gc_attribute){"GcThreadCount", 'I', "Number of GC threads"};
    return 1;
}

static void JNICALL GetLastGCStat(JNIEnv *env, jobject collector, struct jmm_gc_stat *stat)
{
    (void)env, (void)collector;
    stat->index = 0; /* usage before and after single collections is not kept */
}

void jmm_memory_fill(struct jmm_interface *f)
{
#define SET(name) f->name = name
    SET(GetMemoryUsage);
    SET(GetMemoryPoolUsage);
    SET(GetPeakMemoryPoolUsage);
    SET(GetPoolCollectionUsage);
    SET(GetMemoryPools);
    SET(GetMemoryManagers);
    SET(SetPoolSensor);
    SET(SetPoolThreshold);
    SET(SetGCNotificationEnabled);
    SET(GetGCAttributes);
    SET(GetLastGCStat);
}
