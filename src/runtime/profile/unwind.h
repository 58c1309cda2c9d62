/*
 * unwind.h - the C functions of a sample: return addresses by libunwind, on the copy of the machine stack
 * that the sample has, and names from the files that are mapped.
 *
 * Nothing here runs in the sampled thread, takes its locks or stops it. Not thread safe.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_UNWIND_H
#define SAMOVAR_RUNTIME_PROFILE_UNWIND_H

#include "runtime/tier/sample.h"

/* A function of a program or library; lives as long as the unwinder. */
struct native_symbol {
    const char *name; /* "deflate", or "[libz.so.1.2.13]" when the file names nothing there */
    const char *file; /* path of the program or library */
    bool of_vm;       /* the file has the VM in it ... */
    bool of_gc;       /* ... or the collector */
};

struct unwinder;
struct unwinder *unwinder_new(void);
void unwinder_free(struct unwinder *u);
/* Notices libraries that were loaded since. Takes the dynamic linker's lock, so: no lock of the VM is held.
 */
void unwinder_refresh(struct unwinder *u);
/* Addresses in C functions, innermost first, to the end of what the sample has or to the first that is in no
 * file; returns how many. */
unsigned unwinder_walk(struct unwinder *u, const struct sample *s, uint64_t *pcs, unsigned max);
/* NULL: in no file. A return address is looked up by the byte before it. */
const struct native_symbol *unwinder_symbol(struct unwinder *u, uint64_t pc);

#endif
