/* escape.h - shared by the files of escape analysis: see escape.c. */
#ifndef SAMOVAR_OPT_ESCAPE_H
#define SAMOVAR_OPT_ESCAPE_H

#include "opt/internal.h"

enum {
    ESC_MAX_CELLS = 40, /* of an object; elements of an array */
    ESC_MAX_OBJECTS = 400,
    ESC_MAX_ALLOCATIONS = 300,
    ESC_MAX_PASSES = 24, /* over the function until nothing changes */
    ESC_MAX_ROUNDS = 6,  /* objects that gain nothing are taken out between rounds */
    ESC_MAX_COPIES = 12, /* places where one object is made */
};

/*
 * What a name or a cell stands for: a value of the function; ESC_OBJECT + n: object n, whatever it is at that
 * place; ESC_LATER + n: a value that will be made when the function is changed. 0 in a cell: the default
 * value.
 */
typedef uint32_t esc_value;
#define ESC_OBJECT 0x80000000u
#define ESC_LATER  0x40000000u

struct esc_cell {
    int64_t at; /* offset, or index */
    uint8_t mem;
    uint32_t alias; /* of the stores that make it */
};

/* What is followed: an allocation; or what a phi makes of different virtual objects of one class, of which
 * nothing else is left ("blended"). */
struct esc_object {
    ssa_id origin; /* the allocation, or one of those blended: says class and size */
    ssa_id phi;    /* of a blended one */
    bool array;
    bool box;      /* one cell, never stored to; the number says which object it is, if it is a small one */
    bool never;    /* given up: an ordinary value */
    bool fenced;   /* a release fence was passed while it was virtual: one follows when it is made */
    bool survived; /* on some way it was never made, or a lock of it went */
    uint32_t length;
    uint32_t made; /* places */
    uint32_t ncells;
    struct esc_cell cells[ESC_MAX_CELLS];
    VEC(ssa_id) names;
};

/* An object as it is at one place. */
struct esc_shape {
    uint32_t object;
    esc_value real; /* when it has been made; 0: virtual */
    uint32_t locks;
    uint32_t ncells;        /* further ones have the default value */
    const esc_value *cells; /* never changed in place */
};

/* Shapes at the end of a block. */
struct esc_out {
    bool valid; /* the block is reached */
    bool quiet; /* what could throw there does not: the way to the handler is not taken */
    uint32_t n;
    struct esc_shape *shapes;
};

enum esc_later_kind {
    ESC_PHI_CELL = 1, /* cell of an object where ways meet: block, object, cell */
    ESC_PHI_REAL = 2, /* an object that exists on all ways: block, object */
    ESC_MADE = 3,     /* an object made before a value: value, object */
};
struct esc_later {
    uint8_t kind;
    uint32_t at, object, cell;
    ssa_id value; /* once it is there */
};

/* What was made of something in an epoch; in others it is void. */
struct esc_copy {
    uint32_t epoch, id;
};

struct escape {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct arena *arena;
    uint32_t nvalues; /* before anything was changed */
    VEC(struct esc_object) objects;
    uint32_t *queue;         /* room for a merge */
    uint8_t *queued;         /* by object: goes on into the block entered */
    uint32_t *object_of;     /* by value: object + 1 of an allocation or blended phi */
    esc_value *stands_for;   /* by value; 0: itself */
    uint64_t *blended;       /* by value: a phi that is an object of its own */
    uint64_t *mixed;         /* by value: a phi that needs real objects */
    uint64_t *mentions;      /* by value: a description from before that has an object in it */
    uint32_t *stamps, stamp; /* by object: seen in this search */
    uint64_t **exists;       /* by block: objects that must be real at its beginning; NULL: none */
    struct ssa_order *order;
    struct ssa_dominators *dominators;
    struct ssa_liveness *liveness;
    struct esc_out *out; /* by block */

    /* The place where the walk is. */
    VEC(struct esc_shape) shapes;
    uint32_t *where;      /* by object: position in shapes + 1 */
    uint32_t epoch;       /* changes whenever a shape does */
    ssa_id quiet_monitor; /* the last locking or unlocking of a virtual object */

    VEC(struct esc_later) laters;
    struct ptr_map later_index;
    bool again;  /* something is different from the pass before */
    bool broken; /* what must not happen: leave the function alone */

    /* Changing the function. */
    bool apply;
    VEC(ssa_id) dead;
    VEC(uint32_t) phis;          /* laters whose operands are to be filled in */
    struct esc_copy *described;  /* by object: its description in this epoch */
    struct esc_copy *renewed;    /* by value: the same of a description from before */
    struct ptr_map description;  /* new descriptions -> object */
    VEC(struct esc_copy) states; /* by state: its copy in this epoch */
};

/* escape.c */
static inline bool esc_is_object(esc_value v)
{
    return (v & ESC_OBJECT) != 0;
}
static inline uint32_t esc_index(esc_value v)
{
    return v & ~(ESC_OBJECT | ESC_LATER);
}
esc_value esc_resolve(const struct escape *x, ssa_id v);
struct esc_shape *esc_shape_of(const struct escape *x, uint32_t object); /* NULL: not here */
bool esc_is_virtual(const struct escape *x, esc_value v);
esc_value esc_cell_value(const struct esc_shape *s, uint32_t cell);
esc_value esc_find_later(const struct escape *x, enum esc_later_kind kind, uint32_t at, uint32_t object,
                         uint32_t cell); /* 0: none */
/* The cell at an offset or index, made if need be; UINT32_MAX when it cannot be. */
uint32_t esc_cell_at(struct esc_object *o, int64_t at, enum ssa_mem m, uint32_t alias);
esc_value esc_later(struct escape *x, enum esc_later_kind kind, uint32_t at, uint32_t object, uint32_t cell);

/* escape_merge.c: the shapes at the beginning of a block. False: it is not reached. */
bool esc_enter(struct escape *x, uint32_t b);
/* What a cell of a blended object gets from the end of one of the phi's blocks. */
esc_value esc_blended_cell(const struct escape *x, const struct esc_object *o, uint32_t cell, uint32_t index);
/* At the end of b: makes what must exist where it goes. */
void esc_leave(struct escape *x, uint32_t b);

/* escape_visit.c: what one value does to the shapes. */
void esc_visit(struct escape *x, ssa_id v);
void esc_make(struct escape *x, ssa_id at, uint32_t object);

/* escape_apply.c: the same in the function. */
ssa_id esc_real(struct escape *x, esc_value v, enum ssa_type type); /* a value of the function */
uint32_t esc_state_for_made(struct escape *x, ssa_id at);
void esc_emit_made(struct escape *x, ssa_id at, const struct esc_shape *s, esc_value later, uint32_t state);
void esc_rewrite_state(struct escape *x, ssa_id v);
void esc_finish(struct escape *x);

#endif
