/*
 * natives.h - native methods that the VM itself supplies, and how native methods find their C function.
 *
 * Two conventions. NATIVE_JNI: an ordinary JNI function (JNIEnv *, jclass or jobject, ...). NATIVE_FAST:
 * called by the interpreter without a state change and without handles:
 *
 *     union slot f(struct thread *t, union slot *args);
 *
 * args are the Java argument slots (receiver first; a long takes two slots, value in the first). A frame for
 * the method is pushed, so stack traces and caller lookups work. It may throw (leave t->exception set),
 * allocate, and call Java (exec_call). It may block only through the thread/monitor API.
 *
 * NATIVE_INTRINSIC does the work of a Java method faster than its bytecode (@IntrinsicCandidate or not):
 *
 *     bool f(struct thread *t, union slot *args, union slot *result);
 *
 * The method stays METHOD_BYTECODE, with native_fn set. false: "run the bytecode", with nothing changed; so
 * an intrinsic declines whatever is unusual (null, bad bounds, overflow), and the exception then comes from
 * Java with its own message and stack trace. The callee's frame need not exist: an intrinsic never throws
 * (except that an allocation may leave OutOfMemoryError pending: true), never calls Java, never blocks.
 */
#ifndef SAMOVAR_RUNTIME_NATIVES_H
#define SAMOVAR_RUNTIME_NATIVES_H

#include "runtime/class/class.h"

enum native_convention {
    NATIVE_JNI,
    NATIVE_FAST,
    NATIVE_INTRINSIC,       /* runs in place of bytecode, when it can */
    NATIVE_INTRINSIC_PLAIN, /* likewise; with no means that compiled code does not have: loops of single steps
                             */
};

typedef union slot (*fast_native)(struct thread *t, union slot *args);
typedef bool (*intrinsic_fn)(struct thread *t, union slot *args, union slot *result);

struct native_entry {
    const char *klass, *name, *desc; /* desc NULL: any */
    enum native_convention convention;
    void *fn;
};

/* Tables end with klass == NULL. All tables are listed once, in natives.c. */
extern const struct native_entry natives_object[], natives_class[], natives_system[], natives_thread[],
    natives_unsafe[], natives_invoke[], natives_reference[], natives_string[], natives_misc[],
    natives_reflection[], natives_module[], natives_array[], natives_number[], natives_math[],
    natives_unsafe_composite[], natives_checksum[], natives_digest[], natives_bigint[], natives_base64[],
    natives_builder[], natives_character[], natives_region[];

void natives_init(struct vm *vm);
/* At class definition (kinds of methods set): gives the methods of a boot class their VM-supplied functions.
 * Fast natives win over those that the JDK's libraries register. */
void natives_bind(struct class *c);
/* First call of an unbound native: RegisterNatives has not been called, so search the VM table, then the
 * libraries of the loader (JNI name mangling, short then long form; boot: libjava). UnsatisfiedLinkError with
 * HotSpot's message. */
bool natives_link(struct thread *t, struct method *m);

#endif
