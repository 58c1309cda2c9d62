/*
 * class.h - classes, methods, fields, loaders: the metadata that lives while a program runs.
 *
 * Metadata is allocated in its loader's arena, which the collector does not scan: every Java object that
 * metadata refers to sits in `struct class_refs`. Classes of the boot, platform and application loaders live
 * as long as the VM, and their class_refs are roots. Others are collectable (unload.h): struct class, its
 * methods and its class_refs are blocks of the heap, and the class goes when nothing refers to them.
 *
 * Errors: functions that take a thread and return a pointer or bool return NULL / false with the Java
 * exception that JVMS names pending in the thread.
 */
#ifndef SAMOVAR_RUNTIME_CLASS_H
#define SAMOVAR_RUNTIME_CLASS_H

#include <pthread.h>
#include <stdatomic.h>
#include "frontend/classfile.h"
#include "runtime/object/object.h"

struct loader;
struct module;
struct package;
struct call_site;
struct code;
struct coverage;
struct dependents;

enum class_state {
    CLASS_LOADED, /* parsed, supers loaded, fields laid out; mirror exists */
    CLASS_LINKED, /* verified, vtable and itable built */
    CLASS_INITIALIZING,
    CLASS_INITIALIZED,
    CLASS_ERRONEOUS, /* initialization failed: NoClassDefFoundError on use */
};

/* Type letters: 'B' 'C' 'D' 'F' 'I' 'J' 'S' 'Z' 'V', 'L' for classes and interfaces, '[' for arrays. */

/* Scanned root memory of one class. */
struct class_refs {
    const void *meta;      /* gc/metadata.h */
    struct object *mirror; /* java.lang.Class */
    struct object *loader; /* java.lang.ClassLoader, NULL for boot */
    struct object *protection_domain;
    struct object *signers;
    struct object
        *init_error; /* cause kept from a failed initialization (as ExceptionInInitializerError) or NULL */
    struct object *cp_mirror; /* jdk.internal.reflect.ConstantPool cache or NULL */
    void *methods;            /* collectable classes: the block with its methods */
    struct kept *kept;        /* collectable classes: what else it keeps alive (unload.h) */
    struct object *statics[]; /* reference static fields */
};

struct field {
    struct class *klass;
    struct symbol *name, *desc;
    u2 access;
    u2 vm_annotations;
    u2 slot;   /* index in klass->fields */
    char type; /* letter */
    bool trusted_final;
    int32_t offset;            /* instance: byte offset; static: unused */
    void *static_addr;         /* static: where the value is */
    const struct cf_field *cf; /* NULL for injected fields */
};

enum method_kind {
    METHOD_BYTECODE,
    METHOD_ABSTRACT,    /* calling it throws AbstractMethodError */
    METHOD_NATIVE,      /* JNI convention; native_fn NULL until linked */
    METHOD_NATIVE_FAST, /* VM's own convention, jdk/natives.h */
    METHOD_MH_BASIC,    /* MethodHandle.invokeBasic */
    METHOD_MH_LINK_VIRTUAL,
    METHOD_MH_LINK_STATIC,
    METHOD_MH_LINK_SPECIAL,
    METHOD_MH_LINK_INTERFACE,
    METHOD_MH_LINK_NATIVE,
    METHOD_CONFLICT,        /* several maximally specific defaults: IncompatibleClassChangeError */
    METHOD_ILLEGAL_ACCESS,  /* itable entry whose selected method is not public: IllegalAccessError */
    METHOD_NOT_IMPLEMENTED, /* what compiled code calls when the receiver does not have the interface:
                               IncompatibleClassChangeError */
};

#define VTABLE_NONE                                                                                          \
    (-1) /* dispatches directly: static, private, <init>, final in final position is still indexed */

struct method {
    struct class *klass;  /* declaring class */
    const u2 *code;       /* T0 code, one unit a bytecode byte; NULL until prepared (exec/prepare.h) */
    const u2 *entry;      /* where a call starts in T0, once its frame is pushed: code, or a stub for natives,
                           * synchronized methods, ...; NULL: see shortcut (exec/prepare.h) */
    _Atomic(void *) *rcp; /* klass->rcp, beside what else a call reads; set with entry */
    u2 max_locals, max_stack; /* native: max_locals == arg_slots */
    u2 arg_slots;             /* receiver included */
    u1 kind;                  /* enum method_kind */
    char ret;                 /* letter of the return type */
    u4 access;                /* ACC_* */
    u2 vm_annotations;        /* 0 unless the loader is trusted */
    u2 slot;                  /* index in klass->methods; 0xffff for synthetic methods */
    int32_t
        vtable_index; /* or VTABLE_NONE; for interface methods: VTABLE_NONE. invokevirtual may resolve to a
                       * method of an interface (default, or not implemented by an abstract class): it is then
                       * selected through class_imt_lookup / class_itable_lookup like invokeinterface */
    int32_t itable_index; /* interface methods: index within the interface, else -1 */
    struct symbol *name, *desc;
    const struct cf_method *cf; /* NULL for VM-made intrinsics */
    void *native_fn; /* JNI function or fast native; METHOD_BYTECODE: its intrinsic or NULL (jdk/natives.h) */
    const char *arg_types;   /* letters of the parameters, without receiver, NUL-terminated (arena) */
    struct method *selected; /* METHOD_ILLEGAL_ACCESS: the method that is not public; methods of interfaces:
                              * their METHOD_NOT_IMPLEMENTED, when made */
    u4 flags;                /* enum method_flag */
    u4 got_index; /* slot in the global offset table that direct calls of compiled code go through; 0: none
                     yet */
    u2 shortcut;  /* T0 opcode that does a call without a frame; 0: not prepared yet, when entry is NULL */
    u2 getter_offset;                /* shortcut of a getter: which field */
    _Atomic(void *) register_entry;  /* where compiled code calls it through a table of methods; never NULL */
    _Atomic(struct code *) compiled; /* tier/code.h: newest first; NULL: never compiled */
    _Atomic(void *) memory_entry;    /* where baseline code calls it (exec/baseline.h); never NULL */
    _Atomic(struct baseline_code *) baseline; /* its baseline code; NULL: none */
    _Atomic bool baseline_refused;            /* it cannot have any */
    _Atomic(struct coverage *) coverage;      /* what baseline code has run (tier/coverage.h); NULL: not noted */
};

enum method_flag {
    MF_EMPTY_FINALIZE = 1 << 0,
    MF_INITIALIZER = 1 << 1, /* <init> */
    MF_CLINIT = 1 << 2,
    MF_SYNC = 1 << 3,
    MF_STATIC = 1 << 4,
    MF_OBJECT_INIT = 1 << 5,  /* java.lang.Object.<init>: registers finalizable objects on return */
    MF_HIDDEN_FRAME = 1 << 6, /* not shown in stack traces (VMA_HIDDEN / LambdaForm compiled) */
    MF_JSR = 1 << 7,
    MF_HOST =
        1 << 8, /* METHOD_NATIVE bound by the embedder: native_fn is no JNI function (embed/host_native.h) */
    MF_DIRECT_C = 1 << 10, /* compiled code calls native_fn at once (exec/compiled_x86_64.S) */
    MF_PLAIN_C = 1 << 9,   /* what native_fn does in T0's place, compiled code does as well */
};

#define DISPLAY_DEPTH 8

/*
 * Interface method table of a receiver class: an exact hash table from interface methods to the
 * implementations that the class selects (JVMS 5.4.6). It starts empty and is filled by class_itable_lookup
 * as methods are called, so that linking a class costs nothing for the interface methods nobody calls.
 * Entries never change once iface_method is set.
 */
struct imt_entry {
    _Atomic(struct method *) iface_method; /* published after impl */
    struct method *impl;
};
struct imt {
    u4 mask; /* capacity - 1 */
    u4 used;
    struct imt_entry at[];
};

struct class
{
    const void *meta; /* word 0: as of an object; set when the class is a block of the heap (gc/metadata.h) */
    uintptr_t gc_descr; /* word 1: libgc reads it as the mark descriptor (gcj kind) */
    /* --- hot: type tests and dispatch. Classes are aligned to cache lines. */
    struct method *
        *vtable; /* complete once the class is loaded; holds methods of classes only (see link.c) */
    _Atomic(struct imt *) imt;   /* never NULL */
    struct class *secondary_hit; /* cache of the last successful slow subtype test (racy by design) */
    struct class *secondary_before, *secondary_miss; /* the one before, and the last that failed; likewise */
    u8 interface_bits; /* class_interface_bit of all_interfaces: a clear bit is a quick no */
    struct class *super;
    struct class *component; /* arrays: element class one dimension down */
    u4 depth;                /* 0 for Object; interfaces have depth 1 (super is Object) */
    u4 n_all_interfaces;
    struct class
        *display[DISPLAY_DEPTH]; /* superclass chain from Object, self included when depth < DISPLAY_DEPTH */
    struct class **all_interfaces; /* transitive, without duplicates, self included for interfaces */
    u4 vtable_len;
    u4 n_itable_methods; /* interfaces: methods with an itable_index */
    _Atomic u1 state;    /* enum class_state */
    char type;           /* 'L', '[', or a primitive's letter */
    u1 elem_shift;       /* arrays: log2 of the element size */
    bool has_finalizer;  /* non-empty finalize() */
    u4 access;           /* ACC_* as Class.getModifiers wants for the class itself (from the file) */
    u4 instance_size;    /* bytes, header included, multiple of 8 */
    u1 ref_kind;         /* enum ref_kind: subclass of java.lang.ref.Reference? */
    bool is_hidden, is_interface, is_array, is_primitive;
    bool no_lock_word; /* fields of its instances start where others have the lock word (thread/monitor.h) */
    bool all_refs;     /* array of references */
    bool no_instances; /* abstract, interface, array, primitive, or java.lang.Class: `new` / allocateInstance
                          refuse */
    bool collectable, unloaded; /* unload.h */
    bool owns_arena;
    bool reported; /* counted as loaded */
    bool is_magic; /* subclass of jdk.internal.reflect.MagicAccessorImpl: no verification, no access checks */
    /* --- arrays */
    struct class *element;            /* arrays: innermost element class */
    _Atomic(struct class *) array_of; /* array class with this component, when made */
    u1 dims;
    /* --- linkage */
    struct symbol *name; /* internal: java/lang/String, [I, int; hidden: a/B+0x1 form used internally */
    struct class_refs *refs;
    struct loader *loader;   /* never NULL (vm->boot_loader) */
    struct arena *arena;     /* the loader's, or of hidden classes that may go before it: their own */
    struct package *package; /* NULL for arrays of primitives and primitives */
    struct module *module;   /* NULL until modules are known: then java.base */
    struct vm *vm;
    const struct classfile *cf; /* NULL for arrays and primitives */
    struct class **interfaces;  /* direct */
    u2 n_interfaces, n_methods, n_fields;
    u2 n_injected; /* VM-made fields, after the n_fields of the class file */
    struct method *methods;
    struct field *fields;
    u2 *method_index; /* hash table of slot + 1 (0: free) for classes with many methods, else NULL */
    u4 method_index_mask;
    _Atomic(void *) *rcp;     /* resolved constant pool, parallel to cf->cp: see resolve.h */
    struct call_site **sites; /* invokedynamic sites, indexed by quickened instructions */
    u4 n_sites, cap_sites;
    struct class *nest_host; /* NULL until computed */
    struct class *host;      /* hidden: the lookup class */
    struct thread *init_thread;
    u4 fields_end;                                /* first free byte after the instance fields, not rounded */
    u2 hole_start, hole_len;                      /* a gap between instance fields that subclasses may use */
    struct class *next_subclass, *first_subclass; /* class hierarchy, under vm->class_lock */
    struct class *implementor; /* interfaces: the class that implements it, its subclasses left out; NULL:
                                * none yet; the interface itself: several. Under vm->class_lock */
    struct class *next_in_loader;
    u4 init_order;
    u4 cleaned;             /* unload.c: what was unloaded up to this collection is in none of its lists */
    bool declares_defaults; /* interfaces: has an instance method with code */
    bool inherits_defaults; /* it or a superinterface does */
    bool has_final_method;  /* it or a superclass declares a final instance method */
    bool finalizer_below;   /* it or a class below has a finalizer; under vm->class_lock */
    bool nest_host_error, verified, rewritten, is_record, vm_annotations_ok;
    u2 static_ref_count;
    void *static_prims; /* primitive static fields */
    size_t static_prims_size;
    u8 bytecode_hash;
    struct dependents
        *dependents; /* compiled code that relies on what is below this class (tier/dependency.c)
                      */
};

enum ref_kind { REFKIND_NONE, REFKIND_SOFT, REFKIND_WEAK, REFKIND_FINAL, REFKIND_PHANTOM, REFKIND_OTHER };

/* A linked invokedynamic site or a resolved MethodHandle/VarHandle call: calls `target` (static) with the
 * site's arguments plus the appendix when it is not NULL. Immutable once published. */
struct call_site {
    struct class *from; /* whose instruction it is */
    struct method *target;
    struct object **appendix;         /* root cell or NULL */
    struct object **error;            /* root cell: the exception this site throws for ever, or NULL */
    struct object **call_site_object; /* for setCallSiteTarget dependencies later; or NULL */
};

/* ---- type tests ---- */

bool class_is_subtype_slow(struct class *s, struct class *t);

/* Is every instance of s an instance of t (JLS 4.10; arrays covariant)? Initialised supers not needed. */
static inline bool class_is_subtype(struct class *s, struct class *t)
{
    if (s == t)
        return true;
    if (LIKELY(!t->is_interface && !t->is_array && t->depth < DISPLAY_DEPTH))
        return s->display[t->depth] == t;
    if (s->secondary_hit == t)
        return true;
    return class_is_subtype_slow(s, t);
}
static inline bool object_is_instance(const struct object *o, struct class *c)
{
    return o != NULL && class_is_subtype(o->klass, c);
}
static inline bool class_is_initialized(const struct class *c)
{
    return c->state == CLASS_INITIALIZED;
}
static inline bool class_has_state(const struct class *c, enum class_state s)
{
    return c->state >= s;
}
/* The register entry of a method without compiled code (exec/compiled_x86_64.S). */
extern const char compiled_to_interpreter[];
/* The memory entry of a method without baseline code (exec/baseline_x86_64.S). */
extern const char baseline_to_interpreter[];
static inline void method_init_register_entry(struct method *m)
{
    atomic_init(&m->memory_entry, (void *)(uintptr_t)baseline_to_interpreter);
    atomic_init(&m->register_entry, (void *)(uintptr_t)compiled_to_interpreter);
}
static inline bool method_is_static(const struct method *m)
{
    return (m->access & ACC_STATIC) != 0;
}

/* ---- loading (load.c) ---- */

/* One per defining/initiating loader. `object` cell is NULL for the boot loader. Permanent loaders are roots;
 * for others the cell is their own word, which is not scanned. */
struct loader {
    struct vm *vm;
    struct object **object; /* cell of the java.lang.ClassLoader, or NULL for boot */
    struct object *own_cell;
    bool permanent, unloaded;
    u4 cleaned;           /* as in struct class */
    pthread_mutex_t lock; /* guards the maps and the arena; recursive */
    struct arena arena;
    struct ptr_map classes;     /* symbol -> struct class: defined or initiated here */
    struct ptr_map packages;    /* symbol -> struct package */
    struct ptr_map constraints; /* symbol -> loading constraints (JVMS 5.3.4) */
    struct module *unnamed_module;
    struct class *first_class; /* defined by this loader, newest first */
    struct loader *next;
    bool trusted; /* boot or platform: VM annotations honoured */
};

void loaders_init(struct vm *vm); /* makes vm->boot_loader */
/* Loads Object, String, Class, the primitives and their arrays, and gives every class its mirror. Needs
 * wellknown_init, loaders_init and modules_init, an attached thread and vm->boot_sources; the first use of
 * any class. */
bool classes_bootstrap(struct vm *vm, struct thread *t);
/* How messages name a loader: 'bootstrap', 'app', 'name' @1b2c3d, com.Foo @1b2c3d. */
void loader_name_and_id(const struct loader *l, struct buf *b);
struct loader *loader_for(struct thread *t,
                          struct object *class_loader); /* NULL object: boot. Creates on demand. */

/*
 * Loads (not links) the class or array class NAME (internal form, "[Lfoo/Bar;" for arrays) through LOADER:
 * boot classes from the VM's sources, others by calling ClassLoader.loadClass (dotted name) in Java.
 * ClassNotFoundException is *not* converted here: use class_load_or_noclassdef for resolution.
 */
struct class *class_load(struct thread *t, struct loader *loader, struct symbol *name);
struct class *class_load_or_noclassdef(struct thread *t, struct loader *loader, struct symbol *name);
/* As class_load, but a class that does not exist is NULL with nothing pending. */
struct class *class_load_or_null(struct thread *t, struct loader *loader, struct symbol *name);
/* Already loaded (initiated) by this loader? Never loads, never throws. */
struct class *class_find_loaded(struct loader *loader, struct symbol *name);

enum define_flag {
    DEFINE_HIDDEN = 1 << 0,
    DEFINE_NESTMATE = 1 << 1,
    DEFINE_STRONG = 1 << 2,
    DEFINE_VM_ANNOTATIONS = 1 << 3,
};
struct define_options {
    struct object *protection_domain;
    struct object *class_data; /* hidden classes: Class.classData */
    struct class *host;        /* hidden classes: the lookup class */
    const char *source;        /* where it came from, for -verbose:class and -Xlog */
    u4 flags;
};
/* Defines a class from bytes (copied). name may be NULL (take it from the bytes). Throws LinkageError for
 * duplicates, ClassFormatError, NoClassDefFoundError, ClassCircularityError, IncompatibleClassChangeError,
 * VerifyError ... */
struct class *class_define(struct thread *t, struct loader *loader, struct symbol *name, const u1 *bytes,
                           size_t len, const struct define_options *opt);

struct class *class_array_of(struct thread *t, struct class *component);
struct class *class_primitive(struct vm *vm, char type); /* 'I' -> int ... 'V' -> void */
/* Class for a field descriptor ("I", "Lfoo/Bar;", "[J"), loaded by `loader`. */
struct class *class_for_descriptor(struct thread *t, struct loader *loader, const char *desc, size_t len);

/* External form as Class.getName: dots; hidden "a.B/0x1". Into b. */
void class_external_name(const struct class *c, struct buf *b);
static inline unsigned class_interface_bit(const struct class *iface)
{
    return (unsigned)(((uintptr_t)iface >> 6) * 0x9E3779B97F4A7C15u >> 58);
}
struct class *class_from_mirror(const struct object *mirror); /* NULL for a NULL mirror */
static inline struct object *class_mirror(const struct class *c)
{
    return c->refs->mirror;
}
bool class_same_package(const struct class *a, const struct class *b); /* runtime package: name and loader */

/* ---- linking (link.c) and initialization (init.c) ---- */

bool class_link(struct thread *t, struct class *c);
bool class_init(struct thread *t, struct class *c); /* JVMS 5.5; links first */

/* ---- members (members.c) ---- */

struct method *class_own_method(const struct class *c, const struct symbol *name, const struct symbol *desc);
/* Superclass chain, then superinterfaces (JVMS 5.4.3.3 / 5.4.3.4 order); no access check; NULL when absent.
 */
struct method *class_find_method(const struct class *c, const struct symbol *name, const struct symbol *desc);
struct method *class_find_interface_method(const struct class *c, const struct symbol *name,
                                           const struct symbol *desc);
struct field *class_own_field(const struct class *c, const struct symbol *name, const struct symbol *desc);
struct field *class_find_field(const struct class *c, const struct symbol *name, const struct symbol *desc);
struct method *class_method_z(const struct class *c, const char *name,
                              const char *desc); /* find, by C strings */
struct field *class_field_z(const struct class *c, const char *name, const char *desc);
struct method *class_own_clinit(const struct class *c);

/* Implementation that invokeinterface of iface_method selects for receiver class c; NULL when c does not
 * implement the interface (caller throws IncompatibleClassChangeError). May return METHOD_ABSTRACT/CONFLICT
 * methods: invoking throws. */
struct method *class_itable_lookup(struct class *c, struct method *iface_method);

/* The same without remembering it, or making a method that fails: what is selected is not public (illegal),
 * or is one of several (conflict). c has the interface. */
struct method *class_select_method(struct class *c, struct method *iface_method, bool *illegal,
                                   bool *conflict);
/* A method that throws IncompatibleClassChangeError: the receiver has not the interface. Never NULL. */
struct method *class_not_implemented(struct method *iface_method);

/* Hash of an interface method for class_imt_lookup. */
static inline unsigned method_imt_slot(const struct method *iface_method)
{
    uintptr_t p = (uintptr_t)iface_method >> 4;
    return (unsigned)(p ^ (p >> 7) ^ (p >> 15));
}
/* The fast path of class_itable_lookup: NULL means "ask class_itable_lookup", nothing more. */
static inline struct method *class_imt_lookup(struct class *c, struct method *iface_method, unsigned imt_slot)
{
    struct imt *imt = atomic_load_explicit(&c->imt, memory_order_acquire);
    struct imt_entry *e = &imt->at[imt_slot & imt->mask];
    return LIKELY(atomic_load_explicit(&e->iface_method, memory_order_acquire) == iface_method) ? e->impl
                                                                                                : NULL;
}
/* Message of the IncompatibleClassChangeError that calling a METHOD_CONFLICT method throws. */
void method_conflict_text(const struct method *m, struct buf *b);

bool class_members_accessible(struct class *from, struct class *declaring, u4 access,
                              struct class *referenced);
bool class_accessible(struct class *from,
                      struct class *to); /* public/package + module readability and exports */
/* Why class_accessible said no because of modules: "class A (in module m) cannot access class B (in module n)
 * because module n does not export p to module m". False: not because of modules, nothing appended. */
bool class_access_module_reason(struct class *from, struct class *to, struct buf *b);
bool class_is_of_library(const struct class *c); /* of a module that the JDK came with */
/* "A is in module m of loader 'app'", as HotSpot ends its linkage messages. */
void class_in_module_of_loader(const struct class *c, bool with_parent_loader, struct buf *b);
/* "A and B are in module m of loader 'app'", or both one by one, separated by "; ". */
void class_pair_in_module_of_loader(const struct class *a, const struct class *b2, struct buf *b);
struct class *class_nest_host(struct thread *t,
                              struct class *c); /* NULL with an exception only on OOM-like errors */
bool class_are_nestmates(struct thread *t, struct class *a, struct class *b);

void class_print_method(const struct method *m,
                        struct buf *b); /* "java.lang.String.length()I"-like for messages */
void method_external_name(const struct method *m,
                          struct buf *b); /* "int Foo.bar(java.lang.String, int)" as HotSpot's */

#endif
