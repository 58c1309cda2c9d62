/*
 * site_profile.h - which classes calls see, without counters in what runs always.
 *
 * T0's quick calls remember nothing. A method that got warm is put under watch: its virtual and interface
 * calls are rewritten into twins (OP_invokevirtual_watch ...) that note the receiver's class and then do the
 * same. A site goes back to its quick form after SITE_OBSERVATIONS of them, or when the watch ends; so the
 * cost is short, and what was seen stays.
 *
 * Calls in T1 code know their site: a word that says what is done with which class (struct baseline_site).
 * Naive: T0 makes the call and notes the class. Committed, after --site-commit=N times the same class and no
 * other: T1 calls the method of that class itself; another class makes the site naive again. Variable, when
 * SITE_OBSERVATIONS have seen several: T1 looks methods up. So T2 knows of committed sites that nothing else
 * was seen, however long they ran.
 *
 * Type tests and aastore in T1 code have sites too (site_check.c). A committed one has the answer for one
 * class; another class makes it variable: T1 tests whatever comes, as if there were no site. So does a naive
 * one that after SITE_CHECKS has not seen the same often enough in succession.
 *
 * Threads: sites_watch and sites_unwatch from any thread, one at a time inside. Everything else takes no
 * lock; the counts are about right when several threads run a site at once. Records are never freed.
 */
#ifndef SAMOVAR_RUNTIME_SITE_PROFILE_H
#define SAMOVAR_RUNTIME_SITE_PROFILE_H

#include "frontend/compile_env.h"
#include "runtime/class/class.h"

#define SITE_CLASSES      4   /* told apart at a site */
#define SITE_OBSERVATIONS 500 /* a watch of a site ends after these */
#define SITE_CHECKS       100 /* likewise, type tests in baseline code */
#define SITE_ENOUGH       3   /* fewer say nothing */

enum site_kind { SITE_CALL, SITE_CAST, SITE_INSTANCEOF, SITE_STORE };
extern const char *const site_kind_names[]; /* "call", and the instructions */

struct site_table; /* vm->sites */

/* Starts watching the calls of a prepared method that are quick by now; again: for so many more. What was
 * seen by earlier watches counts half. Returns how many sites there are. */
unsigned sites_watch(struct vm *vm, struct method *m);
/* How many of its sites have not seen enough yet. */
unsigned sites_waiting(const struct method *m);
/* All of them go back to their quick forms. */
void sites_unwatch(struct vm *vm, struct method *m);

/* The word of a call or a type test in baseline code, its address; the site is naive when it is new. */
uint64_t sites_baseline(const struct method *m, const u2 *unit);

/* T0, at a watched site or a naive one: the receiver's class is c. False: it has seen enough. */
bool site_observe(struct vm *vm, const u2 *unit, struct class *c);

/* T0, at a naive site of a type test, whose operands end at sp. */
void site_observe_check(struct vm *vm, const struct method *m, const u2 *unit, const union slot *sp);
/* SITE_CALL: no type test. */
enum site_kind site_kind_of(unsigned bytecode);
/* Those of the method are naive again. */
void sites_reopen_checks(struct vm *vm, const struct method *m);

/* Classes seen by the call or type test at bci; of aastore, the arrays'. as compile_env asks (handles are
 * addresses). False: nothing is known. */
bool site_receivers(const struct method *m, uint32_t bci, struct env_receivers *out);

/* One line a site of m (NULL: of all methods): what it saw, by frequency. */
void sites_print(struct vm *vm, const struct method *m, struct buf *out);
/* What a site saw, the most frequent class first. */
enum call_state { CALL_NAIVE, CALL_COMMITTED, CALL_VARIABLE, CALL_WATCHED /* not in baseline code */ };
struct site_row {
    const struct method *method;
    uint32_t bci;
    enum site_kind kind;
    unsigned n; /* classes */
    const struct class *class[SITE_CLASSES];
    uint32_t seen[SITE_CLASSES], others, total;
    enum call_state state;
    uint32_t changes; /* of the state */
};
void sites_each(struct vm *vm, void (*see)(const struct site_row *row, void *user), void *user);
/* Sites in methods of unloaded classes go, others forget such classes. Under vm->class_lock. */
void sites_forget_unloaded(struct vm *vm);
/* --sites: all of them, to standard error (sites_report.c). */
void sites_report(struct vm *vm);

#endif
