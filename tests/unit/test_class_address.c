/* Addresses of classes differ in their low halves, which compiled code compares. */
#include <criterion/criterion.h>

#include "runtime/class/class_internal.h"

Test(class_address, low_halves_are_not_0_and_differ)
{
    static struct vm vm;
    pthread_mutex_init(&vm.class_halves_lock, NULL);
    const char *at = (const char *)0x7f0012345680;
    cr_assert(class_address_fits(&vm, at));
    cr_assert(class_address_fits(&vm, at)); /* the same memory, of a class that is gone */
    cr_assert(class_address_fits(&vm, at + 64));
    cr_assert_not(class_address_fits(&vm, at + (1LL << 32)));
    cr_assert_not(class_address_fits(&vm, at - (3LL << 32)));
    cr_assert_not(class_address_fits(&vm, (const char *)0x550000000000));
    cr_assert(class_address_fits(&vm, at + (1LL << 32) + 128));
    ptr_map_free(&vm.class_halves);
}
