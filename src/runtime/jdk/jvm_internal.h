/* jvm_internal.h - shared by the files that implement JVM_* entry points. */
#ifndef SAMOVAR_RUNTIME_JVM_INTERNAL_H
#define SAMOVAR_RUNTIME_JVM_INTERNAL_H

#include "runtime/class/resolve.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/natives.h"
#include "runtime/jdk/reflect.h"
#include "runtime/jni/jni_internal.h"

/* Ends an entry point that began with JNI_ENTER: evaluates the object, goes back to native, returns a local
 * reference. */
#define JVM_RETURN_LOCAL(object)                                                                             \
    do {                                                                                                     \
        jobject local_ = handle_local(t, (object));                                                          \
        JNI_LEAVE();                                                                                         \
        return local_;                                                                                       \
    } while (0)

/* A class or interface from a class file: not an array, not a primitive. */
static inline bool is_instance_class(const struct class *c)
{
    return c != NULL && c->cf != NULL;
}

static inline struct object *mirror_or_null(const struct class *c)
{
    return c != NULL ? class_mirror(c) : NULL;
}

/* byte[] with an attribute's body; NULL when it is absent, or with an exception pending. */
static inline struct object *bytes_of_attribute(struct thread *t, struct attr_bytes a)
{
    if (a.data == NULL)
        return NULL;
    struct object *o = heap_alloc_prim_array(t, 'B', (int32_t)a.len);
    if (o != NULL)
        memcpy(array_data(o), a.data, a.len);
    return o;
}

/* The first n elements of an array of references, as a new array of the same class (the array itself when it
 * has n). */
struct object *ref_array_truncated(struct thread *t, struct object *array, int32_t n);
/* Class.getModifiers: the InnerClasses flags of a nested class, ACC_SUPER left out. */
int32_t class_modifiers(const struct class *c);
bool class_is_record(const struct class *c);
/* Class.getName, interned and remembered in the mirror. */
struct object *class_name_string(struct thread *t, struct class *c);
/* Constant pool index I of C names C itself (hidden classes do so through this_class only). */
bool class_pool_names_self(const struct class *c, unsigned i);
/* Instance of a class that the VM knows, initialized; no constructor runs. */
struct object *new_wellknown(struct thread *t, struct class **entry);
/* Reflection's array and call primitives, for JNI-style and fast natives. */
struct object *reflect_new_array(struct thread *t, struct class *component, int32_t length);
struct object *reflect_invoke_method(struct thread *t, struct object *method, struct object *receiver,
                                     struct object *args);
struct object *reflect_new_instance(struct thread *t, struct object *constructor, struct object *args);

#endif
