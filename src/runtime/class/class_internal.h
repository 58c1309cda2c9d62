/*
 * class_internal.h - what the files of src/runtime/class share.
 *
 *     load.c       loaders, finding and loading classes by name, arrays and primitives
 *     define.c     from bytes to a published class: the order of checks
 *     hierarchy.c  superclass and superinterfaces: loading, checks, display, list of interfaces
 *     layout.c     where fields are
 *     link.c       vtables; linking
 *     itable.c     interface methods: which implementation a class selects, and remembering it
 *     defaults.c   maximally-specific superinterface methods
 *     init.c       initialization
 *     members.c    lookup of methods and fields, subtype tests
 *     access.c     access control, nests, packages
 *     mirror.c     java.lang.Class objects; bootstrap order
 *     names.c      names and module descriptions in messages
 *     wellknown.c  classes the VM knows
 *     verify_glue.c  who is verified, by what
 */
#ifndef SAMOVAR_RUNTIME_CLASS_INTERNAL_H
#define SAMOVAR_RUNTIME_CLASS_INTERNAL_H

#include <string.h>

#include "frontend/class_source.h"
#include "runtime/class/class.h"
#include "runtime/class/module.h"
#include "runtime/class/resolve.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

/* load.c: a class whose superclasses are being loaded by this thread (a stack through t->class_loading). */
struct loading_frame {
    struct loader *loader;
    struct symbol *name;
    struct loading_frame *outer;
};
/*
 * May a class be there? Compiled code tells classes by the low halves of their addresses, so those are never
 * 0 and never the same; memory that does not fit stays unused. Nothing is ever taken back: what is left of an
 * unloaded class keeps its place (unload.h). Any thread, any locks.
 */
bool class_address_fits(struct vm *vm, const void *address);
/* A class struct with what every kind of class has; under loader->lock inside. */
struct class *class_alloc(struct loader *loader, struct symbol *name, char type, unsigned n_ref_statics);
/* One that may be unloaded, with the arena of its loader or one that it owns from now on. */
struct class *class_alloc_collectable(struct loader *loader, struct arena *arena, struct symbol *name,
                                      char type, unsigned n_ref_statics);
struct symbol *class_package_name(struct vm *vm, const struct symbol *class_name);
struct class *loader_find_class(struct loader *l, const struct symbol *name); /* caller holds l->lock */
void class_report_loaded(struct class *c, const char *source);
/* Throws CLASS with a message built in b, and frees b. Returns false. */
bool throw_with(struct thread *t, const char *class_name, struct buf *b);

/* define.c. From bytes that the class takes over (given back on failure). When another thread was faster,
 * its class is the result: boot classes have one meaning. */
struct class *class_define_boot(struct thread *t, struct symbol *name, struct source_bytes *bytes,
                                const char *source);

/* hierarchy.c */
bool class_load_supers(struct thread *t, struct class *c);
bool class_check_supers(struct thread *t, struct class *c);
void class_set_hierarchy(struct class *c); /* display, depth, all_interfaces and what is inherited */

/* layout.c */
void class_layout_fields(struct class *c);
void class_init_constant_primitives(struct class *c);
bool class_init_constant_strings(struct thread *t, struct class *c);

/* link.c */
bool class_build_vtable(struct thread *t, struct class *c);

/* itable.c */
extern struct imt imt_empty;
void class_number_interface_methods(struct class *c);

/* defaults.c */
enum default_kind { DEFAULT_NONE, DEFAULT_ABSTRACT, DEFAULT_FOUND, DEFAULT_CONFLICT };
/* Among the methods NAME DESC of all superinterfaces of C (C too, when it is an interface): the one to use.
 */
enum default_kind class_maximally_specific(const struct class *c, const struct symbol *name,
                                           const struct symbol *desc, struct method **out);

/* members.c */
struct member_key {
    const struct symbol *name, *desc;
    u4 hash;
};
static inline struct member_key member_key(const struct symbol *name, const struct symbol *desc)
{
    return (struct member_key){name, desc, name->hash * 31 + desc->hash};
}
void class_index_methods(struct class *c);
struct method *class_own_method_key(const struct class *c, const struct member_key *k);
/* First in C or its superclasses (no interfaces), or NULL. */
struct method *class_method_in_superclasses(const struct class *c, const struct member_key *k);

/* mirror.c */
bool class_make_mirror(struct thread *t,
                       struct class *c); /* true and no mirror while java.lang.Class is not loaded */

/* verify_glue.c */
bool class_verify(struct thread *t, struct class *c);
bool class_format_trusted(const struct loader *l); /* classfile_parse relaxes checks */

#endif
