/* intrinsics_pending.c - empty tables, until each intrinsics file defines its own. */
#include "runtime/jdk/natives.h"

#define EMPTY(table) __attribute__((weak)) const struct native_entry table[] = {{NULL, NULL, NULL, 0, NULL}}
EMPTY(natives_string);
EMPTY(natives_array);
EMPTY(natives_number);
EMPTY(natives_math);
EMPTY(natives_unsafe_composite);
EMPTY(natives_checksum);
EMPTY(natives_digest);
EMPTY(natives_bigint);
EMPTY(natives_base64);
