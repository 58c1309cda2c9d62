/* access.c - see access.h. */
#include "runtime/region/access.h"

#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm_internal.h"
#include "runtime/vm.h"

/* ---- faults ---- */

static const char *why(const struct region *r, bool store)
{
    if (r == NULL)
        return "unmapped address";
    return store && r->read_only ? "read-only address" : "device without accesses of this width at";
}

void region_fault(struct thread *t, const struct region *r, uint64_t address, unsigned bytes, bool store)
{
    struct buf text = {0};
    buf_printf(&text, "%s 0x%llx (%s of %u byte%s)", why(r, store), (unsigned long long)address,
               store ? "store" : "load", bytes, bytes == 1 ? "" : "s");
    struct class *c =
        class_load(t, t->vm->boot_loader, symbol_intern_z(t->vm->symbols, "samovar/MemoryFault"));
    struct method *init = c != NULL ? class_method_z(c, "<init>", "(Ljava/lang/String;J)V") : NULL;
    struct object *message = init != NULL ? string_new_z(t, buf_str(&text)) : NULL;
    buf_free(&text);
    if (message == NULL || !class_init(t, c))
        return;
    struct object *fault = heap_alloc_object(t, c);
    if (fault == NULL)
        return;
    exec_callv(t, init, fault, message, (int64_t)address);
    if (t->exception == NULL)
        throw_object(t, fault);
}

/* ---- devices ---- */

static struct method *device_method(struct thread *t, struct object *device, const char *name,
                                    const char *desc)
{
    struct class *face =
        class_find_loaded(t->vm->boot_loader, symbol_intern_z(t->vm->symbols, "samovar/Device"));
    struct method *declared = face != NULL ? class_method_z(face, name, desc) : NULL;
    struct method *m = declared != NULL ? class_itable_lookup(device->klass, declared) : NULL;
    if (m == NULL)
        throw_new(t, "java/lang/AbstractMethodError", "samovar.Device.%s", name);
    return m;
}

static uint64_t java_load(struct thread *t, struct object *device, uint64_t offset, unsigned bytes)
{
    struct method *m = device_method(t, device, "load", "(JI)J");
    return m != NULL ? (uint64_t)exec_callv(t, m, device, (int64_t)offset, (int)bytes).l : 0;
}

static void java_store(struct thread *t, struct object *device, uint64_t offset, unsigned bytes,
                       uint64_t bits)
{
    struct method *m = device_method(t, device, "store", "(JIJ)V");
    if (m != NULL)
        exec_callv(t, m, device, (int64_t)offset, (int)bytes, (int64_t)bits);
}

static bool has_function(const struct region *r, unsigned bytes, bool store)
{
    const samovar_device *d = &r->device;
    switch (bytes) {
    case 1: return store ? d->store8 != NULL : d->load8 != NULL;
    case 2: return store ? d->store16 != NULL : d->load16 != NULL;
    case 4: return store ? d->store32 != NULL : d->load32 != NULL;
    default: return store ? d->store64 != NULL : d->load64 != NULL;
    }
}

/* The region may be unmapped while its device runs: what is needed is copied. The function is called
 * directly, in state THREAD_IN_NATIVE: it may block. */
#define DEVICE_LOAD(bits, load, offset)                                                                      \
    {                                                                                                        \
        uint##bits##_t (*function)(void *, uint64_t) = load;                                                 \
        thread_enter_native(t);                                                                              \
        number = function(user, offset);                                                                     \
        break;                                                                                               \
    }

static uint64_t device_load(struct thread *t, const struct region *r, uint64_t offset, unsigned bytes)
{
    void *user = r->user;
    void (*settle)(struct thread *) = r->settle;
    uint64_t number = 0;
    switch (bytes) {
    case 1: DEVICE_LOAD(8, r->device.load8, offset)
    case 2: DEVICE_LOAD(16, r->device.load16, offset)
    case 4: DEVICE_LOAD(32, r->device.load32, offset)
    default: DEVICE_LOAD(64, r->device.load64, offset)
    }
    thread_leave_native(t);
    if (settle != NULL)
        settle(t);
    return number;
}

#define DEVICE_STORE(bits, store, offset)                                                                    \
    {                                                                                                        \
        void (*function)(void *, uint64_t, uint##bits##_t) = store;                                          \
        thread_enter_native(t);                                                                              \
        function(user, offset, (uint##bits##_t)number);                                                      \
        break;                                                                                               \
    }

static void device_store(struct thread *t, const struct region *r, uint64_t offset, unsigned bytes,
                         uint64_t number)
{
    void *user = r->user;
    void (*settle)(struct thread *) = r->settle;
    switch (bytes) {
    case 1: DEVICE_STORE(8, r->device.store8, offset)
    case 2: DEVICE_STORE(16, r->device.store16, offset)
    case 4: DEVICE_STORE(32, r->device.store32, offset)
    default: DEVICE_STORE(64, r->device.store64, offset)
    }
    thread_leave_native(t);
    if (settle != NULL)
        settle(t);
}

/* ---- accesses ---- */

/* Little-endian, as this machine is. Known sizes make moves of these. */
static uint64_t memory_load(const char *at, unsigned bytes)
{
    uint64_t bits = 0;
    switch (bytes) {
    case 1: memcpy(&bits, at, 1); break;
    case 2: memcpy(&bits, at, 2); break;
    case 4: memcpy(&bits, at, 4); break;
    default: memcpy(&bits, at, 8); break;
    }
    return bits;
}

static void memory_store(char *at, unsigned bytes, uint64_t bits)
{
    switch (bytes) {
    case 1: memcpy(at, &bits, 1); break;
    case 2: memcpy(at, &bits, 2); break;
    case 4: memcpy(at, &bits, 4); break;
    default: memcpy(at, &bits, 8); break;
    }
}

uint64_t region_load(struct thread *t, const struct region *r, uint64_t address, unsigned bytes)
{
    uint64_t bits = 0;
    if (LIKELY(r != NULL && r->memory != NULL))
        bits = memory_load(r->memory + (address - r->base), bytes);
    else if (r != NULL && r->java_device != NULL)
        bits = java_load(t, *r->java_device, address - r->base, bytes);
    else if (r != NULL && has_function(r, bytes, false))
        bits = device_load(t, r, address - r->base, bytes);
    else
        region_fault(t, r, address, bytes, false);
    return bits;
}

void region_store(struct thread *t, const struct region *r, uint64_t address, unsigned bytes, uint64_t bits)
{
    if (LIKELY(r != NULL && r->memory != NULL && !r->read_only))
        memory_store(r->memory + (address - r->base), bytes, bits);
    else if (r != NULL && r->java_device != NULL)
        java_store(t, *r->java_device, address - r->base, bytes, bits);
    else if (r != NULL && r->memory == NULL && has_function(r, bytes, true))
        device_store(t, r, address - r->base, bytes, bits);
    else
        region_fault(t, r, address, bytes, true);
}
