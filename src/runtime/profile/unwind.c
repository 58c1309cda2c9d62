/* unwind.c - libunwind's "remote" interface on this process' own code and a copy of one of its stacks. */
#define _GNU_SOURCE
#include "runtime/profile/unwind.h"

#include <dlfcn.h>
#include <libunwind.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "runtime/profile/elf_symbols.h"

/* Exported by libunwind for its users in other processes; its headers do not declare it. */
int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t as, unw_word_t ip, unw_dyn_info_t *di,
                                       unw_proc_info_t *pi, int need_unwind_info, void *arg);

struct image {
    uint64_t load;        /* what is added to addresses in the file */
    uint64_t low, end;    /* of what is executable */
    uint64_t first, last; /* of all that is mapped */
    uint64_t eh_frame_hdr;
    char *path;
    void *pin; /* keeps the library from being unmapped while its tables may be read; NULL: it never is */
    bool pinnable;
    bool of_vm, of_gc, gone, read;
    struct elf_symbols symbols;
    struct native_symbol unnamed;
};

struct unwinder {
    unw_addr_space_t space;
    VEC(struct image *) images; /* by address */
    struct arena arena;
    struct ptr_map symbols;        /* struct elf_symbol -> struct native_symbol */
    unsigned long long adds, subs; /* of the dynamic linker, when the list was made */
    bool stale;                    /* while it is made anew */
    const struct sample *sample;   /* while it is walked */
    void *cxx;                     /* the C++ library; NULL: not looked for, or there is none */
};

/* ---- what is mapped ---- */

static const struct image *image_at(const struct unwinder *u, uint64_t pc)
{
    for (size_t i = 0; i < u->images.len; i++)
        if (pc >= u->images.at[i]->low && pc < u->images.at[i]->end)
            return u->images.at[i];
    return NULL;
}

static struct image *known_image(struct unwinder *u, uint64_t load, const char *path)
{
    for (size_t i = 0; i < u->images.len; i++)
        if (u->images.at[i]->load == load && strcmp(u->images.at[i]->path, path) == 0)
            return u->images.at[i];
    struct image *image = xcalloc(1, sizeof *image);
    image->load = load;
    image->low = image->first = UINT64_MAX;
    image->path = xstrdup(path);
    vec_push(&u->images, image);
    return image;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void see_segment(struct image *image, const ElfW(Phdr) * p)
{
    uint64_t at = image->load + p->p_vaddr, end = at + p->p_memsz;
    if (p->p_type == PT_GNU_EH_FRAME)
        image->eh_frame_hdr = at;
    if (p->p_type != PT_LOAD)
        return;
    image->first = at < image->first ? at : image->first;
    image->last = end > image->last ? end : image->last;
    if (p->p_flags & PF_X) {
        image->low = at < image->low ? at : image->low;
        image->end = end > image->end ? end : image->end;
    }
}

static int see_image(struct dl_phdr_info *info, size_t size, void *user)
{
    struct unwinder *u = user;
    (void)size;
    if (!u->stale && info->dlpi_adds == u->adds && info->dlpi_subs == u->subs)
        return 1; /* nothing has changed */
    if (!u->stale)
        for (size_t i = 0; i < u->images.len; i++)
            u->images.at[i]->gone = true;
    u->stale = true;
    u->adds = info->dlpi_adds;
    u->subs = info->dlpi_subs;
    char self[4096];
    const char *path = info->dlpi_name;
    if (path == NULL || *path == 0) {
        ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
        self[n > 0 ? n : 0] = 0;
        path = self;
    }
    struct image *image = known_image(u, info->dlpi_addr, path);
    image->gone = false;
    image->pinnable = path != self && strchr(path, '/') != NULL;
    for (unsigned i = 0; i < info->dlpi_phnum; i++)
        see_segment(image, &info->dlpi_phdr[i]);
    uint64_t here = (uint64_t)(uintptr_t)unwinder_new;
    image->of_vm = here >= image->low && here < image->end;
    image->of_gc = strncmp(base_name(image->path), "libgc.", 6) == 0;
    return 0;
}

void unwinder_refresh(struct unwinder *u)
{
    u->stale = false;
    dl_iterate_phdr(see_image, u);
    if (!u->stale)
        return;
    u->stale = false;
    for (size_t i = 0; i < u->images.len; i++) {
        struct image *image = u->images.at[i];
        if (image->pinnable && image->pin == NULL && !image->gone) {
            image->pin = dlopen(image->path, RTLD_LAZY | RTLD_NOLOAD);
            image->gone = image->pin == NULL;
        }
        if (image->gone) /* its names stay: the profile uses them */
            image->low = image->end = image->first = image->last = 0;
    }
    unw_flush_cache(u->space, 0, 0);
}

/* ---- libunwind asks ---- */

static bool read_word(const struct unwinder *u, uint64_t at, unw_word_t *out)
{
    const struct sample *s = u->sample;
    uint64_t sp = s->registers[SAMPLE_RSP];
    if (at >= sp && at + sizeof *out <= sp + s->stack_bytes) {
        memcpy(out, (const char *)s->stack + (at - sp), sizeof *out);
        return true;
    }
    for (size_t i = 0; i < u->images.len; i++) /* tables in the file */
        if (at >= u->images.at[i]->first && at + sizeof *out <= u->images.at[i]->last) {
            memcpy(out, (const void *)(uintptr_t)at, sizeof *out);
            return true;
        }
    return false;
}

static int access_mem(unw_addr_space_t as, unw_word_t at, unw_word_t *value, int write, void *arg)
{
    (void)as;
    return !write && read_word(arg, at, value) ? 0 : -UNW_EINVAL;
}

static int access_reg(unw_addr_space_t as, unw_regnum_t reg, unw_word_t *value, int write, void *arg)
{
    const struct unwinder *u = arg;
    (void)as;
    if (write || reg < 0 || reg > UNW_X86_64_RIP)
        return -UNW_EBADREG;
    *value = u->sample->registers[reg];
    return 0;
}

static int access_fpreg(unw_addr_space_t as, unw_regnum_t reg, unw_fpreg_t *value, int write, void *arg)
{
    (void)as, (void)reg, (void)value, (void)write, (void)arg;
    return -UNW_EBADREG;
}

/* .eh_frame_hdr: version, three encodings, pointer to .eh_frame, count, table. Anything but the usual
 * encodings is left alone. */
static int find_proc_info(unw_addr_space_t as, unw_word_t ip, unw_proc_info_t *info, int need, void *arg)
{
    const struct image *image = image_at(arg, ip);
    if (image == NULL || image->eh_frame_hdr == 0)
        return -UNW_ENOINFO;
    const unsigned char *h = (const unsigned char *)(uintptr_t)image->eh_frame_hdr;
    uint32_t count;
    memcpy(&count, h + 8, sizeof count);
    if (h[0] != 1 || h[1] != 0x1b || h[2] != 0x03 || h[3] != 0x3b)
        return -UNW_ENOINFO;
    unw_dyn_info_t di = {
        .format = UNW_INFO_FORMAT_REMOTE_TABLE, .start_ip = image->low, .end_ip = image->end};
    di.u.rti.segbase = image->eh_frame_hdr;
    di.u.rti.table_data = image->eh_frame_hdr + 12;
    di.u.rti.table_len = (unw_word_t)count * 8 / sizeof(unw_word_t);
    return UNW_OBJ(dwarf_search_unwind_table)(as, ip, &di, info, need, arg);
}

static void put_unwind_info(unw_addr_space_t as, unw_proc_info_t *info, void *arg)
{
    (void)as, (void)info, (void)arg;
}

static int get_dyn_info_list(unw_addr_space_t as, unw_word_t *list, void *arg)
{
    (void)as, (void)list, (void)arg;
    return -UNW_ENOINFO;
}

static int resume(unw_addr_space_t as, unw_cursor_t *cursor, void *arg)
{
    (void)as, (void)cursor, (void)arg;
    return -UNW_EINVAL;
}

static int get_proc_name(unw_addr_space_t as, unw_word_t at, char *name, size_t size, unw_word_t *offset,
                         void *arg)
{
    (void)as, (void)at, (void)name, (void)size, (void)offset, (void)arg;
    return -UNW_ENOINFO;
}

struct unwinder *unwinder_new(void)
{
    unw_accessors_t accessors = {.find_proc_info = find_proc_info,
                                 .put_unwind_info = put_unwind_info,
                                 .get_dyn_info_list_addr = get_dyn_info_list,
                                 .access_mem = access_mem,
                                 .access_reg = access_reg,
                                 .access_fpreg = access_fpreg,
                                 .resume = resume,
                                 .get_proc_name = get_proc_name};
    struct unwinder *u = xcalloc(1, sizeof *u);
    arena_init(&u->arena);
    u->adds = ~0ull;
    u->space = unw_create_addr_space(&accessors, 0);
    if (u->space != NULL)
        unw_set_caching_policy(u->space, UNW_CACHE_GLOBAL);
    unwinder_refresh(u);
    return u;
}

void unwinder_free(struct unwinder *u)
{
    for (size_t i = 0; i < u->images.len; i++) {
        if (u->images.at[i]->pin != NULL)
            dlclose(u->images.at[i]->pin);
        elf_symbols_free(&u->images.at[i]->symbols);
        free(u->images.at[i]->path);
        free(u->images.at[i]);
    }
    if (u->cxx != NULL)
        dlclose(u->cxx);
    if (u->space != NULL)
        unw_destroy_addr_space(u->space);
    vec_free(&u->images);
    ptr_map_free(&u->symbols);
    arena_release(&u->arena);
    free(u);
}

unsigned unwinder_walk(struct unwinder *u, const struct sample *s, uint64_t *pcs, unsigned max)
{
    unw_cursor_t cursor;
    unw_word_t pc = s->registers[SAMPLE_RIP];
    unsigned n = 0;
    if (max == 0 || image_at(u, pc) == NULL)
        return 0;
    pcs[n++] = pc;
    u->sample = s;
    if (u->space != NULL && s->stack_bytes > 0 && unw_init_remote(&cursor, u->space, u) == 0)
        while (n < max && unw_step(&cursor) > 0 && unw_get_reg(&cursor, UNW_REG_IP, &pc) == 0 &&
               image_at(u, pc - 1) != NULL)
            pcs[n++] = pc - 1;
    u->sample = NULL;
    return n;
}

/* ---- names ---- */

static struct native_symbol *new_symbol(struct unwinder *u, const struct image *image, const char *name)
{
    struct native_symbol *s = ARENA_NEW(&u->arena, struct native_symbol);
    *s = (struct native_symbol){name, image->path, image->of_vm, image->of_gc};
    return s;
}

/* "ImageLocation::set_data" for "_ZN13ImageLocation8set_dataEPh", by the C++ library if there is one. */
static const char *readable(struct unwinder *u, const char *name)
{
    typedef char *demangle_fn(const char *name, char *out, size_t *size, int *status);
    demangle_fn *demangle;
    int status;
    if (name[0] != '_' || name[1] != 'Z')
        return name;
    if (u->cxx == NULL)
        u->cxx = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);
    *(void **)&demangle = u->cxx != NULL ? dlsym(u->cxx, "__cxa_demangle") : NULL;
    char *text = demangle != NULL ? demangle(name, NULL, NULL, &status) : NULL;
    if (text == NULL)
        return name;
    size_t len = strcspn(text, "(");
    name = len > 0 ? arena_strndup(&u->arena, text, len) : name;
    free(text);
    return name;
}

const struct native_symbol *unwinder_symbol(struct unwinder *u, uint64_t pc)
{
    struct image *image = (struct image *)(uintptr_t)image_at(u, pc);
    if (image == NULL)
        return NULL;
    if (!image->read) {
        image->read = true;
        elf_symbols_read(&image->symbols, image->path);
        char name[300];
        int n = snprintf(name, sizeof name, "[%s]", base_name(image->path));
        size_t len = n < (int)sizeof name ? (size_t)n : sizeof name - 1;
        image->unnamed = *new_symbol(u, image, arena_strndup(&u->arena, name, len));
    }
    const struct elf_symbol *e = elf_symbols_find(&image->symbols, pc - image->load);
    if (e == NULL)
        return &image->unnamed;
    struct native_symbol *s = ptr_map_get(&u->symbols, (uintptr_t)e);
    if (s == NULL) {
        s = new_symbol(u, image, readable(u, e->name));
        ptr_map_put(&u->symbols, (uintptr_t)e, s);
    }
    return s;
}
