/*
 * tree.h - what a profile has seen: a calling-context tree, and for each method where in it.
 *
 * A frame is a method, a C function, a part of the VM's own work ("[garbage collector]"), or, at the end of a
 * stack of an allocation profile, the class of what was allocated. Weights are samples, or bytes.
 *
 * Not thread safe.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_TREE_H
#define SAMOVAR_RUNTIME_PROFILE_TREE_H

#include "runtime/class/class.h"

enum frame_kind { FRAME_METHOD, FRAME_NATIVE, FRAME_VM, FRAME_CLASS };

/* Which code ran the innermost frame of a sample. */
enum frame_tier {
    TIER_NONE,        /* C: native methods, the VM itself */
    TIER_INTERPRETER, /* T0 */
    TIER_BASELINE,    /* T1 */
    TIER_OPTIMIZED,   /* T2 */
    N_TIERS
};
extern const char *const frame_tier_names[N_TIERS]; /* "native", "T0", ... */

/* A bytecode of a method that was innermost, as often in each tier. */
struct frame_spot {
    int bci; /* -1: not known */
    u8 by_tier[N_TIERS];
};

struct profile_frame {
    enum frame_kind kind;
    unsigned number;       /* in the tree's list, from 0 */
    struct method *method; /* FRAME_METHOD */
    bool is_context;       /* FRAME_VM, but the program's frames are below it */
    const char *name;      /* "java.util.HashMap.get", "deflate", "[compiler]" */
    const char *file;      /* where it comes from: HashMap.java, /usr/lib/.../libz.so.1; NULL: not known */
    VEC(struct frame_spot) spots;
};

struct call_node {
    struct profile_frame *frame; /* NULL: the root; its children are the threads' outermost frames */
    struct call_node *parent, *first_child, *next_sibling;
    u8 self; /* with this frame innermost */
    u8 by_tier[N_TIERS];
    u8 count; /* allocation profiles: objects; else as self */
};

struct profile_tree {
    struct arena arena;
    struct call_node root;
    struct ptr_map by_key; /* method, symbol or class -> frame */
    VEC(struct profile_frame *) frames;
    u8 total; /* of all self */
};

void tree_init(struct profile_tree *t);
void tree_free(struct profile_tree *t);
struct profile_frame *tree_method(struct profile_tree *t, struct method *m);
/* key: any address that stands for it; name and file (may be NULL) live as long as the tree. */
struct profile_frame *tree_frame(struct profile_tree *t, const void *key, enum frame_kind kind,
                                 const char *name, const char *file);
struct call_node *tree_child(struct profile_tree *t, struct call_node *parent, struct profile_frame *frame);
void tree_add(struct profile_tree *t, struct call_node *leaf, enum frame_tier tier, u8 weight, u8 count);
void tree_add_spot(struct profile_frame *f, int bci, enum frame_tier tier, u8 weight);

#endif
