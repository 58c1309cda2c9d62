/* boot.h - what boot.c needs from the others besides their public headers. */
#ifndef SAMOVAR_RUNTIME_BOOT_H
#define SAMOVAR_RUNTIME_BOOT_H

#include "runtime/class/class.h"

/* Is System.err usable, so that printStackTrace can work? */
bool exception_print_possible(const struct vm *vm);

/* The path of samovar.jar, which has the classes of package samovar. False: it is not where it belongs. */
bool boot_own_jar(struct buf *path);
/* Where the boot loader finds a class that no other source of it has; NULL: nowhere. */
struct class_source *boot_own_classes(struct vm *vm, const struct symbol *name);

#endif
