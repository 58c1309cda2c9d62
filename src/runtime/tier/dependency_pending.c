/* dependency_pending.c - what dependencies ask of installed code, while nothing installs any: weak, so that the
 * real one takes over; then this file goes. */
#include "runtime/tier/code.h"
#include "runtime/vm.h"

__attribute__((weak)) void code_invalidate_locked(struct vm *vm, struct code *c, bool deopt)
{
    (void)vm, (void)c, (void)deopt;
    vm_abort("compiled code is to be invalidated, but nothing can have installed it");
}
