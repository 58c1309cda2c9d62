/* memory_natives.c - java.lang.Runtime's memory: gc, totalMemory, freeMemory, maxMemory. */
#include <time.h>
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jni/jni_internal.h"

void JNICALL JVM_GC(void)
{
    struct thread *t = thread_self();
    uint32_t old = jni_enter(t);
    heap_collect(t->vm);
    jni_leave(t, old);
}

jlong JNICALL JVM_TotalMemory(void)
{
    return heap_total_bytes(vm_current());
}
jlong JNICALL JVM_FreeMemory(void)
{
    return heap_free_bytes(vm_current());
}
jlong JNICALL JVM_MaxMemory(void)
{
    return heap_max_bytes(vm_current());
}

/* Milliseconds since the last collection looked at every object: all do, so since the last one. */
jlong JNICALL JVM_MaxObjectInspectionAge(void)
{
    return heap_millis_since_collection(vm_current());
}
