/* method_set.c - see method_set.h. */
#include "runtime/tier/method_set.h"

#include "runtime/class/unload.h"
#include "runtime/vm.h"

#define FEW 16 /* so many are put in their places one by one */

void method_set_free(struct method_set *set)
{
    vec_free(&set->arrays);
    ptr_map_free(&set->newest);
}

/* How many arrays begin at m or before it. */
static size_t upto(const struct method_set *set, const struct method *m)
{
    size_t low = 0, high = set->arrays.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if ((uintptr_t)set->arrays.at[mid].first <= (uintptr_t)m)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool contains(const struct method_set *set, const struct method *m)
{
    size_t n = upto(set, m);
    if (n == 0)
        return false;
    const struct method_array *a = &set->arrays.at[n - 1];
    return (uintptr_t)m < (uintptr_t)a->end && ((uintptr_t)m - (uintptr_t)a->first) % sizeof *m == 0;
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct method_array *)a)->first,
              y = (uintptr_t)((const struct method_array *)b)->first;
    return (x > y) - (x < y);
}

/* The arrays from number `from` on are not in order yet. */
static void sort_from(struct method_set *set, size_t from)
{
    size_t n = set->arrays.len;
    if (n - from > FEW) {
        qsort(set->arrays.at, n, sizeof *set->arrays.at, by_address);
        return;
    }
    for (; from < n; from++) {
        struct method_array a = set->arrays.at[from];
        size_t i = from;
        for (; i > 0 && (uintptr_t)set->arrays.at[i - 1].first > (uintptr_t)a.first; i--)
            set->arrays.at[i] = set->arrays.at[i - 1];
        set->arrays.at[i] = a;
    }
}

/* What the loader has defined since it was looked at last. */
static void see_loader(struct method_set *set, struct loader *l)
{
    struct class *newest = __atomic_load_n(&l->first_class, __ATOMIC_ACQUIRE);
    const struct class *seen = ptr_map_get(&set->newest, (uintptr_t)l);
    if (newest == seen)
        return;
    for (const struct class *c = newest; c != NULL && c != seen; c = c->next_in_loader) {
        struct method_array a = {c->methods, c->methods + c->n_methods};
        if (c->n_methods > 0)
            vec_push(&set->arrays, a);
    }
    ptr_map_put(&set->newest, (uintptr_t)l, newest);
}

static bool see_new(struct method_set *set, struct vm *vm)
{
    pthread_mutex_lock(&vm->class_lock);
    if (set->unloaded != unload_count(vm)) { /* what was seen may be in no list any more */
        method_set_free(set);
        *set = (struct method_set){.unloaded = unload_count(vm)};
    }
    size_t before = set->arrays.len;
    for (struct loader *l = vm->loaders; l != NULL; l = l->next)
        see_loader(set, l);
    pthread_mutex_unlock(&vm->class_lock);
    sort_from(set, before);
    return set->arrays.len > before;
}

bool method_set_has(struct method_set *set, struct vm *vm, const struct method *m)
{
    if (m == NULL || ((uintptr_t)m & 7) != 0)
        return false;
    return contains(set, m) || (see_new(set, vm) && contains(set, m));
}
