/*
 * site_profile.c - records of watched call sites (see site_profile.h).
 *
 * The table is an open hash from the site's first unit to its record. Readers are handlers of T0, which take
 * no lock: the table only grows, records are published after they are made, and a table that was outgrown
 * stays for those who still read it.
 */
#include "runtime/tier/site_profile.h"

#include <stdlib.h>
#include "frontend/bytecode.h"
#include "runtime/exec/opcodes.h"
#include "runtime/tier/site_internal.h"
#include "runtime/vm.h"

static struct site gone; /* in slots of sites that went: no address of a unit */

const struct baseline_site site_naive, site_variable = {.variable = 1};

struct slots {
    size_t mask;
    struct slots *outgrown;
    _Atomic(struct site *) at[];
};

struct site_table {
    pthread_mutex_t lock; /* writers */
    struct arena arena;
    _Atomic(struct slots *) slots;
    size_t n; /* slots taken, `gone` ones too */
    struct site *free;
};

#define FIRST_SLOTS 256

/* ---- the table ---- */

static size_t slot_of(const u2 *unit)
{
    uint64_t h = (uintptr_t)unit * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(h >> 32);
}

struct site *site_find(const struct vm *vm, const u2 *unit)
{
    struct site_table *table = atomic_load_explicit(&vm->sites, memory_order_acquire);
    if (table == NULL)
        return NULL;
    struct slots *slots = atomic_load_explicit(&table->slots, memory_order_acquire);
    for (size_t i = slot_of(unit);; i++) {
        struct site *s = atomic_load_explicit(&slots->at[i & slots->mask], memory_order_acquire);
        if (s == NULL || s->unit == unit)
            return s;
    }
}

static struct slots *slots_new(size_t n)
{
    struct slots *s = xcalloc(1, sizeof *s + n * sizeof s->at[0]);
    s->mask = n - 1;
    return s;
}

static void insert(struct slots *slots, struct site *s)
{
    size_t i = slot_of(s->unit);
    while (slots->at[i & slots->mask] != NULL && slots->at[i & slots->mask] != &gone)
        i++;
    atomic_store_explicit(&slots->at[i & slots->mask], s, memory_order_release);
}

static void grow(struct site_table *table)
{
    struct slots *old = table->slots, *new = slots_new(2 * (old->mask + 1));
    new->outgrown = old;
    for (size_t i = 0; i <= old->mask; i++)
        if (old->at[i] != NULL && old->at[i] != &gone)
            insert(new, old->at[i]);
    atomic_store_explicit(&table->slots, new, memory_order_release);
}

/* The VM's table, made when the first method is watched. */
static struct site_table *table_of(struct vm *vm)
{
    struct site_table *table = atomic_load(&vm->sites), *none = NULL;
    if (table != NULL)
        return table;
    table = xcalloc(1, sizeof *table);
    pthread_mutex_init(&table->lock, NULL);
    arena_init(&table->arena);
    table->slots = slots_new(FIRST_SLOTS);
    if (atomic_compare_exchange_strong(&vm->sites, &none, table))
        return table;
    free(table->slots);
    arena_release(&table->arena);
    pthread_mutex_destroy(&table->lock);
    free(table);
    return none;
}

static void halve(struct site *s)
{
    for (int i = 0; i < SITE_CLASSES; i++)
        s->seen[i].n = s->seen[i].n / 2;
    s->others = s->others / 2;
}

/* Under the table's lock. */
static struct site *add_site(struct site_table *table, const struct method *m, const u2 *unit)
{
    if (2 * (table->n + 1) > table->slots->mask)
        grow(table);
    struct site *s = table->free;
    if (s != NULL) {
        table->free = s->next_free;
        *s = (struct site){0};
    } else {
        s = ARENA_NEW(&table->arena, struct site);
    }
    s->unit = unit;
    s->method = m;
    s->kind = (uint8_t)site_kind_of(m->cf->code->bytes[unit - m->code]);
    s->left = s->kind == SITE_CALL ? SITE_OBSERVATIONS : SITE_CHECKS;
    insert(table->slots, s);
    table->n++;
    return s;
}

/* Under the table's lock. */
static void open_site(struct vm *vm, struct site_table *table, const struct method *m, const u2 *unit)
{
    struct site *s = site_find(vm, unit);
    if (s != NULL) {
        halve(s);
        s->left = SITE_OBSERVATIONS;
        s->run = 0;
        if (s->does != NULL)
            s->does = &site_naive;
        return;
    }
    add_site(table, m, unit);
}

uint64_t sites_baseline(const struct method *m, const u2 *unit)
{
    struct vm *vm = m->klass->vm;
    struct site_table *table = table_of(vm);
    pthread_mutex_lock(&table->lock);
    struct site *s = site_find(vm, unit);
    if (s == NULL)
        s = add_site(table, m, unit);
    if (s->does == NULL)
        s->does = &site_naive;
    pthread_mutex_unlock(&table->lock);
    return (uint64_t)(uintptr_t)&s->does;
}

/* ---- rewriting ---- */

static u2 watching(u2 op)
{
    switch (op) {
    case OP_invokevirtual_q: return OP_invokevirtual_watch;
    case OP_invokeinterface_q: return OP_invokeinterface_watch;
    case OP_invokedefault_q: return OP_invokedefault_watch;
    default: return 0;
    }
}
static u2 quick(u2 op)
{
    switch (op) {
    case OP_invokevirtual_watch: return OP_invokevirtual_q;
    case OP_invokeinterface_watch: return OP_invokeinterface_q;
    case OP_invokedefault_watch: return OP_invokedefault_q;
    default: return 0;
    }
}

static u2 load_op(const u2 *unit)
{
    return __atomic_load_n(unit, __ATOMIC_RELAXED);
}

/* Only if it is still `from`; its handlers may be rewriting it at this moment. */
static void rewrite(const u2 *unit, u2 from, u2 to)
{
    __atomic_compare_exchange_n((u2 *)(uintptr_t)unit, &from, to, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

/* The calls with a receiver of m, one after the other: the next bci at or after *bci, or false. */
static bool next_site(const struct method *m, uint32_t *bci, uint32_t *next)
{
    const struct cf_code *code = m->cf->code;
    for (uint32_t at = *bci, length; at < code->length; at += length) {
        length = bytecode_length(code->bytes, code->length, at);
        if (length == 0)
            return false;
        if (code->bytes[at] == BC_invokevirtual || code->bytes[at] == BC_invokeinterface) {
            *bci = at;
            *next = at + length;
            return true;
        }
    }
    return false;
}

static bool has_code(const struct method *m)
{
    return m->kind == METHOD_BYTECODE && __atomic_load_n(&m->code, __ATOMIC_ACQUIRE) != NULL;
}

unsigned sites_watch(struct vm *vm, struct method *m)
{
    if (!has_code(m))
        return 0;
    struct site_table *table = table_of(vm);
    unsigned n = 0;
    pthread_mutex_lock(&table->lock);
    for (uint32_t bci = 0, next; next_site(m, &bci, &next); bci = next) {
        const u2 *unit = m->code + bci;
        u2 op = load_op(unit);
        if (watching(op) == 0 && quick(op) == 0)
            continue;
        open_site(vm, table, m, unit);
        if (watching(op) != 0)
            rewrite(unit, op, watching(op));
        n++;
    }
    sites_reopen_checks(vm, m);
    pthread_mutex_unlock(&table->lock);
    return n;
}

/* Baseline code knows what to do there. */
static bool decided(struct site *s)
{
    const struct baseline_site *does =
        s != NULL ? atomic_load_explicit(&s->does, memory_order_acquire) : NULL;
    return does != NULL && does != &site_naive;
}

unsigned sites_waiting(const struct method *m)
{
    unsigned n = 0;
    if (has_code(m))
        for (uint32_t bci = 0, next; next_site(m, &bci, &next); bci = next)
            n += quick(load_op(m->code + bci)) != 0 && !decided(site_find(m->klass->vm, m->code + bci));
    return n;
}

void sites_unwatch(struct vm *vm, struct method *m)
{
    struct site_table *table = atomic_load(&vm->sites);
    if (table == NULL || !has_code(m))
        return;
    pthread_mutex_lock(&table->lock);
    for (uint32_t bci = 0, next; next_site(m, &bci, &next); bci = next) {
        const u2 *unit = m->code + bci;
        u2 op = load_op(unit);
        if (quick(op) != 0)
            rewrite(unit, op, quick(op));
    }
    pthread_mutex_unlock(&table->lock);
}

/* ---- observing ---- */

static void count(_Atomic uint32_t *n)
{
    atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + 1, memory_order_relaxed);
}

void site_note(struct site *s, struct class *c)
{
    for (int i = 0; i < SITE_CLASSES; i++) {
        struct class *seen = atomic_load_explicit(&s->seen[i].class, memory_order_relaxed);
        if (seen == NULL && atomic_compare_exchange_strong(&s->seen[i].class, &seen, c))
            seen = c;
        if (seen == c) {
            count(&s->seen[i].n);
            return;
        }
    }
    count(&s->others);
}

/* ---- calls in baseline code ---- */

bool site_saw_only(const struct site *s, const struct class *c)
{
    for (int i = 0; i < SITE_CLASSES; i++)
        if (s->seen[i].n != 0 && s->seen[i].class != c)
            return false;
    return s->others == 0;
}

/* NULL: the class's table does not have it yet. */
static struct method *selected(const struct site *s, struct class *c)
{
    u2 op = load_op(s->unit);
    if (op == OP_invokevirtual_q || op == OP_invokevirtual_watch)
        return c->vtable[s->unit[1]];
    struct method *m = atomic_load_explicit(&s->method->rcp[s->unit[1]], memory_order_acquire);
    return class_imt_lookup(c, m, s->unit[4]);
}

void site_becomes(struct site *s, const struct baseline_site *from, const struct baseline_site *to)
{
    if (atomic_compare_exchange_strong(&s->does, &from, to))
        count(&s->changes);
}

struct baseline_site *site_record(struct vm *vm)
{
    struct site_table *table = vm->sites;
    pthread_mutex_lock(&table->lock);
    struct baseline_site *r = ARENA_NEW(&table->arena, struct baseline_site);
    pthread_mutex_unlock(&table->lock);
    return r;
}

static void commit(struct vm *vm, struct site *s, struct class *c)
{
    const struct method *m = selected(s, c);
    if (m == NULL)
        return;
    struct baseline_site *to = site_record(vm);
    to->class = c;
    to->method = m;
    site_becomes(s, &site_naive, to);
}

static void decide(struct vm *vm, struct site *s, struct class *c)
{
    const struct baseline_site *does = atomic_load_explicit(&s->does, memory_order_acquire);
    uint32_t run = s->last == c ? s->run + 1 : 1;
    atomic_store_explicit(&s->last, c, memory_order_relaxed);
    atomic_store_explicit(&s->run, run, memory_order_relaxed);
    if (does == &site_naive) {
        if (site_saw_only(s, c)) {
            if (run >= vm->options.site_commit)
                commit(vm, s, c);
        } else if (s->left <= 0) {
            site_becomes(s, &site_naive, &site_variable);
        }
    } else if (does != &site_variable && does->class != c) {
        s->left = SITE_OBSERVATIONS;
        site_becomes(s, does, &site_naive);
    }
}

bool site_observe(struct vm *vm, const u2 *unit, struct class *c)
{
    struct site *s = site_find(vm, unit);
    if (s == NULL)
        return false;
    site_note(s, c);
    int32_t left = atomic_load_explicit(&s->left, memory_order_relaxed) - 1;
    atomic_store_explicit(&s->left, left, memory_order_relaxed);
    if (s->does != NULL)
        decide(vm, s, c);
    return left > 0;
}

/* ---- answers ---- */

struct summary {
    struct {
        struct class *class;
        uint32_t n;
    } by_count[SITE_CLASSES]; /* most frequent first */
    unsigned classes;
    uint32_t others, total;
};

static struct summary summarise(const struct site *s)
{
    struct summary sum = {.others = s->others, .total = s->others};
    for (int i = 0; i < SITE_CLASSES; i++) {
        struct class *c = s->seen[i].class;
        uint32_t n = s->seen[i].n;
        if (c == NULL || n == 0)
            continue;
        unsigned k = sum.classes++;
        for (; k > 0 && sum.by_count[k - 1].n < n; k--)
            sum.by_count[k] = sum.by_count[k - 1];
        sum.by_count[k].class = c;
        sum.by_count[k].n = n;
        sum.total += n;
    }
    return sum;
}

_Static_assert((int)SITE_CLASSES <= (int)ENV_RECEIVERS, "all that are told apart can be given");

bool site_receivers(const struct method *m, uint32_t bci, struct env_receivers *out)
{
    if (!has_code(m))
        return false;
    const struct site *s = site_find(m->klass->vm, m->code + bci);
    if (s == NULL)
        return false;
    const struct baseline_site *does = atomic_load_explicit(&s->does, memory_order_acquire);
    bool committed = does != NULL && does->class != NULL;
    if (s->kind != SITE_CALL && (!committed || !site_saw_only(s, does->class)))
        return false; /* how often each of several came is not known */
    if (committed) {
        *out = (struct env_receivers){
            .n = 1, .class = {(env_handle)(uintptr_t)does->class}, .percent = {100}, .all = true};
        return true;
    }
    struct summary sum = summarise(s);
    if (sum.total < SITE_ENOUGH)
        return false;
    *out = (struct env_receivers){.n = sum.classes};
    for (unsigned i = 0; i < out->n; i++) {
        out->class[i] = (env_handle)(uintptr_t)sum.by_count[i].class;
        out->percent[i] = (unsigned)((uint64_t)sum.by_count[i].n * 100 / sum.total);
    }
    out->all = sum.others == 0;
    return true;
}

/* ---- unloading ---- */

static void forget_classes(struct site *s)
{
    const struct baseline_site *does = s->does;
    for (int i = 0; i < SITE_CLASSES; i++) {
        struct class *c = s->seen[i].class;
        if (c == NULL || !c->unloaded)
            continue;
        s->seen[i].n = 0;
        s->seen[i].class = NULL;
    }
    const struct class *of = does != NULL ? does->class : NULL;
    const struct class *value = of != NULL && s->kind == SITE_STORE ? does->value_class : NULL;
    if (of != NULL && (of->unloaded || (value != NULL && value->unloaded)))
        site_becomes(s, does, &site_naive);
}

void sites_forget_unloaded(struct vm *vm)
{
    struct site_table *table = atomic_load(&vm->sites);
    if (table == NULL)
        return;
    pthread_mutex_lock(&table->lock);
    struct slots *slots = table->slots;
    for (size_t i = 0; i <= slots->mask; i++) {
        struct site *s = slots->at[i];
        if (s == NULL || s == &gone)
            continue;
        if (!s->method->klass->unloaded) {
            forget_classes(s);
            continue;
        }
        atomic_store_explicit(&slots->at[i], &gone, memory_order_release);
        s->next_free = table->free;
        table->free = s;
    }
    pthread_mutex_unlock(&table->lock);
}

/* ---- printing ---- */

static enum call_state state_of(const struct site *s)
{
    const struct baseline_site *does = atomic_load_explicit(&s->does, memory_order_acquire);
    return does == NULL             ? CALL_WATCHED
           : does == &site_naive    ? CALL_NAIVE
           : does == &site_variable ? CALL_VARIABLE
                                    : CALL_COMMITTED;
}

static const char *const state_names[] = {"naive", "committed", "variable"};
const char *const site_kind_names[] = {"call", "checkcast", "instanceof", "aastore"};

static void print_site(const struct site *s, struct buf *out)
{
    struct summary sum = summarise(s);
    class_print_method(s->method, out);
    buf_printf(out, " at %u", (unsigned)(s->unit - s->method->code));
    if (s->kind != SITE_CALL)
        buf_printf(out, " %s", site_kind_names[s->kind]);
    if (state_of(s) != CALL_WATCHED)
        buf_printf(out, " (%s, %u changes)", state_names[state_of(s)], s->changes);
    buf_printf(out, ":");
    for (unsigned i = 0; i < sum.classes; i++) {
        buf_printf(out, " ");
        class_external_name(sum.by_count[i].class, out);
        buf_printf(out, " %u %%", (unsigned)((uint64_t)sum.by_count[i].n * 100 / sum.total));
    }
    if (sum.others != 0)
        buf_printf(out, " others %u %%", (unsigned)((uint64_t)sum.others * 100 / sum.total));
    buf_printf(out, " (%u seen)\n", sum.total);
}

void sites_print(struct vm *vm, const struct method *m, struct buf *out)
{
    struct site_table *table = atomic_load(&vm->sites);
    if (table == NULL)
        return;
    const struct slots *slots = table->slots;
    for (size_t i = 0; i <= slots->mask; i++) {
        const struct site *s = atomic_load_explicit(&slots->at[i], memory_order_acquire);
        if (s != NULL && s != &gone && (m == NULL || s->method == m) && summarise(s).total > 0)
            print_site(s, out);
    }
}

void sites_each(struct vm *vm, void (*see)(const struct site_row *row, void *user), void *user)
{
    struct site_table *table = atomic_load(&vm->sites);
    if (table == NULL)
        return;
    const struct slots *slots = atomic_load_explicit(&table->slots, memory_order_acquire);
    for (size_t i = 0; i <= slots->mask; i++) {
        const struct site *s = atomic_load_explicit(&slots->at[i], memory_order_acquire);
        if (s == NULL || s == &gone)
            continue;
        struct summary sum = summarise(s);
        struct site_row row = {.method = s->method,
                               .bci = (uint32_t)(s->unit - s->method->code),
                               .kind = (enum site_kind)s->kind,
                               .n = sum.classes,
                               .others = sum.others,
                               .total = sum.total,
                               .state = state_of(s),
                               .changes = s->changes};
        for (unsigned k = 0; k < sum.classes; k++) {
            row.class[k] = sum.by_count[k].class;
            row.seen[k] = sum.by_count[k].n;
        }
        see(&row, user);
    }
}
