/*
 * code_tools.h - what tools outside the VM are told about compiled code: perf (--perf-map, --jitdump) and gdb
 * (--gdb-jit, and always in debug builds).
 *
 * Each piece of code is announced before a thread can run it, and withdrawn before its memory is used again.
 * Without any of the options there is nothing here: code_tools_new returns NULL, and all functions take that.
 *
 * Threads: any. A lock of its own, under which nothing else is locked.
 */
#ifndef SAMOVAR_RUNTIME_TIER_CODE_TOOLS_H
#define SAMOVAR_RUNTIME_TIER_CODE_TOOLS_H

#include "backend/backend.h"
#include "runtime/vm.h"

struct code_tools;

/* Opens the files that the options ask for and announces the back end's stubs. A file that cannot be made is
 * told on standard error, once. */
struct code_tools *code_tools_new(const struct vm *vm, const struct backend *be);
/* A blob of the compiler, or what leads to T0 in place of m's code. */
void code_tools_function(struct code_tools *tools, const struct method *m, const struct blob *b);
void code_tools_baseline(struct code_tools *tools, const struct method *m, const struct blob *b);
void code_tools_thunk(struct code_tools *tools, const struct method *m, const struct blob *b);
/* b is about to be freed. */
void code_tools_freed(struct code_tools *tools, const struct blob *b);

/* ---- for the tools themselves (perf_map.c, jitdump.c, gdb_jit.c) ---- */

struct code_piece {
    const char *name; /* "Class.method" */
    const char *code;
    uint32_t size;           /* instructions and constants */
    const struct blob *blob; /* with points and a frame; NULL: a stub or thunk */
    bool framed;             /* stubs: starts with push rbp; mov rbp, rsp */
};

struct perf_map;
struct perf_map *perf_map_open(void);
void perf_map_add(struct perf_map *p, const struct code_piece *piece);

struct jitdump;
struct jitdump *jitdump_open(void);
void jitdump_add(struct jitdump *j, const struct code_piece *piece);

void gdb_jit_add(const struct code_piece *piece);
void gdb_jit_remove(const char *code); /* the piece that begins there */

#endif
