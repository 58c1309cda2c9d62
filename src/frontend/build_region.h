/* build_region.h - samovar.Memory's loads and stores as operations. */
#ifndef SAMOVAR_FRONTEND_BUILD_REGION_H
#define SAMOVAR_FRONTEND_BUILD_REGION_H

#include <stdbool.h>

#include "ssa/ssa.h"

struct builder;
struct env_method;

/* Is this method of samovar.Memory a load or a store? */
bool region_is_access(const char *name);

/* args: the address, and the value of a store. False: it stays a call. */
bool build_region(struct builder *b, const struct env_method *m, ssa_id *args);

#endif
