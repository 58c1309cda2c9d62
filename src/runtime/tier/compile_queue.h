/*
 * compile_queue.h - what is to be compiled, and the threads that do it.
 *
 * The threads are made when there is work for the first time. They belong to the VM but not to Java: they
 * have no java.lang.Thread, and nobody waits for them at the end. The job that brings most goes first.
 */
#ifndef SAMOVAR_RUNTIME_TIER_COMPILE_QUEUE_H
#define SAMOVAR_RUNTIME_TIER_COMPILE_QUEUE_H

#include "runtime/tier/tier.h"

struct compile_queue;
struct thread;

struct compile_job {
    struct tier_request request;
    struct thread *thread; /* of an OSR request: who is to enter the loop; structs are never freed */
    double benefit;        /* time that it saves, for what it costs */
    double share;          /* of the method in all time, before */
    struct tier_result result;
    struct compile_job *next;
};

/* done: called by a compile thread when the job has its result; the job is freed after it. */
struct compile_queue *compile_queue_new(struct vm *vm, unsigned nthreads,
                                        void (*done)(void *user, struct compile_job *job), void *user);
/* Copies the job. False: no thread could be made; then there never will be one. */
bool compile_queue_add(struct compile_queue *q, const struct compile_job *job);
unsigned compile_queue_length(struct compile_queue *q);
/* The calling pthread becomes such a thread, outside Java; NULL: no memory. */
struct thread *background_attach(struct vm *vm, const char *name);
void background_detach(struct vm *vm, struct thread *t);

#endif
