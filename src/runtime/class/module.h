/*
 * module.h - modules, packages, readability and exports (JVMS 5.3.6, JLS 7), as defined to the VM by
 * java.lang.Module.
 *
 * All functions take vm->module_lock inside. Names of packages are internal ("java/lang").
 */
#ifndef SAMOVAR_RUNTIME_MODULE_H
#define SAMOVAR_RUNTIME_MODULE_H

#include "runtime/class/class.h"

struct module {
    struct symbol *name; /* NULL: unnamed module */
    struct loader *loader;
    struct object **object;            /* root cell: java.lang.Module, cell NULL until known */
    struct symbol *version, *location; /* or NULL */
    bool is_open;
    bool reads_all_unnamed;
    struct ptr_map reads; /* struct module * -> itself */
};

struct package {
    struct symbol *name;
    struct module *module;
    bool exported_unqualified;
    bool exported_all_unnamed;
    struct ptr_map exports; /* struct module * -> itself */
};

void modules_init(struct vm *vm); /* java.base and the boot loader's unnamed module exist afterwards */
bool modules_define(struct thread *t, struct object *module, bool is_open, struct symbol *version,
                    struct symbol *location, struct symbol **packages,
                    size_t n); /* IllegalArgumentException etc. */
bool modules_add_reads(struct thread *t, struct object *from, struct object *to); /* to NULL: all unnamed */
/* to NULL: unqualified; all_unnamed: to every unnamed module */
bool modules_add_exports(struct thread *t, struct object *from, struct object *to, struct symbol *package,
                         bool all_unnamed);
bool modules_set_boot_unnamed(struct thread *t, struct object *module);
struct module *module_from_object(struct thread *t,
                                  struct object *module); /* NULL when the VM does not know it */
struct package *package_get(struct loader *l, struct symbol *name, bool create);
struct module *module_of_loader_package(struct loader *l, struct package *p);
bool module_reads(struct module *from, struct module *to);
bool module_package_exported(struct package *p, struct module *to);
/* After java.base is defined: sets Class.module of every class loaded so far. */
void modules_patch_mirrors(struct thread *t);
/* Under vm->class_lock and vm->module_lock: no module has to do with those of unloaded loaders any more;
 * then an unloaded loader's go. */
void modules_forget_unloaded(struct vm *vm);
void modules_loader_unloaded(struct loader *l);
/* The java.lang.Module object for a class (never NULL after phase 2). */
struct object *class_module_object(struct class *c);

#endif
