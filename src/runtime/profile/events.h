/*
 * events.h - what happened to code while a profile ran: compiles, and code that was left or given up.
 *
 * Nothing is kept unless a profile has been started in this VM (vm->code_lines).
 *
 * Threads: any. A lock of its own, under which nothing else is locked.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_EVENTS_H
#define SAMOVAR_RUNTIME_PROFILE_EVENTS_H

#include "runtime/class/class.h"

enum code_event_kind {
    EVENT_COMPILED,
    EVENT_REFUSED,  /* it will never be compiled */
    EVENT_LEFT,     /* a guard failed, or the code was wrong: the activation went on in the interpreter */
    EVENT_GIVEN_UP, /* nobody enters the code any more */
    N_EVENT_KINDS
};
extern const char *const code_event_names[N_EVENT_KINDS];

struct code_event {
    double seconds; /* since the VM's start; set by events_note */
    enum code_event_kind kind;
    uint8_t tier;
    const struct method *method;
    int32_t bci;     /* EVENT_LEFT: where; else of the loop that it is entered at, -1: the beginning */
    u4 bytes;        /* of code */
    u8 ns;           /* that the compile took */
    const char *why; /* static text, or NULL */
};

#define EVENTS_MAX 5000 /* then the later ones are only counted */

void events_note(struct vm *vm, const struct code_event *e);
/* Calls see for each kept event in order, under the lock; returns how many were not kept. */
u8 events_each(struct vm *vm, void (*see)(const struct code_event *e, void *user), void *user);

#endif
