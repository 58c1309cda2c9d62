/*
 * natives.c - who implements a native method: the VM's own tables, then the libraries of its class loader.
 *
 * The tables are flattened once into rows sorted by class and name, found through a map from the class's
 * symbol: most classes have no row, so binding the methods of a class at its definition costs one probe.
 * Names and descriptors are symbols, so rows are compared by address.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include "runtime/jdk/jvm_internal.h"

static const struct native_entry *const tables[] = {
    natives_object,     natives_class,  natives_system,    natives_thread, natives_unsafe,
    natives_invoke,     natives_module, natives_reference, natives_string, natives_misc,
    natives_reflection, natives_array,  natives_number,    natives_math,   natives_unsafe_composite,
    natives_checksum,   natives_digest, natives_bigint,    natives_base64, natives_builder,
    natives_character,  natives_region,
};

struct row {
    const struct symbol *klass, *name, *desc; /* desc NULL: any */
    const struct native_entry *entry;
};

/* Built by natives_init before any class exists, then read only. */
static struct row *rows;
static size_t n_rows;
static struct ptr_map first_row; /* class symbol -> struct row * */

static int compare_rows(const void *a, const void *b)
{
    const struct row *r = a, *q = b;
    uintptr_t x = (uintptr_t)r->klass, y = (uintptr_t)q->klass;
    if (x == y)
        x = (uintptr_t)r->name, y = (uintptr_t)q->name;
    return (x > y) - (x < y);
}

void natives_init(struct vm *vm)
{
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (const struct native_entry *e = tables[i]; e->klass != NULL; e++)
            n++;
    rows = xcalloc(n + 1, sizeof *rows);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (const struct native_entry *e = tables[i]; e->klass != NULL; e++)
            rows[n_rows++] =
                (struct row){symbol_intern_z(vm->symbols, e->klass), symbol_intern_z(vm->symbols, e->name),
                             e->desc != NULL ? symbol_intern_z(vm->symbols, e->desc) : NULL, e};
    qsort(rows, n_rows, sizeof *rows, compare_rows);
    for (size_t i = n_rows; i-- > 0;)
        ptr_map_put(&first_row, (uintptr_t)rows[i].klass, &rows[i]);
}

/* Only classes of the boot loader have VM natives: another loader may define a class of the same name. */
static const struct row *rows_of(const struct class *c)
{
    return c->loader->object == NULL && !c->is_hidden ? ptr_map_get(&first_row, (uintptr_t)c->name) : NULL;
}

/* Among the rows of the method's class, the first of which is FIRST. */
static const struct native_entry *find_among(const struct row *first, const struct method *m)
{
    const struct row key = {.klass = m->klass->name, .name = m->name};
    const struct row *low = first, *end = rows + n_rows;
    for (size_t n = (size_t)(end - low); n > 0;) {
        size_t half = n / 2;
        if (compare_rows(low + half, &key) < 0) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    for (; low < end && low->klass == key.klass && low->name == m->name; low++)
        if (low->desc == NULL || low->desc == m->desc)
            return low->entry;
    return NULL;
}

static const struct native_entry *find_entry(const struct method *m)
{
    const struct row *first = rows_of(m->klass);
    return first != NULL ? find_among(first, m) : NULL;
}

static void bind(struct method *m, const struct native_entry *e)
{
    if (e == NULL || (m->kind == METHOD_BYTECODE) !=
                         (e->convention == NATIVE_INTRINSIC || e->convention == NATIVE_INTRINSIC_PLAIN))
        return;
    m->native_fn = e->fn;
    if (e->convention == NATIVE_INTRINSIC_PLAIN)
        m->flags |= MF_PLAIN_C;
    if (e->convention == NATIVE_FAST) {
        m->kind = METHOD_NATIVE_FAST;
        m->max_locals = m->arg_slots;
        m->max_stack = 0;
    }
}

void natives_bind(struct class *c)
{
    const struct row *first = rows_of(c);
    for (unsigned i = 0; first != NULL && i < c->n_methods; i++) {
        struct method *m = &c->methods[i];
        if (m->kind == METHOD_NATIVE || m->kind == METHOD_BYTECODE)
            bind(m, find_among(first, m));
    }
}

/* ---- JNI names (JNI specification, "Resolving Native Method Names") ---- */

/* Next UTF-16 unit of modified UTF-8. */
static unsigned next_unit(const char **p)
{
    const u1 *s = (const u1 *)*p;
    if (s[0] < 0x80) {
        *p += 1;
        return s[0];
    }
    if ((s[0] & 0xe0) == 0xc0) {
        *p += 2;
        return (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
    }
    *p += 3;
    return (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
}

static void mangle(struct buf *b, const char *p, const char *end)
{
    while (p < end) {
        unsigned u = next_unit(&p);
        if ((u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9'))
            buf_putc(b, (char)u);
        else if (u == '/')
            buf_putc(b, '_');
        else if (u == '_')
            buf_puts(b, "_1");
        else if (u == ';')
            buf_puts(b, "_2");
        else if (u == '[')
            buf_puts(b, "_3");
        else
            buf_printf(b, "_0%04x", u);
    }
}

static void mangle_symbol(struct buf *b, const struct symbol *s)
{
    mangle(b, s->utf8, s->utf8 + s->len);
}

/* ---- linking ---- */

/* The function called NAME in the libraries of the loader. */
static void *find_in_libraries(struct thread *t, struct loader *loader, const char *name)
{
    struct vm *vm = t->vm;
    bool boot = loader == vm->boot_loader;
    if (boot && vm->libjava != NULL) {
        void *fn = dlsym(vm->libjava, name);
        if (fn != NULL)
            return fn;
    }
    struct method *find = vm->wk.ClassLoader_findNative_m;
    if (find == NULL) /* early boot: no other library can have been loaded */
        return NULL;
    struct object *s = string_new_z(t, name);
    if (s == NULL)
        return NULL;
    union slot r = exec_callv(t, find, boot ? NULL : *loader->object, s);
    return t->exception == NULL ? (void *)(uintptr_t)r.l : NULL;
}

static void throw_unsatisfied(struct thread *t, struct method *m)
{
    struct buf b = {0};
    method_external_name(m, &b);
    throw_new(t, "java/lang/UnsatisfiedLinkError", "'%s'", buf_str(&b));
    buf_free(&b);
}

bool natives_link(struct thread *t, struct method *m)
{
    const struct native_entry *own = find_entry(m); /* again after UnregisterNatives */
    if (own != NULL && own->convention == NATIVE_JNI) {
        __atomic_store_n(&m->native_fn, own->fn, __ATOMIC_RELEASE);
        return true;
    }
    struct buf name = {0};
    buf_puts(&name, "Java_");
    mangle_symbol(&name, m->klass->name);
    buf_putc(&name, '_');
    mangle_symbol(&name, m->name);
    void *fn = find_in_libraries(t, m->klass->loader, buf_str(&name));
    if (fn == NULL && t->exception == NULL) {
        const char *params_end = strchr(m->desc->utf8, ')');
        buf_puts(&name, "__");
        mangle(&name, m->desc->utf8 + 1, params_end);
        fn = find_in_libraries(t, m->klass->loader, buf_str(&name));
    }
    buf_free(&name);
    if (fn == NULL) {
        if (t->exception == NULL)
            throw_unsatisfied(t, m);
        return false;
    }
    __atomic_store_n(&m->native_fn, fn, __ATOMIC_RELEASE);
    return true;
}
