/* region_site.c - see region_site.h. A hash table of chains that only grow. */
#include "runtime/region/region_site.h"

#include <stddef.h>
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/exec/frame.h"
#include "runtime/region/access.h"
#include "runtime/vm.h"

enum { BUCKETS = 1024, MAX_ARGUMENTS = 4 };

struct region_site {
    _Atomic(const struct baseline_window *) window; /* of the region that it is committed to, or nowhere */
    struct region_site *next;
    struct method *access; /* and what follows from it: */
    char type;
    bool store;
    uint8_t bytes;
    const struct method *method;
    uint32_t bci;
    _Atomic uint8_t state;    /* enum region_site_state */
    _Atomic uint32_t count;   /* NAIVE: accesses of `region` in succession */
    _Atomic uint64_t region;  /* NAIVE: met last; COMMITTED: to this one */
    _Atomic uint32_t changes; /* of state */
};
static const struct baseline_window nowhere;

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

static unsigned bytes_of(char type)
{
    return type == 'B' ? 1 : type == 'S' ? 2 : type == 'I' || type == 'F' ? 4 : 8;
}

static struct region_site *find_or_make(struct region_sites *sites, const struct method *m, uint32_t bci,
                                        struct method *access)
{
    _Atomic(struct region_site *) *bucket = bucket_of(sites, m, bci);
    struct region_site *head = atomic_load_explicit(bucket, memory_order_acquire);
    struct region_site *s = find_in(head, m, bci);
    if (s != NULL)
        return s;
    struct region_site *made = xcalloc(1, sizeof *made);
    made->method = m;
    made->bci = bci;
    made->window = &nowhere;
    made->access = access;
    made->type = region_access_type(access, &made->store);
    made->bytes = (uint8_t)bytes_of(made->type);
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

struct region_site *region_site_at(struct vm *vm, const struct method *m, uint32_t bci, struct method *access)
{
    return find_or_make(sites_of(vm), m, bci, access);
}

static void observe(struct vm *vm, struct region_site *s, const struct region *r)
{
    switch ((enum region_site_state)s->state) {
    case SITE_NAIVE:
        s->count = s->region == r->id ? s->count + 1 : 1;
        s->region = r->id;
        if (s->count >= vm->options.site_commit) {
            become(s, SITE_COMMITTED);
            atomic_store_explicit(&s->window, &r->window, memory_order_release);
        }
        break;
    case SITE_COMMITTED:
        if (s->region != r->id) {
            become(s, SITE_VARIABLE);
            s->window = &nowhere;
        }
        break;
    case SITE_VARIABLE: break;
    }
}

void region_site_observe(struct vm *vm, const struct method *m, uint32_t bci, struct method *access,
                         const struct region *r)
{
    observe(vm, region_site_at(vm, m, bci, access), r);
}

static struct region_site *find(struct vm *vm, const struct method *m, uint32_t bci)
{
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire);
    return sites == NULL
               ? NULL
               : find_in(atomic_load_explicit(bucket_of(sites, m, bci), memory_order_acquire), m, bci);
}

uint64_t region_site_committed(struct vm *vm, const struct method *m, uint32_t bci)
{
    const struct region_site *s = find(vm, m, bci);
    uint64_t region = s != NULL ? s->region : 0;
    return s != NULL && s->state == SITE_COMMITTED ? region : 0;
}

uint64_t region_site_address(struct vm *vm, const struct method *m, uint32_t bci)
{
    return (uint64_t)find(vm, m, bci);
}

/* The window is compared by itself: when two threads are at a site at once it may not be the region's. */
bool region_sites_forget(struct vm *vm, const struct region *r)
{
    struct region_sites *sites = atomic_load_explicit(&vm->region_sites, memory_order_acquire);
    bool reached = false;
    for (size_t i = 0; sites != NULL && i < BUCKETS; i++)
        for (struct region_site *s = sites->bucket[i]; s != NULL; s = s->next) {
            const struct baseline_window *window = &r->window;
            reached |= atomic_compare_exchange_strong(&s->window, &window, &nowhere);
            if (s->region == r->id) {
                s->count = 0;
                if (s->state == SITE_COMMITTED)
                    become(s, SITE_NAIVE);
            }
        }
    return reached;
}

/* ---- accesses ---- */

char region_access_type(const struct method *m, bool *store)
{
    const struct class *c = m->klass;
    const char *name = m->name->utf8, *desc = m->desc->utf8;
    *store = strncmp(name, "store", 5) == 0;
    if (m->kind != METHOD_NATIVE_FAST || c->loader != c->vm->boot_loader ||
        strcmp(c->name->utf8, "samovar/Memory") != 0 || (!*store && strncmp(name, "load", 4) != 0))
        return 0;
    return *store ? desc[2] : desc[3]; /* (JB)V, (J)B */
}

/* What the site is committed to, if the access lies there. */
static const struct region *committed_to(struct region_site *s, uint64_t address, unsigned bytes)
{
    const struct baseline_window *w = atomic_load_explicit(&s->window, memory_order_acquire);
    if (w == &nowhere)
        return NULL;
    const struct region *r = (const void *)((const char *)w - offsetof(struct region, window));
    return address >= r->base && address <= r->last && r->last - address >= bytes - 1 ? r : NULL;
}

static const struct region *region_for(struct vm *vm, struct region_site *s, uint64_t address, unsigned bytes)
{
    const struct region *r = committed_to(s, address, bytes);
    if (r == NULL && (r = space_find(vm, address, bytes)) != NULL)
        observe(vm, s, r);
    return r;
}

static union slot number(char type, uint64_t bits)
{
    switch (type) {
    case 'B': return (union slot){.i = (int8_t)bits};
    case 'S': return (union slot){.i = (int16_t)bits};
    case 'I':
    case 'F': return (union slot){.i = (int32_t)bits};
    default: return (union slot){.raw = bits};
    }
}

/* Everything that happens in an access happens inside the native method, as far as stack walks can tell. */
static void access_at(struct thread *t, union slot *args, union slot *end, struct region_site *s)
{
    uint64_t address = (uint64_t)args[0].l, bits = 0;
    const struct region *r = region_for(t->vm, s, address, s->bytes);
    if (!exec_enter_native(t, s->access, args, end))
        return;
    if (s->store)
        region_store(t, r, address, s->bytes, s->bytes == 8 ? args[2].raw : args[2].u);
    else
        bits = region_load(t, r, address, s->bytes);
    exec_leave_native(t);
    args[0] = number(s->type, bits);
}

void region_site_access(struct thread *t, union slot *args, struct region_site *s)
{
    access_at(t, args, t->frame->sp, s);
}

uint64_t region_site_load(struct thread *t, struct region_site *s, uint64_t address)
{
    union slot *args = exec_free_slots(t);
    if (UNLIKELY(args + MAX_ARGUMENTS >= t->stack_limit)) {
        throw_stack_overflow(t);
        return 0;
    }
    args[0].raw = address;
    access_at(t, args, args + MAX_ARGUMENTS, s);
    return args[0].raw;
}

void region_site_store(struct thread *t, struct region_site *s, uint64_t address, uint64_t bits)
{
    union slot *args = exec_free_slots(t);
    if (UNLIKELY(args + MAX_ARGUMENTS >= t->stack_limit)) {
        throw_stack_overflow(t);
        return;
    }
    args[0].raw = address;
    args[2].raw = bits;
    access_at(t, args, args + MAX_ARGUMENTS, s);
}

/* ---- reports ---- */

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
