/*
 * wellknown.c - fills the tables of wellknown.h as the boot loader publishes the classes in them.
 */
#include "runtime/class/wellknown.h"
#include "runtime/class/class_internal.h"

enum wk_id {
#define X(id, name) WK_##id,
    WK_CLASSES(X)
#undef X
        WK_COUNT
};

static const char *const class_names[] = {
#define X(id, name) name,
    WK_CLASSES(X)
#undef X
};

/* Tables in the order of struct wellknown. */
static const struct wk_field {
    enum wk_id owner;
    const char *name, *desc;
    size_t at; /* offset in struct wellknown */
} fields[] = {
#define X(cls, id, name, desc) {WK_##cls, name, desc, offsetof(struct wellknown, cls##_##id)},
    WK_FIELDS(X)
#undef X
};

static const struct wk_method {
    enum wk_id owner;
    const char *name, *desc;
    size_t at;
} methods[] = {
#define X(cls, id, name, desc) {WK_##cls, name, desc, offsetof(struct wellknown, cls##_##id##_m)},
    WK_METHODS(X)
#undef X
};

_Static_assert(offsetof(struct wellknown, Object) == 0, "the class entries come first, in order");

static struct ptr_map ids; /* class name symbol -> wk_id + 2 (map values may not be 0 or 1) */

void wellknown_init(struct vm *vm)
{
    for (size_t i = 0; i < WK_COUNT; i++)
        ptr_map_put(&ids, (uintptr_t)symbol_intern_z(vm->symbols, class_names[i]), (void *)(i + 2));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        *(int32_t *)((char *)&vm->wk + fields[i].at) = -1;
}

static bool find_id(const struct symbol *class_name, enum wk_id *id)
{
    uintptr_t v = (uintptr_t)ptr_map_get(&ids, (uintptr_t)class_name);
    *id = (enum wk_id)(v - 2);
    return v != 0;
}

static int32_t field_offset(struct class *c, const struct wk_field *w)
{
    bool injected = w->desc[0] == '#';
    const struct field *f = injected ? c->fields + c->n_fields : c->fields;
    for (unsigned n = injected ? c->n_injected : c->n_fields; n > 0; n--, f++)
        if (strcmp(f->name->utf8, w->name) == 0 && (injected || strcmp(f->desc->utf8, w->desc) == 0))
            return f->offset;
    vm_abort("the class library is not the one we know: no field %s.%s %s", c->name->utf8, w->name, w->desc);
}

void wellknown_class_loaded(struct vm *vm, struct class *c)
{
    enum wk_id id;
    if (!find_id(c->name, &id))
        return;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (fields[i].owner == id)
            *(int32_t *)((char *)&vm->wk + fields[i].at) = field_offset(c, &fields[i]);
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (methods[i].owner != id)
            continue;
        struct method *m = class_method_z(c, methods[i].name, methods[i].desc);
        if (m == NULL)
            vm_abort("the class library is not the one we know: no method %s.%s%s", c->name->utf8,
                     methods[i].name, methods[i].desc);
        *(struct method **)((char *)&vm->wk + methods[i].at) = m;
    }
    __atomic_store_n((struct class **)&vm->wk + id, c, __ATOMIC_RELEASE);
}

unsigned wellknown_injected(const struct symbol *class_name, struct injected_field *out, unsigned max)
{
    enum wk_id id;
    unsigned n = 0;
    if (!find_id(class_name, &id))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(fields) && n < max; i++)
        if (fields[i].owner == id && fields[i].desc[0] == '#')
            out[n++] = (struct injected_field){fields[i].name, strcmp(fields[i].desc, "#ref") == 0};
    return n;
}

struct class *wk_class(struct thread *t, struct class **entry)
{
    struct class *c = __atomic_load_n(entry, __ATOMIC_ACQUIRE);
    if (LIKELY(c != NULL))
        return c;
    struct vm *vm = t->vm;
    size_t id = (size_t)(entry - (struct class **)&vm->wk);
    return class_load_or_noclassdef(t, vm->boot_loader, symbol_intern_z(vm->symbols, class_names[id]));
}
