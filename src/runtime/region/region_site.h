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

struct region_site;
struct region_sites; /* vm->region_sites; NULL: none */

/* The instruction at bci, which calls this method of samovar.Memory, accesses this region; the thread has
 * looked it up since it last polled. */
void region_site_observe(struct vm *vm, const struct method *m, uint32_t bci, struct method *access,
                         const struct region *r);
/* Made if it is not there. Its first word points to a struct baseline_window. */
struct region_site *region_site_at(struct vm *vm, const struct method *m, uint32_t bci,
                                   struct method *access);
/* The region that the site is committed to, by its number; 0: none. */
uint64_t region_site_committed(struct vm *vm, const struct method *m, uint32_t bci);
/* The site, for region_site_load; 0: there is none. */
uint64_t region_site_address(struct vm *vm, const struct method *m, uint32_t bci);
/* The region is unmapped. True: code could still reach it through a site until now. */
bool region_sites_forget(struct vm *vm, const struct region *r);
/*
 * Makes an access for compiled code: address and value are the method's arguments, in the thread's Java
 * stack; the result replaces them. A site that is committed to a device calls it without looking anything up.
 * The thread's stack can be walked; an exception may be pending afterwards.
 */
void region_site_access(struct thread *t, union slot *args, struct region_site *s);
uint64_t region_site_load(struct thread *t, struct region_site *s, uint64_t address);
void region_site_store(struct thread *t, struct region_site *s, uint64_t address, uint64_t bits);
/* Loads and stores of samovar.Memory: letter of what is accessed (B S I J F D); 0: any other method. */
char region_access_type(const struct method *m, bool *store);
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
