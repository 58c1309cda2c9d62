/* boot.h - what boot.c needs from the others besides their public headers. */
#ifndef SAMOVAR_RUNTIME_BOOT_H
#define SAMOVAR_RUNTIME_BOOT_H

#include "runtime/class/class.h"

/* Is System.err usable, so that printStackTrace can work? */
bool exception_print_possible(const struct vm *vm);

#endif
