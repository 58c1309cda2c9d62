/* region_site.c - see region_site.h. A hash table of chains that only grow. */
#include "runtime/region/region_site.h"

#include "runtime/vm.h"

enum { BUCKETS = 1024 };

struct region_site {
    struct region_site *next;
    const struct method *method;
    uint32_t bci;
    _Atomic uint8_t state;    /* enum region_site_state */
    _Atomic uint32_t count;   /* NAIVE: accesses of `region` in succession */
    _Atomic uint64_t region;  /* NAIVE: met last; COMMITTED: to this one */
    _Atomic uint32_t changes; /* of state */
};
struct region_sites {
    _Atomic(struct region_site *) bucket[BUCKETS];
};

static struct region_sites *sites_of(struct vm *vm)
{
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire), *none = NULL;
    if (sites != NULL)
        return sites;
    sites = xcalloc(1, sizeof *sites);
    if (atomic_compare_exchange_strong(&vm->region_sites, &none, sites))
        return sites;
    free(sites);
    return none;
}

static _Atomic(struct region_site *) *bucket_of(struct region_sites *sites, const struct method *m,
                                                uint32_t bci)
{
    uint64_t h = ((uintptr_t)m / 16 * 31 + bci) * 0x9e3779b97f4a7c15u;
    return &sites->bucket[h >> 32 & (BUCKETS - 1)];
}

static struct region_site *find_in(struct region_site *chain, const struct method *m, uint32_t bci)
{
    while (chain != NULL && (chain->method != m || chain->bci != bci))
        chain = chain->next;
    return chain;
}

static struct region_site *find_or_make(struct region_sites *sites, const struct method *m, uint32_t bci)
{
    _Atomic(struct region_site *) *bucket = bucket_of(sites, m, bci);
    struct region_site *head = atomic_load_explicit(bucket, memory_order_acquire);
    struct region_site *s = find_in(head, m, bci);
    if (s != NULL)
        return s;
    struct region_site *made = xcalloc(1, sizeof *made);
    made->method = m;
    made->bci = bci;
    do {
        made->next = head;
        if (atomic_compare_exchange_weak(bucket, &head, made))
            return made;
    } while ((s = find_in(head, m, bci)) == NULL);
    free(made);
    return s;
}

static void become(struct region_site *s, enum region_site_state state)
{
    s->state = (uint8_t)state;
    s->changes++;
}

void region_site_observe(struct vm *vm, const struct method *m, uint32_t bci, const struct region *r)
{
    struct region_site *s = find_or_make(sites_of(vm), m, bci);
    switch ((enum region_site_state)s->state) {
    case SITE_NAIVE:
        s->count = s->region == r->id ? s->count + 1 : 1;
        s->region = r->id;
        if (s->count >= vm->options.site_commit)
            become(s, SITE_COMMITTED);
        break;
    case SITE_COMMITTED:
        if (s->region != r->id)
            become(s, SITE_VARIABLE);
        break;
    case SITE_VARIABLE: break;
    }
}

uint64_t region_site_committed(struct vm *vm, const struct method *m, uint32_t bci)
{
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire);
    if (sites == NULL)
        return 0;
    const struct region_site *s =
        find_in(atomic_load_explicit(bucket_of(sites, m, bci), memory_order_acquire), m, bci);
    uint64_t region = s != NULL ? s->region : 0;
    return s != NULL && s->state == SITE_COMMITTED ? region : 0;
}

void region_sites_forget(struct vm *vm, uint64_t id)
{
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire);
    for (size_t i = 0; sites != NULL && i < BUCKETS; i++)
        for (struct region_site *s = sites->bucket[i]; s != NULL; s = s->next)
            if (s->region == id) {
                s->count = 0;
                if (s->state == SITE_COMMITTED)
                    become(s, SITE_NAIVE);
            }
}

const char *region_kind(const struct region *r)
{
    return r->memory == NULL ? "device" : r->read_only ? "rom" : "ram";
}

void region_sites_each(struct vm *vm, void (*row)(const struct region_site_row *r, void *user), void *user)
{
    static const char *const names[] = {"naive", "committed", "variable"};
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire);
    for (size_t i = 0; sites != NULL && i < BUCKETS; i++)
        for (const struct region_site *s = sites->bucket[i]; s != NULL; s = s->next) {
            unsigned state = s->state;
            struct region_site_row r = {
                .method = s->method, .bci = s->bci, .state = names[state], .changes = s->changes};
            r.has_region = state != SITE_VARIABLE && space_region(vm, s->region, &r.region);
            row(&r, user);
        }
}

static void print_site(const struct region_site_row *s, void *out)
{
    class_print_method(s->method, out);
    buf_printf(out, " at %u: %s", s->bci, s->state);
    if (s->has_region)
        buf_printf(out, " %s 0x%llx-0x%llx", region_kind(&s->region), (unsigned long long)s->region.base,
                   (unsigned long long)s->region.last);
    buf_printf(out, " (%u changes)\n", s->changes);
}

void region_sites_print(struct vm *vm, struct buf *out)
{
    region_sites_each(vm, print_site, out);
}
