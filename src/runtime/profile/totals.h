/* totals.h - the sums of a profile by frame. */
#ifndef SAMOVAR_RUNTIME_PROFILE_TOTALS_H
#define SAMOVAR_RUNTIME_PROFILE_TOTALS_H

#include "runtime/profile/tree.h"

struct frame_total {
    const struct profile_frame *frame;
    u8 self, total; /* total: each sample once, however often the frame is in it */
    u8 by_tier[N_TIERS];
    unsigned on_stack; /* while they are added up */
};

struct frame_totals {
    struct arena arena;
    struct ptr_map index;
    VEC(struct frame_total *) rows;
};

/* All frames, by self time. The C functions of the VM's own work count as that work. */
void frame_totals_gather(struct frame_totals *t, const struct profile_tree *tree);
void frame_totals_free(struct frame_totals *t);
struct frame_total *frame_totals_row(struct frame_totals *t,
                                     const struct profile_frame *f); /* made if need be */
void frame_totals_sort(struct frame_totals *t);
u8 call_node_total(const struct call_node *n); /* of the subtree */

#endif
