/* site_internal.h - shared by the files about sites (site_profile.h). */
#ifndef SAMOVAR_RUNTIME_SITE_INTERNAL_H
#define SAMOVAR_RUNTIME_SITE_INTERNAL_H

#include "backend/baseline.h"
#include "runtime/tier/site_profile.h"

struct seen {
    _Atomic(struct class *) class;
    _Atomic uint32_t n;
};

struct site {
    const u2 *unit;
    const struct method *method;
    uint8_t kind;         /* enum site_kind */
    _Atomic int32_t left; /* observations until the watch of it ends */
    struct seen seen[SITE_CLASSES];
    _Atomic uint32_t others;
    /* In baseline code. */
    _Atomic(const struct baseline_site *) does; /* NULL: none */
    _Atomic(const struct class *) last;         /* observed */
    _Atomic(const void *) last_value;           /* aastore: with it */
    _Atomic uint32_t run;                       /* so often in succession */
    _Atomic uint32_t changes;
    struct site *next_free; /* nobody's any more */
};

/* What sites do that are neither committed nor anything else. */
extern const struct baseline_site site_naive, site_variable;

/* The site of a call or a type test; NULL: there is none. */
struct site *site_find(const struct vm *vm, const u2 *unit);
/* A committed site's record; kept for ever. */
struct baseline_site *site_record(struct vm *vm);
/* Nothing if it does something else by now. */
void site_becomes(struct site *s, const struct baseline_site *from, const struct baseline_site *to);
void site_note(struct site *s, struct class *c);
bool site_saw_only(const struct site *s, const struct class *c);

#endif
