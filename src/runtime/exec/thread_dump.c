/*
 * thread_dump.c - what SIGQUIT prints: every thread's state and stack, deadlocks, the heap. In HotSpot's
 * form, because people and tools read it.
 *
 * Each thread's part is written while its stack is frozen, so the stack and what the thread waits for belong
 * together. Which locks a frame holds is written down nowhere: synchronized methods keep theirs in the frame,
 * and for synchronized statements the compiler's own clean-up handlers tell the local variable that has the
 * object.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <time.h>
#include <unistd.h>
#include "runtime/class/module.h"
#include "runtime/exec/exec.h"
#include "runtime/exec/walk.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/object/string.h"
#include "runtime/thread/blocker.h"
#include "runtime/thread/thread_internal.h"
#include "runtime/options.h"

#define MAX_DUMP_DEPTH 1024

/* ---- locks of frames ---- */

/* " <0x...> (a C)"; o comes from a frame that may have been hand-made, and need not be an object. */
static void print_object(struct buf *b, struct object *o)
{
    buf_printf(b, "<0x%016" PRIxPTR "> (a ", (uintptr_t)o);
    class_external_name(o->klass, b);
    struct class *mirrored = o->klass == vm_current()->wk.Class ? class_from_mirror(o) : NULL;
    if (mirrored != NULL) {
        buf_puts(b, " for ");
        class_external_name(mirrored, b);
    }
    buf_puts(b, ")\n");
}

/* The local variable that the instruction at *at loads (aload) or stores (astore), moving *at past it; -1: it
 * is none. */
static int local_of(const struct cf_code *code, u4 *at, u1 plain, u1 first_short)
{
    u4 i = *at;
    if (i + 3 >= code->length)
        return -1;
    const u1 *p = code->bytes + i;
    if (p[0] == BC_wide && p[1] == plain) {
        *at = i + 4;
        return p[2] << 8 | p[3];
    }
    if (p[0] == plain) {
        *at = i + 2;
        return p[1];
    }
    if (p[0] >= first_short && p[0] < first_short + 4) {
        *at = i + 1;
        return p[0] - first_short;
    }
    return -1;
}

int handler_unlocks(const struct cf_code *code, const struct cf_handler *h)
{
    u4 at = h->handler;
    if (h->catch_type != 0 || local_of(code, &at, BC_astore, BC_astore_0) < 0)
        return -1;
    int local = local_of(code, &at, BC_aload, BC_aload_0);
    return local >= 0 && local < code->max_locals && at < code->length && code->bytes[at] == BC_monitorexit
               ? local
               : -1;
}

static void print_locked(struct buf *b, struct object *o)
{
    buf_puts(b, "\t- locked ");
    print_object(b, o);
}

static void print_statement_locks(struct buf *b, const struct frame *f)
{
    const struct cf_code *code = f->method->cf != NULL ? f->method->cf->code : NULL;
    int bci = frame_bci(f);
    for (int i = 0; code != NULL && bci >= 0 && i < code->n_handlers; i++) {
        const struct cf_handler *h = &code->handlers[i];
        if (bci < h->start || bci >= h->end || (bci >= h->handler && h->start == h->handler))
            continue;
        int local = handler_unlocks(code, h);
        if (local >= 0 && heap_is_object(f->locals[local].a))
            print_locked(b, f->locals[local].a);
    }
}

/* Compiled code says what it has locked; but an object in a register is not found. */
static void print_locks(struct buf *b, const struct stack_walk *w)
{
    struct object *o;
    for (unsigned i = stack_walk_lock_count(w); i-- > 0;)
        if (stack_walk_lock(w, i, &o) == WALK_VALUE_KNOWN && o != NULL)
            print_locked(b, o);
    if (w->memory == NULL)
        return;
    if ((w->method->flags & MF_SYNC) && w->memory->sync != NULL)
        print_locked(b, w->memory->sync);
    print_statement_locks(b, w->memory);
}

/* ---- one thread ---- */

static const char *state_text(int status)
{
    switch (status) {
    case STATUS_NEW: return "NEW";
    case STATUS_BLOCKED: return "BLOCKED (on object monitor)";
    case STATUS_WAITING: return "WAITING (on object monitor)";
    case STATUS_PARKED: return "WAITING (parking)";
    case STATUS_TIMED_WAITING: return "TIMED_WAITING (on object monitor)";
    case STATUS_TIMED_PARKED: return "TIMED_WAITING (parking)";
    case STATUS_SLEEPING: return "TIMED_WAITING (sleeping)";
    case STATUS_TERMINATED: return "TERMINATED";
    default: return "RUNNABLE";
    }
}

/* What the operating system's thread does, in the thread's first line. */
static const char *activity_text(int status)
{
    switch (status) {
    case STATUS_BLOCKED: return "waiting for monitor entry";
    case STATUS_WAITING:
    case STATUS_TIMED_WAITING: return "in Object.wait()";
    case STATUS_PARKED:
    case STATUS_TIMED_PARKED:
    case STATUS_SLEEPING: return "waiting on condition";
    default: return "runnable";
    }
}

/* What the innermost method waits for. */
static void print_blocker(struct buf *b, struct thread *target, const struct method *top)
{
    struct object *blocker = thread_blocker(target);
    if (blocker == NULL)
        return;
    bool in_wait = (top->access & ACC_NATIVE) && top->klass == target->vm->wk.Object;
    buf_puts(b, target->blocked_on == NULL
                    ? target->waiting_on != NULL ? "\t- waiting on " : "\t- parking to wait for  "
                : in_wait ? "\t- waiting to re-lock in wait() "
                          : "\t- waiting to lock ");
    print_object(b, blocker);
}

static void print_frames(struct buf *b, struct thread *target)
{
    struct stack_walk w = stack_walk_begin(target);
    for (int depth = 0; !stack_walk_over(&w) && depth < MAX_DUMP_DEPTH; stack_walk_next(&w), depth++) {
        stack_frame_text(w.method, w.bci, b);
        if (depth == 0)
            print_blocker(b, target, w.method);
        print_locks(b, &w);
    }
}

static double cpu_millis(const struct thread *target)
{
    clockid_t clock;
    struct timespec ts;
    if (target->os_tid == 0 || pthread_getcpuclockid(target->pthread, &clock) != 0 ||
        clock_gettime(clock, &ts) != 0)
        return 0;
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

struct dump {
    struct thread *self;
    struct buf *text;
    bool only_stack; /* the name and the stack, for the report of a deadlock */
};

static void print_name(struct dump *d, struct object *java_thread)
{
    struct object *name = ref_field(java_thread, d->self->vm->wk.Thread_name);
    char *utf8 = name != NULL ? string_to_utf8(d->self, name) : NULL;
    buf_printf(d->text, "\"%s\"", utf8 != NULL ? utf8 : "?");
    free(utf8);
}

/* Runs with the target's stack frozen. */
static void print_thread(struct thread *target, void *user)
{
    struct dump *d = user;
    struct vm *vm = target->vm;
    struct object *jt = target->java_thread;
    if (target->state == THREAD_EXITED || jt == NULL)
        return;
    int status = int_field(jt, vm->wk.Thread_threadStatus);
    print_name(d, jt);
    if (d->only_stack) {
        buf_puts(d->text, ":\n");
        print_frames(d->text, target);
        return;
    }
    uintptr_t stack = (uintptr_t)target->frame & ~(uintptr_t)4095;
    buf_printf(d->text,
               " #%lld%s prio=%d os_prio=0 cpu=%.2fms tid=0x%016" PRIxPTR " nid=0x%x %s  [0x%016" PRIxPTR
               "]\n",
               (long long)long_field(jt, vm->wk.Thread_tid), target->daemon ? " daemon" : "",
               int_field(jt, vm->wk.Thread_priority), cpu_millis(target), (uintptr_t)target,
               (unsigned)target->os_tid, activity_text(status), stack);
    buf_printf(d->text, "   java.lang.Thread.State: %s\n", state_text(status));
    print_frames(d->text, target);
    buf_putc(d->text, '\n');
}

static void visit_thread(struct dump *d, struct thread *target)
{
    if (target == d->self)
        print_thread(target, d);
    else
        thread_handshake(d->self, target, print_thread, d);
}

/* ---- deadlocks ---- */

/* Runs with the target's stack frozen, so what it is blocked on stays. */
static void print_wait(struct thread *target, void *user)
{
    struct dump *d = user;
    struct object *blocker = thread_blocker(target), *owner = thread_blocker_owner(target);
    if (target->java_thread == NULL || blocker == NULL || owner == NULL)
        return;
    print_name(d, target->java_thread);
    if (target->blocked_on != NULL)
        buf_printf(d->text, ":\n  waiting to lock monitor 0x%016" PRIxPTR " (object 0x%016" PRIxPTR ", a ",
                   (uintptr_t)blocker, (uintptr_t)blocker);
    else
        buf_printf(d->text, ":\n  waiting for ownable synchronizer 0x%016" PRIxPTR ", (a ",
                   (uintptr_t)blocker);
    class_external_name(blocker->klass, d->text);
    buf_puts(d->text, "),\n  which is held by ");
    print_name(d, owner);
    buf_puts(d->text, "\n\n");
}

/* The members of a circle follow each other, and each waits for the next one; the last one for the first. */
static size_t circle_end(const thread_list *list, size_t first)
{
    struct object *start = list->at[first]->java_thread;
    size_t end = first + 1;
    while (end < list->len && thread_blocker_owner(list->at[end - 1]) != start)
        end++;
    return end;
}

static void print_deadlocks(struct dump *d)
{
    thread_list list = threads_deadlocked(d->self->vm, false);
    int circles = 0;
    for (size_t first = 0, end; first < list.len; first = end, circles++) {
        end = circle_end(&list, first);
        buf_puts(d->text, "\nFound one Java-level deadlock:\n=============================\n");
        for (size_t i = first; i < end; i++)
            thread_handshake(d->self, list.at[i], print_wait, d);
        buf_puts(d->text, "Java stack information for the threads listed above:\n"
                          "===================================================\n");
        d->only_stack = true;
        for (size_t i = first; i < end; i++)
            visit_thread(d, list.at[i]);
        d->only_stack = false;
    }
    if (circles != 0)
        buf_printf(d->text, "\nFound %d deadlock%s.\n", circles, circles == 1 ? "" : "s");
    vec_free(&list);
}

/* ---- all of it ---- */

static void print_time(struct buf *b)
{
    time_t now = time(NULL);
    struct tm tm;
    char text[32];
    if (localtime_r(&now, &tm) != NULL && strftime(text, sizeof text, "%F %T", &tm) != 0)
        buf_printf(b, "%s\n", text);
}

void threads_dump(struct vm *vm, int fd)
{
    struct buf b = {0};
    struct dump d = {.self = thread_self(), .text = &b};
    if (d.self == NULL)
        return;
    print_time(&b);
    buf_printf(&b, "Full thread dump Samovar 64-Bit VM (%s %s):\n\n", SAMOVAR_VERSION,
               options_mode(&vm->options));
    thread_list list = threads_with_java_object(vm);
    for (size_t i = 0; i < list.len; i++)
        visit_thread(&d, list.at[i]);
    vec_free(&list);
    print_deadlocks(&d);
    size_t total = GC_get_heap_size();
    buf_printf(&b, "Heap\n mark-sweep heap   total %zuK, used %zuK\n\n", total >> 10,
               (total - GC_get_free_bytes()) >> 10);
    for (size_t done = 0; done < b.len;) {
        ssize_t w = write(fd, b.at + done, b.len - done);
        if (w <= 0)
            break;
        done += (size_t)w;
    }
    buf_free(&b);
}
