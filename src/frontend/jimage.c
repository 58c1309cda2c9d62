/*
 * jimage.c - see jimage.h.
 *
 * A header of seven words is followed by a perfect hash table over the resources' names (redirects, then
 * offsets), by what the offsets lead to (locations: attributes of a kind, a length and that many bytes, most
 * significant first), by the strings that make up the names, and by the resources. A name is
 * "/module/parent/base.extension"; the parts that are empty have no separator either.
 */
#include "frontend/jimage.h"

#include <string.h>

enum {
    HEADER_SIZE = 28,
    MAGIC = 0xcafedada,
    VERSION = 1 << 16, /* 1.0 */
    HASH_SEED = 0x01000193,
};

enum { AT_END, AT_MODULE, AT_PARENT, AT_BASE, AT_EXTENSION, AT_OFFSET, AT_COMPRESSED, AT_UNCOMPRESSED, N_AT };

struct location {
    u8 at[N_AT];
};

/* A name in pieces, which saves putting it together. */
#define MAX_PIECES 4
struct name {
    const char *piece[MAX_PIECES];
    unsigned n;
};

static u4 word_at(const u1 *p)
{
    u4 v;
    memcpy(&v, p, sizeof v);
    return v;
}

bool jimage_open(struct jimage *image, const u1 *bytes, size_t len)
{
    if (len < HEADER_SIZE || word_at(bytes) != MAGIC || word_at(bytes + 4) != VERSION)
        return false;
    u8 slots = word_at(bytes + 16), locations = word_at(bytes + 20), strings = word_at(bytes + 24);
    u8 index = HEADER_SIZE + 8 * slots + locations + strings;
    if (slots == 0 || strings == 0 || index > len || bytes[index - 1] != 0)
        return false;
    *image = (struct jimage){
        .bytes = bytes,
        .len = len,
        .slots = (u4)slots,
        .redirects = bytes + HEADER_SIZE,
        .offsets = bytes + HEADER_SIZE + 4 * slots,
        .locations = bytes + HEADER_SIZE + 8 * slots,
        .locations_size = locations,
        .strings = bytes + index - strings,
        .strings_size = strings,
        .resources = bytes + index,
        .resources_size = len - index,
    };
    return true;
}

/* Ends with a NUL: the last byte of all strings is one. */
static const char *string_at(const struct jimage *image, u8 offset)
{
    return offset < image->strings_size ? (const char *)image->strings + offset : "";
}

static u4 hash_of(const struct name *name, u4 seed)
{
    for (unsigned i = 0; i < name->n; i++)
        for (const char *p = name->piece[i]; *p != 0; p++)
            seed = seed * HASH_SEED ^ (u1)*p;
    return seed & INT32_MAX;
}

static bool read_location(const struct jimage *image, u4 offset, struct location *l)
{
    *l = (struct location){0};
    while (offset < image->locations_size) {
        unsigned kind = image->locations[offset] >> 3, n = (image->locations[offset] & 7) + 1;
        if (kind == AT_END)
            return true;
        if (kind >= N_AT || n >= image->locations_size - offset)
            return false;
        u8 v = 0;
        for (unsigned i = 1; i <= n; i++)
            v = v << 8 | image->locations[offset + i];
        l->at[kind] = v;
        offset += n + 1;
    }
    return false;
}

/* Takes `text` from what is left of the name; a cursor is the rest of a piece, and the number of the next. */
struct cursor {
    const struct name *name;
    const char *at;
    unsigned next;
};

static char take(struct cursor *c)
{
    while (*c->at == 0 && c->next < c->name->n)
        c->at = c->name->piece[c->next++];
    return *c->at != 0 ? *c->at++ : 0;
}

static bool take_text(struct cursor *c, const char *text)
{
    for (; *text != 0; text++)
        if (take(c) != *text)
            return false;
    return true;
}

static bool has_name(const struct jimage *image, const struct location *l, const struct name *name)
{
    struct cursor c = {name, "", 0};
    const char *module = string_at(image, l->at[AT_MODULE]), *parent = string_at(image, l->at[AT_PARENT]),
               *base = string_at(image, l->at[AT_BASE]), *extension = string_at(image, l->at[AT_EXTENSION]);
    return (*module == 0 || (take_text(&c, "/") && take_text(&c, module) && take_text(&c, "/"))) &&
           (*parent == 0 || (take_text(&c, parent) && take_text(&c, "/"))) && take_text(&c, base) &&
           (*extension == 0 || (take_text(&c, ".") && take_text(&c, extension))) && take(&c) == 0;
}

static bool find(const struct jimage *image, const struct name *name, struct jimage_resource *r)
{
    struct location l;
    int32_t redirect = (int32_t)word_at(image->redirects + 4 * (hash_of(name, HASH_SEED) % image->slots));
    if (redirect == 0)
        return false;
    u4 slot = redirect > 0 ? hash_of(name, (u4)redirect) % image->slots : (u4)(-1 - (int64_t)redirect);
    if (slot >= image->slots || !read_location(image, word_at(image->offsets + 4 * (size_t)slot), &l) ||
        !has_name(image, &l, name))
        return false;
    *r = (struct jimage_resource){.compressed = l.at[AT_COMPRESSED] != 0};
    if (r->compressed)
        return true;
    if (l.at[AT_OFFSET] > image->resources_size ||
        l.at[AT_UNCOMPRESSED] > image->resources_size - l.at[AT_OFFSET])
        return false;
    r->data = image->resources + l.at[AT_OFFSET];
    r->len = l.at[AT_UNCOMPRESSED];
    return true;
}

bool jimage_find(const struct jimage *image, const char *module, const char *path, struct jimage_resource *r)
{
    return find(image, &(struct name){{"/", module, "/", path}, 4}, r);
}

/* "/packages/java.lang" has two words for each module with that package: whether the package is empty there,
 * and where the module's name is. */
const char *jimage_package_module(const struct jimage *image, const char *package)
{
    enum { MAX_PACKAGE = 512 };
    char dotted[MAX_PACKAGE];
    struct jimage_resource r;
    size_t n = strlen(package);
    if (n == 0 || n >= sizeof dotted)
        return NULL;
    for (size_t i = 0; i <= n; i++)
        dotted[i] = package[i] == '/' ? '.' : package[i];
    if (!find(image, &(struct name){{"/packages/", dotted}, 2}, &r) || r.compressed)
        return NULL;
    for (u8 i = 0; i + 8 <= r.len; i += 8)
        if (word_at(r.data + i) == 0) {
            const char *module = string_at(image, word_at(r.data + i + 4));
            return *module != 0 ? module : NULL;
        }
    return NULL;
}
