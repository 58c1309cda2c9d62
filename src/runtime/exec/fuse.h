/* fuse.h - superinstructions: which instructions of T0 code are done in one dispatch. */
#ifndef SAMOVAR_RUNTIME_EXEC_FUSE_H
#define SAMOVAR_RUNTIME_EXEC_FUSE_H

#include "base/base.h"

/*
 * Up to four instructions of T0 code in a row; NULL where the method ends. If they (or the first ones of
 * them) have a superinstruction, rewrites the first opcode; the code must not be running yet. Returns how
 * many it covers: 1 if none.
 */
unsigned fuse(u2 *const at[4]);

#endif
