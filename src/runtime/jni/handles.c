/* handles.c - local, global and weak JNI references. */
#include "runtime/jni/handles.h"
#include "runtime/gc/heap.h"
#include "runtime/vm.h"

void handles_thread_init(struct thread *t)
{
    t->handles = root_block_new(t->vm, sizeof(struct handle_block));
}

void handles_thread_free(struct thread *t)
{
    struct handle_block *b = t->handles;
    if (b == NULL)
        return;
    while (b->next != NULL)
        b = b->next;
    while (b != NULL) {
        struct handle_block *prev = b->prev;
        root_block_free(t->vm, b);
        b = prev;
    }
    t->handles = NULL;
}

static jobject reuse_deleted(struct handle_block *b, struct object *o)
{
    for (uint32_t i = 0; i < b->used; i++)
        if (b->at[i] == NULL) {
            b->at[i] = o;
            return (jobject)&b->at[i];
        }
    return NULL;
}

jobject handle_local(struct thread *t, struct object *o)
{
    if (o == NULL)
        return NULL;
    struct handle_block *b = t->handles;
    if (b->used == HANDLES_PER_BLOCK) {
        jobject h = reuse_deleted(b, o);
        if (h != NULL)
            return h;
        if (b->next == NULL) {
            b->next = root_block_new(t->vm, sizeof *b);
            b->next->prev = b;
        }
        b = t->handles = b->next;
    }
    b->at[b->used] = o;
    return (jobject)&b->at[b->used++];
}

struct handle_scope handle_scope_open(struct thread *t)
{
    return (struct handle_scope){t->handles, t->handles->used};
}

void handle_scope_close(struct thread *t, struct handle_scope s)
{
    struct handle_block *b = t->handles;
    while (b != s.block) {
        for (uint32_t i = 0; i < b->used; i++)
            b->at[i] = NULL;
        b->used = 0;
        b = b->prev;
    }
    while (b->used > s.used)
        b->at[--b->used] = NULL;
    t->handles = b;
}

void handle_delete_local(struct thread *t, jobject h)
{
    if (h == NULL || ((uintptr_t)h & 3) != 0)
        return;
    struct object **slot = (struct object **)h;
    struct handle_block *b = t->handles;
    /* Argument slots of the native's frame belong to the frame: only block slots are cleared. */
    for (; b != NULL; b = b->prev)
        if (slot >= b->at && slot < b->at + HANDLES_PER_BLOCK) {
            *slot = NULL;
            if (b == t->handles)
                while (b->used > 0 && b->at[b->used - 1] == NULL && &b->at[b->used - 1] == slot) {
                    b->used--;
                    break;
                }
            return;
        }
}

/* A scope must not be shortened below its start by deletes: scopes are restored by index, so `used` may be
 * smaller than the saved one only when the same native deleted handles of its caller, which JNI forbids. */

jobject handle_new_global(struct thread *t, struct object *o)
{
    if (o == NULL)
        return NULL;
    return (jobject)((uintptr_t)root_cell_new(t->vm, o) | 2);
}

void handle_delete_global(struct thread *t, jobject h)
{
    if (((uintptr_t)h & 3) == 2)
        root_cell_free(t->vm, (struct object **)((uintptr_t)h & ~(uintptr_t)3));
}

jobject handle_new_weak(struct thread *t, struct object *o)
{
    if (o == NULL)
        return NULL;
    struct weak_cell *c = xcalloc(1, sizeof *c);
    weak_cell_set(t->vm, c, o);
    return (jobject)((uintptr_t)c | 1);
}

void handle_delete_weak(struct thread *t, jobject h)
{
    if (((uintptr_t)h & 3) != 1)
        return;
    struct weak_cell *c = (struct weak_cell *)((uintptr_t)h & ~(uintptr_t)3);
    weak_cell_set(t->vm, c, NULL); /* unregisters */
    free(c);
}

struct object *handle_weak_get(jobject h)
{
    return weak_cell_get(vm_current(), (struct weak_cell *)((uintptr_t)h & ~(uintptr_t)3));
}
