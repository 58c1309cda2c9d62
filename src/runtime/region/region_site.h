/*
 * region_site.h - what each instruction that accesses regions has met: NAIVE -> COMMITTED -> VARIABLE.
 *
 * T0 notes the region of every access. A site that meets the same region --site-commit times (3) in
 * succession is committed to it, and compiled code may be made for that region alone. The first access
 * elsewhere makes the site variable for good. When its region is unmapped a committed site begins anew.
 *
 * Threads: no locks; two threads at a site at once may count one too few. Records are never freed.
 */
#ifndef SAMOVAR_RUNTIME_REGION_SITE_H
#define SAMOVAR_RUNTIME_REGION_SITE_H

#include "runtime/region/space.h"

enum region_site_state { SITE_NAIVE, SITE_COMMITTED, SITE_VARIABLE };

struct region_sites; /* vm->region_sites; NULL: none */

/* The instruction at bci accessed this region. */
void region_site_observe(struct vm *vm, const struct method *m, uint32_t bci, const struct region *r);
/* The region that the site is committed to, by its number; 0: none. */
uint64_t region_site_committed(struct vm *vm, const struct method *m, uint32_t bci);
/* The region is unmapped. */
void region_sites_forget(struct vm *vm, uint64_t id);
struct region_site_row {
    const struct method *method;
    uint32_t bci;
    const char *state; /* "naive", "committed", "variable" */
    struct region region;
    bool has_region; /* of the sites that are not variable: it is still mapped */
    uint32_t changes;
};
const char *region_kind(const struct region *r); /* "ram", "rom", "device" */
void region_sites_each(struct vm *vm, void (*row)(const struct region_site_row *r, void *user), void *user);
/* One line a site. */
void region_sites_print(struct vm *vm, struct buf *out);

#endif
