/*
 * blob.h - one compiled function: its code and what is known about the addresses in it.
 *
 * All tables are sorted by pc offset and refer to the world by handles, never by address: a blob's record and
 * bytes can be written to a cache and brought back by applying its relocations again.
 *
 * Lookups take no lock and may be called in signal handlers.
 */
#ifndef SAMOVAR_BACKEND_BLOB_H
#define SAMOVAR_BACKEND_BLOB_H

#include <stdatomic.h>
#include "base/base.h"

enum blob_kind {
    BLOB_FUNCTION, /* of the compiler */
    BLOB_STUB,     /* adapters, helper stubs */
    BLOB_BASELINE, /* of the baseline compiler: no machine frames, no tables */
};

/* -------------------------------------------------------------------------------------------------
 * relocations */

enum blob_reloc_kind {
    RELOC_OBJECT,  /* 8 bytes: address of a heap object (which the blob's owner must keep alive) */
    RELOC_ADDRESS, /* 8 bytes: what an `address` value names */
    RELOC_CLASS,   /* 8 bytes: address of a class; or 4, to compare with: the low half of it */
    RELOC_METHOD,  /* 8 bytes: address of a method */
    RELOC_SLOT,    /* 4 bytes, relative to their end: slot of the global offset table with a method's register
                      entry */
    RELOC_HELPER,  /* 4 bytes, relative to their end: slot of the runtime helper whose number is the handle */
    RELOC_STUB, /* 4 bytes, relative to their end: slot of the back end's stub whose number is the handle */
};
struct blob_reloc {
    uint32_t offset; /* of the bytes in the code */
    uint8_t kind;
    uint64_t handle;
};

/* -------------------------------------------------------------------------------------------------- deopt
 * points */

/* Where a value is when the code stops at a deopt point. */
enum blob_where {
    WHERE_NOWHERE, /* dead: any value will do */
    WHERE_GPR,     /* index: register number; here and in the frame, `plus` is to be added */
    WHERE_FPR,
    WHERE_FRAME,   /* index: bytes from rbp */
    WHERE_CONST,   /* index: in blob->consts: the bits */
    WHERE_OBJECT,  /* index: in blob->consts: the handle of a heap object */
    WHERE_ADDRESS, /* index: in blob->consts: the handle of an address */
    WHERE_VIRTUAL, /* index: the point's virtual object of that number: to be made, once for each
                      deoptimisation */
};
struct blob_location {
    uint8_t where; /* enum blob_where */
    uint8_t type;  /* enum ssa_type */
    int16_t plus;
    int32_t index;
};

/* An object that exists only in parts. Its fields are locations: fields[] of the blob gives offset and memory
 * kind. */
struct blob_virtual {
    uint64_t class;
    int32_t length;     /* arrays: elements; otherwise -1 */
    uint32_t locations; /* first in blob->locations */
    uint32_t n;         /* fields or elements */
    uint32_t fields;    /* first in blob->fields (objects only) */
    uint8_t mem;        /* arrays: enum ssa_mem of the elements */
    bool box;           /* what valueOf gives for the one field's value */
};
struct blob_field {
    uint32_t offset;
    uint8_t mem; /* enum ssa_mem */
};

/* One interpreter frame; its values are nlocals + nstack + nlocks locations. */
struct blob_frame {
    uint64_t method;
    uint32_t bci;
    uint8_t state_kind; /* enum ssa_state_kind */
    uint32_t nlocals, nstack, nlocks;
    uint32_t locations; /* first in blob->locations */
};

enum blob_point_kind {
    POINT_CALL, /* a return address in this code: the frame is suspended in a call */
    POINT_TRAP, /* return address of a call to the trap stub: the code stops here for good (a guard failed) */
    POINT_POLL, /* the same, but the code may go on behind it */
    POINT_WALK, /* a return address too, but the state is not that of the return: the frame can be walked, and
                   never leaves the code here (monitor_exit, the search for an interface's method) */
};
struct blob_point {
    uint32_t pc;                 /* offset of the return address */
    uint8_t kind;                /* enum blob_point_kind */
    uint8_t why;                 /* enum ssa_why: of traps */
    uint32_t value;              /* the ssa_id it comes from: for dumps and the speculation log */
    uint32_t frame, nframes;     /* in blob->frames, innermost first */
    uint32_t virtual, nvirtuals; /* in blob->virtuals */
};

/* A call whose exception is handled here: return address -> where to go with the exception in rax. */
struct blob_handler {
    uint32_t pc, handler;
};
/* A memory access that tests its base for null: its address -> the trap exit to continue at instead. */
struct blob_trap {
    uint32_t pc, exit;
};

/* Where instructions come from, those from pc to the next entry's: for profiles, when backend_options.lines
 * asked for it. */
struct blob_line {
    uint32_t pc;
    uint32_t value; /* the ssa_id; 0: none, an exit */
    uint32_t place; /* in blob->places; 0: not known */
    bool target;    /* code jumps here */
};
struct blob_place {
    uint64_t method;
    uint32_t bci;
    uint32_t caller; /* of an inlined method: a place; 0: outermost */
};

struct blob {
    _Atomic(char *) code; /* executable view; NULL: this record is not in use */
    uint32_t size;        /* bytes of code, constants included */
    uint32_t reserved;    /* bytes taken of the range */
    uint8_t kind;         /* enum blob_kind */
    _Atomic bool retired;
    uint32_t granule;  /* private to code_memory.c */
    struct blob *next; /* private: free records */

    const char *name; /* owned; for dumps */
    uint64_t method;
    int32_t osr_bci; /* -1: entered at the beginning */
    void *user;      /* the runtime's record of this code */

    uint32_t entry;      /* offset where calls arrive */
    uint32_t frame_at;   /* offset of the instructions that make the frame: push rbp; mov rbp, rsp */
    uint32_t code_end;   /* offset where instructions end and constants begin */
    uint32_t frame_size; /* rbp - rsp inside the body: constant */
    uint32_t unwind;     /* offset of code that leaves the frame with the exception in rax */
    uint32_t leave;      /* offset of code that leaves the frame with the result in rax / xmm0 */
    uint32_t
        saved_gprs; /* mask of callee-saved registers, in [rbp-8], [rbp-16], ... from the lowest number */

    /* One allocation, owned by the blob. */
    void *tables;
    struct blob_reloc *relocs;
    struct blob_point *points;
    struct blob_frame *frames;
    struct blob_location *locations;
    struct blob_virtual *virtuals;
    struct blob_field *fields;
    struct blob_handler *handlers;
    struct blob_trap *traps;
    uint64_t *consts;
    struct blob_line *lines;
    struct blob_place *places;
    uint32_t nrelocs, npoints, nframes, nlocations, nvirtuals, nfields, nhandlers, ntraps, nconsts, nlines,
        nplaces;
};

static inline bool blob_has(const struct blob *b, const void *pc)
{
    const char *code = atomic_load_explicit(&b->code, memory_order_acquire);
    return code != NULL && (const char *)pc >= code && (const char *)pc < code + b->size;
}
static inline uint32_t blob_offset(const struct blob *b, const void *pc)
{
    return (uint32_t)((const char *)pc - b->code);
}
static inline void *blob_address(const struct blob *b, uint32_t offset)
{
    return b->code + offset;
}

/* The point with exactly this return address; NULL when there is none. */
const struct blob_point *blob_find_point(const struct blob *b, const void *return_pc);
/* The point whose return address is the nearest at or above pc: what a sample inside a body is closest to. */
const struct blob_point *blob_nearest_point(const struct blob *b, const void *pc);
/* The entry for the instruction at pc; NULL: there are none. */
const struct blob_line *blob_find_line(const struct blob *b, const void *pc);
/* Where an exception goes that the call with this return address throws: a handler, or the blob's unwind
 * code. */
void *blob_find_handler(const struct blob *b, const void *return_pc);
/* The trap exit of the access at this address; NULL: a fault there is a bug. */
void *blob_find_trap(const struct blob *b, const void *fault_pc);

#endif
