/* report_frames.h - what the machine-readable reports share: methods by number, and text in JSON. */
#ifndef SAMOVAR_RUNTIME_PROFILE_FRAMES_H
#define SAMOVAR_RUNTIME_PROFILE_FRAMES_H

#include "runtime/profile/profile.h"

/* The methods of a tree, numbered from 0 as they are first met, outermost first. */
struct frame_table {
    struct ptr_map index; /* method -> number + 1, doubled */
    VEC(const struct method *) methods;
};

void frame_table_init(struct frame_table *t, const struct call_node *root);
void frame_table_free(struct frame_table *t);
uint32_t frame_number(const struct frame_table *t, const struct method *m); /* m is in the tree */

void frame_name(const struct method *m, struct buf *out); /* java.util.HashMap.get */
const char *frame_file(const struct method *m);           /* NULL: not known */
int frame_line(const struct method *m);                   /* where the method begins; 0: not known */

/* A string of JSON, quotes included. The text is modified UTF-8; what is no UTF-8 becomes U+FFFD. */
void json_string(struct buf *out, const char *utf8);

#endif
