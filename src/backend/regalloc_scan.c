/*
 * regalloc_scan.c - the walk over the intervals: a free register, or whose is needed last, or the spill slot.
 *
 * Splits happen at even positions (between instructions), with one exception: an interval that loses its
 * register to a result loses it at the odd position where results are written; its value is then saved before
 * that instruction (regalloc_resolve.c), and whatever the instruction still reads of it is read from memory.
 */
#include "backend/regalloc.h"

#include <string.h>

#define NEVER UINT32_MAX

bool interval_covers(const struct interval *it, uint32_t pos)
{
    for (const struct lir_range *x = it->ranges; x != NULL && x->from <= pos; x = x->next)
        if (pos < x->to)
            return true;
    return false;
}

static uint32_t first_intersection(const struct lir_range *a, const struct lir_range *b)
{
    while (a != NULL && b != NULL) {
        if (a->to <= b->from)
            a = a->next;
        else if (b->to <= a->from)
            b = b->next;
        else
            return a->from > b->from ? a->from : b->from;
    }
    return NEVER;
}

/* First use at or after pos that wants at least this much. */
static uint32_t next_use(const struct interval *it, uint32_t pos, uint8_t want)
{
    for (const struct lir_use *u = it->uses; u != NULL; u = u->next)
        if (u->pos >= pos && u->want >= want)
            return u->pos;
    return NEVER;
}

/* ------------------------------------------------------------------------------------------------ the heap
 */

static bool earlier(const struct interval *a, const struct interval *b)
{
    return interval_start(a) < interval_start(b);
}

static void push_unhandled(struct regalloc *r, struct interval *it)
{
    vec_push(&r->unhandled, it);
    struct interval **h = r->unhandled.at;
    for (size_t i = r->unhandled.len - 1; i > 0 && earlier(h[i], h[(i - 1) / 2]); i = (i - 1) / 2) {
        struct interval *t = h[i];
        h[i] = h[(i - 1) / 2];
        h[(i - 1) / 2] = t;
    }
}

static struct interval *pop_unhandled(struct regalloc *r)
{
    struct interval **h = r->unhandled.at, *top = h[0];
    h[0] = vec_pop(&r->unhandled);
    size_t n = r->unhandled.len;
    for (size_t i = 0;;) {
        size_t least = i;
        for (size_t c = 2 * i + 1; c <= 2 * i + 2 && c < n; c++)
            if (earlier(h[c], h[least]))
                least = c;
        if (least == i)
            return top;
        struct interval *t = h[i];
        h[i] = h[least];
        h[least] = t;
        i = least;
    }
}

/* ------------------------------------------------------------------------------------------------ splitting
 */

/* The piece from pos on, which becomes the next child. pos is inside the interval, behind its start. */
static struct interval *split(struct regalloc *r, struct interval *it, uint32_t pos)
{
    struct interval *rest = ARENA_NEW(r->arena, struct interval);
    *rest = (struct interval){
        .reg = it->reg, .phys = -1, .fp = it->fp, .hint = it->hint, .child = it->child, .end = it->end};
    it->child = rest;
    struct lir_range **at = &it->ranges;
    while (*at != NULL && (*at)->to <= pos)
        at = &(*at)->next;
    if ((*at)->from < pos) {
        struct lir_range *tail = ARENA_NEW(r->arena, struct lir_range);
        *tail = (struct lir_range){pos, (*at)->to, (*at)->next};
        (*at)->to = pos;
        (*at)->next = NULL;
        rest->ranges = tail;
    } else {
        rest->ranges = *at;
        *at = NULL;
    }
    struct lir_use **use = &it->uses;
    while (*use != NULL && (*use)->pos < pos)
        use = &(*use)->next;
    rest->uses = *use;
    *use = NULL;
    it->end = 0;
    for (struct lir_range *x = it->ranges; x != NULL; x = x->next)
        it->end = x->to;
    return rest;
}

/* Where to split between min and max (both allowed): at max, but outside of loops when there is a way out
 * between. */
static uint32_t best_split(const struct regalloc *r, uint32_t min, uint32_t max)
{
    const struct lir *l = r->l;
    uint32_t last_inst = (uint32_t)l->insts.len - 1;
    uint32_t from = r->block_at[min / 2 > last_inst ? last_inst : min / 2];
    uint32_t to = r->block_at[max / 2 > last_inst ? last_inst : max / 2];
    if (from >= to)
        return max;
    uint32_t best = max, depth = l->blocks[to].depth;
    for (uint32_t b = to; b > from; b--) {
        uint32_t start = lir_block_start(&l->blocks[b]);
        /* What changes its place at the top of a loop does so on the way into it. */
        uint32_t here = l->blocks[b].depth - l->blocks[b].loop_top;
        if (start > min && start <= max && here < depth) {
            depth = here;
            best = start;
        }
    }
    return best;
}

/* it lives in its slot from now on, until the next use that must have a register. */
static void spill(struct regalloc *r, struct interval *it)
{
    it->spilled = true;
    it->phys = -1;
    uint32_t start = interval_start(it), use = next_use(it, start, LIR_MUST);
    if (use == NEVER)
        return;
    uint32_t latest = use & ~1u;
    if (latest <= start) {
        r->failed = true;
        return;
    }
    uint32_t at = best_split(r, start + 1, latest) & ~1u;
    if (at <= start)
        at = latest;
    push_unhandled(r, split(r, it, at));
}

/* Takes its register away from `it` at pos, where another interval gets it. */
static void evict(struct regalloc *r, struct interval *it, uint32_t pos)
{
    uint32_t start = interval_start(it);
    uint32_t last_use = start;
    for (const struct lir_use *u = it->uses; u != NULL && u->pos < pos; u = u->next)
        if (u->want >= LIR_SHOULD)
            last_use = u->pos;
    if (pos <= start) { /* not begun yet, or beginning just now */
        it->phys = -1;
        push_unhandled(r, it);
        return;
    }
    uint32_t at = best_split(r, last_use + 1 > pos ? pos : last_use + 1, pos);
    if (at <= start)
        at = pos;
    spill(r, split(r, it, at));
}

/* ------------------------------------------------------------------------------------------------ choosing
 */

static uint32_t candidates(const struct regalloc *r, const struct interval *it)
{
    return r->target.classes[it->fp];
}

static unsigned hint_of(const struct regalloc *r, const struct interval *it, const uint32_t *free_until)
{
    unsigned best = LIR_NO_HINT;
    for (int k = 0; k < 2; k++) {
        lir_reg other = r->hints[it->reg][k];
        if (other == LIR_NO_REG || r->of[other] == NULL)
            continue;
        /* The piece that is nearest: the last one that has begun. */
        int phys = -1;
        for (const struct interval *x = r->of[other]; x != NULL; x = x->child)
            if (x->phys >= 0 && (phys < 0 || interval_start(x) <= interval_start(it)))
                phys = x->phys;
        if (phys >= 0 && (best == LIR_NO_HINT || free_until[phys] > free_until[best]))
            best = (unsigned)phys;
        if (phys < 0 && r->of[other]->hint != LIR_NO_HINT && best == LIR_NO_HINT)
            best = r->of[other]->hint;
    }
    if (it->hint != LIR_NO_HINT && (best == LIR_NO_HINT || free_until[it->hint] > free_until[best]))
        best = it->hint;
    return best;
}

static void assign(struct regalloc *r, struct interval *it, unsigned m)
{
    it->phys = (int16_t)m;
    r->used |= 1u << m;
    r->active[m] = it;
}

/* Nobody wants a register for it before `latest`, where it would lose any: the slot, until somebody does. */
static void stay_in_slot(struct regalloc *r, struct interval *it, uint32_t latest)
{
    uint32_t use = next_use(it, latest, LIR_SHOULD);
    it->spilled = true;
    if (use == NEVER)
        return;
    uint32_t at = best_split(r, latest, use & ~1u) & ~1u;
    push_unhandled(r, split(r, it, at < latest ? use & ~1u : at));
}

static bool take_free(struct regalloc *r, struct interval *it)
{
    uint32_t free_until[LIR_NREGS] = {0}, start = interval_start(it), mask = candidates(r, it);
    for (unsigned m = 0; m < LIR_NREGS; m++)
        if ((mask >> m & 1) && r->active[m] == NULL)
            free_until[m] = first_intersection(r->fixed[m].ranges, it->ranges);
    for (size_t i = 0; i < r->inactive.len; i++) {
        struct interval *x = r->inactive.at[i];
        if (x->fp == it->fp && free_until[x->phys] > start) {
            uint32_t at = first_intersection(x->ranges, it->ranges);
            if (at < free_until[x->phys])
                free_until[x->phys] = at;
        }
    }
    unsigned best = LIR_NO_HINT;
    for (unsigned m = 0; m < LIR_NREGS; m++) {
        if (!(mask >> m & 1))
            continue;
        bool fits = free_until[m] >= it->end, best_fits = best != LIR_NO_HINT && free_until[best] >= it->end;
        /* Of those that are free long enough: first what costs no saving in the prologue. */
        bool cheap = !(r->target.callee_saved >> m & 1) || (r->used >> m & 1);
        bool best_cheap =
            best != LIR_NO_HINT && (!(r->target.callee_saved >> best & 1) || (r->used >> best & 1));
        if (best == LIR_NO_HINT ||
            (fits && best_fits ? cheap && !best_cheap : free_until[m] > free_until[best]))
            best = m;
    }
    if (best == LIR_NO_HINT)
        return false;
    unsigned hint = hint_of(r, it, free_until);
    if (hint != LIR_NO_HINT && (mask >> hint & 1) &&
        (free_until[hint] >= it->end || free_until[hint] == free_until[best]))
        best = hint;
    if (free_until[best] >= it->end) {
        assign(r, it, best);
        return true;
    }
    uint32_t latest = free_until[best] & ~1u;
    if (latest <= start + 1)
        return false;
    if (next_use(it, start, LIR_SHOULD) >= latest) {
        stay_in_slot(r, it, latest);
        return true;
    }
    uint32_t at = best_split(r, start + 2, latest) & ~1u;
    if (at <= start)
        at = latest;
    push_unhandled(r, split(r, it, at));
    assign(r, it, best);
    return true;
}

static void take_blocked(struct regalloc *r, struct interval *it)
{
    uint32_t use_at[LIR_NREGS], block_at[LIR_NREGS], start = interval_start(it), mask = candidates(r, it);
    unsigned best = LIR_NO_HINT;
    for (unsigned m = 0; m < LIR_NREGS; m++) {
        if (!(mask >> m & 1))
            continue;
        block_at[m] = use_at[m] = first_intersection(r->fixed[m].ranges, it->ranges);
        if (r->active[m] != NULL) {
            uint32_t use = next_use(r->active[m], start, LIR_LOOP_END);
            if (use < use_at[m])
                use_at[m] = use;
        }
    }
    for (size_t i = 0; i < r->inactive.len; i++) {
        struct interval *x = r->inactive.at[i];
        if (x->fp != it->fp || !(mask >> x->phys & 1) || first_intersection(x->ranges, it->ranges) == NEVER)
            continue;
        uint32_t use = next_use(x, start, LIR_LOOP_END);
        if (use < use_at[x->phys])
            use_at[x->phys] = use;
    }
    for (unsigned m = 0; m < LIR_NREGS; m++)
        if ((mask >> m & 1) && (best == LIR_NO_HINT || use_at[m] > use_at[best]))
            best = m;
    uint32_t first = next_use(it, start, LIR_LOOP_END), must = next_use(it, start, LIR_MUST);
    if (best == LIR_NO_HINT || (use_at[best] <= first && must > start + 1)) {
        spill(r, it);
        return;
    }
    if (use_at[best] <= start || block_at[best] <= start + 1) {
        r->failed = true;
        return;
    }
    if (block_at[best] < it->end) {
        uint32_t latest = block_at[best] & ~1u;
        if (latest <= start) {
            r->failed = true;
            return;
        }
        uint32_t at = best_split(r, start + 2 > latest ? latest : start + 2, latest) & ~1u;
        push_unhandled(r, split(r, it, at <= start ? latest : at));
    }
    if (r->active[best] != NULL) {
        struct interval *loser = r->active[best];
        r->active[best] = NULL;
        evict(r, loser, start);
    }
    for (size_t i = 0; i < r->inactive.len;) { /* these lose it from their next range on */
        struct interval *x = r->inactive.at[i];
        if (x->phys != (int)best || first_intersection(x->ranges, it->ranges) == NEVER) {
            i++;
            continue;
        }
        r->inactive.at[i] = vec_last(&r->inactive);
        r->inactive.len--;
        uint32_t hole_end = start;
        for (struct lir_range *range = x->ranges; range != NULL; range = range->next)
            if (range->from > start) {
                hole_end = range->from;
                break;
            }
        push_unhandled(r, split(r, x, hole_end));
    }
    assign(r, it, best);
}

/* ------------------------------------------------------------------------------------------------ the walk
 */

static void advance(struct regalloc *r, uint32_t pos)
{
    r->position = pos;
    for (unsigned m = 0; m < LIR_NREGS; m++) {
        struct lir_range **fixed = &r->fixed[m].ranges;
        while (*fixed != NULL && (*fixed)->to <= pos)
            *fixed = (*fixed)->next;
        struct interval *it = r->active[m];
        if (it == NULL || interval_covers(it, pos))
            continue;
        r->active[m] = NULL;
        if (it->end > pos)
            vec_push(&r->inactive, it);
    }
    for (size_t i = 0; i < r->inactive.len;) {
        struct interval *it = r->inactive.at[i];
        bool covers = interval_covers(it, pos);
        if (!covers && it->end > pos) {
            i++;
            continue;
        }
        if (covers)
            r->active[it->phys] = it;
        r->inactive.at[i] = vec_last(&r->inactive);
        r->inactive.len--;
    }
}

void regalloc_scan(struct regalloc *r)
{
    for (lir_reg v = 1; v < r->l->nregs; v++)
        if (r->of[v] != NULL && r->of[v]->ranges != NULL)
            push_unhandled(r, r->of[v]);
    size_t budget =
        64 * (size_t)r->l->insts.len + 100000; /* splitting always ends; this is the proof's safety net */
    while (r->unhandled.len > 0 && !r->failed) {
        struct interval *it = pop_unhandled(r);
        advance(r, interval_start(it));
        if (!take_free(r, it))
            take_blocked(r, it);
        if (budget-- == 0)
            r->failed = true;
    }
}
