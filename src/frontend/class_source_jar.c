/*
 * class_source_jar.c - a jar (zip archive) as a class source.
 *
 * The central directory is read into memory once and checked as a whole; an index maps names to its entries.
 * Data is read with pread when asked for, and inflated by zlib. The file is not mapped: a jar that is
 * overwritten while the VM runs must give an error, not SIGBUS. Nothing in the file is believed before it is
 * checked against the file's size; claimed sizes are checked against what deflate can at most produce before
 * memory is allocated.
 *
 * Multi-release directories have no meaning here: boot class path archives are not multi-release. Format:
 * PKWARE's APPNOTE, 4.3 and 4.5.3 (zip64).
 */
#include "frontend/class_source_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    END_SIGNATURE = 0x06054b50,
    END_SIZE = 22,
    END64_LOCATOR_SIGNATURE = 0x07064b50,
    END64_LOCATOR_SIZE = 20,
    END64_SIGNATURE = 0x06064b50,
    END64_SIZE = 56,
    CENTRAL_SIGNATURE = 0x02014b50,
    CENTRAL_SIZE = 46,
    LOCAL_SIGNATURE = 0x04034b50,
    LOCAL_SIZE = 30,
    MAX_COMMENT = 65535,
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    FLAG_ENCRYPTED = 1,
    EXTRA_ZIP64 = 1,
    MAX_DEFLATE_RATIO = 1032,
};

struct jar_entry {
    u8 local_offset; /* of the local header, from the start of the file */
    u8 compressed, size;
    u4 crc;
    u2 method, flags;
};

struct jar_source {
    struct class_source base;
    int fd;
    u8 file_size;
    u1 *central; /* the central directory; the index's keys point into it */
    struct jar_entry *entries;
    struct bytes_map index;
};

static u2 le2(const u1 *p)
{
    return (u2)(p[0] | p[1] << 8);
}
static u4 le4(const u1 *p)
{
    return (u4)le2(p) | (u4)le2(p + 2) << 16;
}
static u8 le8(const u1 *p)
{
    return (u8)le4(p) | (u8)le4(p + 4) << 32;
}

/* ---- finding the central directory ---- */

struct directory {
    u8 offset, size; /* place in the file */
    u8 claimed_offset;
    u8 end; /* place of the end record that was found */
};

/* The zip64 end record replaces fields of the plain one that are too small. False: the archive is corrupt. */
static bool read_end64(struct jar_source *j, struct directory *d)
{
    u1 locator[END64_LOCATOR_SIZE], end[END64_SIZE];
    if (d->end < END64_LOCATOR_SIZE ||
        !source_pread(j->fd, locator, sizeof locator, d->end - END64_LOCATOR_SIZE) ||
        le4(locator) != END64_LOCATOR_SIGNATURE)
        return true;
    u8 at = le8(locator + 8);
    if (at > d->end || d->end - at < END64_SIZE || !source_pread(j->fd, end, sizeof end, at) ||
        le4(end) != END64_SIGNATURE)
        return false;
    d->size = le8(end + 40);
    d->claimed_offset = le8(end + 48);
    d->end = at;
    return true;
}

static bool try_end_record(struct jar_source *j, const u1 *record, u8 at, struct directory *d)
{
    *d = (struct directory){.size = le4(record + 12), .claimed_offset = le4(record + 16), .end = at};
    bool needs_64 = le2(record + 10) == 0xFFFF || d->size == 0xFFFFFFFF || d->claimed_offset == 0xFFFFFFFF;
    if (needs_64 && !read_end64(j, d))
        return false;
    if (d->size > d->end)
        return false;
    /* The directory ends where the end record begins. It may be further into the file than it says: programs
     * such as shell scripts are put in front of archives. */
    d->offset = d->end - d->size;
    if (d->claimed_offset > d->offset)
        return false;
    u1 signature[4];
    return d->size == 0 || (d->size >= CENTRAL_SIZE && source_pread(j->fd, signature, 4, d->offset) &&
                            le4(signature) == CENTRAL_SIGNATURE);
}

/* The end record is the last thing in the file but for a comment of unknown length: search backwards. */
static bool find_directory(struct jar_source *j, struct directory *d, struct buf *err)
{
    size_t n = j->file_size < END_SIZE + MAX_COMMENT ? (size_t)j->file_size : END_SIZE + MAX_COMMENT;
    u8 base = j->file_size - n;
    u1 *tail = xmalloc(n);
    bool found = false;
    if (n >= END_SIZE && source_pread(j->fd, tail, n, base)) {
        for (size_t at = n - END_SIZE + 1; at-- > 0 && !found;) {
            found = le4(tail + at) == END_SIGNATURE && at + END_SIZE + le2(tail + at + 20) <= n &&
                    try_end_record(j, tail + at, base + at, d);
        }
    }
    free(tail);
    if (!found)
        buf_printf(err, "%s: not a zip file, or its directory is damaged", j->base.name);
    return found;
}

/* ---- reading the central directory ---- */

/* Values of 0xFFFFFFFF stand in the zip64 extra field, in this order. */
static bool apply_zip64(struct jar_entry *e, const u1 *extra, size_t n)
{
    const u4 elsewhere = 0xFFFFFFFF;
    if (e->size != elsewhere && e->compressed != elsewhere && e->local_offset != elsewhere)
        return true;
    while (n >= 4) {
        size_t length = le2(extra + 2);
        if (length > n - 4)
            return false;
        if (le2(extra) == EXTRA_ZIP64) {
            u8 *fields[] = {&e->size, &e->compressed, &e->local_offset};
            const u1 *at = extra + 4;
            for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
                if (*fields[i] != elsewhere)
                    continue;
                if (length < 8)
                    return false;
                *fields[i] = le8(at);
                at += 8;
                length -= 8;
            }
            return true;
        }
        extra += 4 + length;
        n -= 4 + length;
    }
    return true; /* no extra field: the value really is 0xFFFFFFFF */
}

/* Parses the entry at c with n bytes left; returns its length, 0 when it is damaged. */
static size_t parse_central(const u1 *c, size_t n, struct jar_entry *e)
{
    if (n < CENTRAL_SIZE || le4(c) != CENTRAL_SIGNATURE)
        return 0;
    size_t name = le2(c + 28), extra = le2(c + 30), comment = le2(c + 32);
    if (n - CENTRAL_SIZE < name + extra + comment)
        return 0;
    *e = (struct jar_entry){
        .flags = le2(c + 8),
        .method = le2(c + 10),
        .crc = le4(c + 16),
        .compressed = le4(c + 20),
        .size = le4(c + 24),
        .local_offset = le4(c + 42),
    };
    if (!apply_zip64(e, c + CENTRAL_SIZE + name, extra))
        return 0;
    return CENTRAL_SIZE + name + extra + comment;
}

static bool index_directory(struct jar_source *j, const struct directory *d, struct buf *err)
{
    u8 prefix = d->offset - d->claimed_offset;
    size_t size = (size_t)d->size;
    j->central = malloc(size ? size : 1);
    j->entries = calloc(size / CENTRAL_SIZE + 1, sizeof *j->entries);
    if (!j->central || !j->entries || !source_pread(j->fd, j->central, size, d->offset)) {
        buf_printf(err, "%s: cannot read the directory", j->base.name);
        return false;
    }
    struct jar_entry *e = j->entries;
    for (size_t at = 0, step; at < size; at += step, e++) {
        step = parse_central(j->central + at, size - at, e);
        if (step == 0 || e->local_offset > j->file_size) {
            buf_printf(err, "%s: the zip directory is damaged", j->base.name);
            return false;
        }
        e->local_offset += prefix;
        bytes_map_put(&j->index, j->central + at + CENTRAL_SIZE, le2(j->central + at + 28), e);
    }
    return true;
}

/* ---- reading entries ---- */

static bool inflate_exactly(const u1 *from, size_t from_len, u1 *to, size_t to_len)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)from,
                  .avail_in = (uInt)from_len,
                  .next_out = to,
                  .avail_out = (uInt)to_len};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return false;
    int result = inflate(&z, Z_FINISH);
    bool complete = result == Z_STREAM_END && z.total_out == to_len;
    inflateEnd(&z);
    return complete;
}

/* Why an entry cannot be read, or NULL and the place of its data. */
static const char *find_data(const struct jar_source *j, const struct jar_entry *e, u8 *data)
{
    u1 local[LOCAL_SIZE];
    if (e->flags & FLAG_ENCRYPTED)
        return "is encrypted";
    if (e->method != METHOD_STORED && e->method != METHOD_DEFLATED)
        return "uses an unknown compression method";
    if (!source_pread(j->fd, local, sizeof local, e->local_offset) || le4(local) != LOCAL_SIGNATURE)
        return "has a bad local header";
    *data = e->local_offset + LOCAL_SIZE + le2(local + 26) + le2(local + 28);
    if (*data > j->file_size || e->compressed > j->file_size - *data)
        return "does not fit in the file";
    if (e->compressed > SOURCE_MAX_ENTRY || e->size > SOURCE_MAX_ENTRY)
        return "is too large";
    if (e->method == METHOD_STORED ? e->size != e->compressed : e->size / MAX_DEFLATE_RATIO > e->compressed)
        return "has an impossible size";
    return NULL;
}

static const char *read_data(const struct jar_source *j, const struct jar_entry *e, u8 data, u1 *to)
{
    size_t compressed = (size_t)e->compressed, size = (size_t)e->size;
    if (e->method == METHOD_STORED) {
        if (!source_pread(j->fd, to, size, data))
            return "cannot be read";
    } else {
        u1 *from = malloc(compressed ? compressed : 1);
        bool was_read = from && source_pread(j->fd, from, compressed, data);
        bool inflated = was_read && inflate_exactly(from, compressed, to, size);
        free(from);
        if (!inflated)
            return was_read ? "has damaged data" : "cannot be read";
    }
    return crc32(0, to, (uInt)size) == e->crc ? NULL : "has a bad checksum";
}

static enum source_result jar_read(struct class_source *s, const char *path, struct source_bytes *out,
                                   struct buf *err)
{
    struct jar_source *j = (struct jar_source *)s;
    size_t path_len = strlen(path);
    const struct jar_entry *e = bytes_map_get(&j->index, path, path_len);
    if (!e || path[path_len - 1] == '/')
        return SOURCE_ABSENT;
    u8 data = 0;
    const char *trouble = find_data(j, e, &data);
    u1 *to = NULL;
    if (!trouble) {
        to = malloc(e->size ? (size_t)e->size : 1);
        trouble = to ? read_data(j, e, data, to) : "is too large for memory";
    }
    if (trouble) {
        free(to);
        return source_read_failed(err, "%s: entry %s %s", s->name, path, trouble);
    }
    *out = (struct source_bytes){to, (size_t)e->size, false};
    return SOURCE_FOUND;
}

/* ---- opening and closing ---- */

static void jar_close(struct class_source *s)
{
    struct jar_source *j = (struct jar_source *)s;
    bytes_map_free(&j->index);
    free(j->entries);
    free(j->central);
    close(j->fd);
    free(j);
}

static const struct class_source_ops jar_ops = {.read = jar_read, .close = jar_close};

struct class_source *class_source_open_jar(const char *path, struct buf *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return source_open_failed(err, "%s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return source_open_failed(err, "%s: not a file", path);
    }
    struct jar_source *j = xcalloc(1, sizeof *j);
    j->base = (struct class_source){&jar_ops, xstrdup(path)};
    j->fd = fd;
    j->file_size = (u8)st.st_size;
    struct directory d;
    if (!find_directory(j, &d, err) || !index_directory(j, &d, err)) {
        class_source_close(&j->base);
        return NULL;
    }
    return &j->base;
}
