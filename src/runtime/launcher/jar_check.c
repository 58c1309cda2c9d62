/*
 * jar_check.c - tells a file that is no jar, or a jar without a manifest, from one that can be run.
 *
 * Only the names in the central directory are looked at (APPNOTE.TXT 4.3.12, 4.3.16). A directory that needs
 * ZIP64 is taken to be fine: the class library will say otherwise if it is not.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "runtime/launcher/launcher.h"

#define END_SIZE    22 /* of the end record, without its comment */
#define ENTRY_SIZE  46 /* of a directory entry, without its name */
#define MAX_COMMENT 0xffff
#define MANIFEST    "META-INF/MANIFEST.MF"

static unsigned u16(const u1 *p)
{
    return p[0] | (unsigned)p[1] << 8;
}
static u4 u32(const u1 *p)
{
    return u16(p) | (u4)u16(p + 2) << 16;
}

static const u1 *find_end(const u1 *data, size_t size)
{
    if (size < END_SIZE)
        return NULL;
    size_t last = size - END_SIZE, first = last > MAX_COMMENT ? last - MAX_COMMENT : 0;
    for (size_t at = last + 1; at-- > first;)
        if (memcmp(data + at, "PK\5\6", 4) == 0 && at + END_SIZE + u16(data + at + 20) <= size)
            return data + at;
    return NULL;
}

static bool has_manifest(const u1 *data, size_t size)
{
    const u1 *end = find_end(data, size);
    if (end == NULL)
        return false;
    u4 length = u32(end + 12), offset = u32(end + 16);
    if (offset == UINT32_MAX || length == UINT32_MAX)
        return true;
    if (length > (size_t)(end - data))
        return false;
    /* Counted from the end record: something may have been put before the archive. */
    const u1 *p = end - length;
    while (end - p >= ENTRY_SIZE && memcmp(p, "PK\1\2", 4) == 0) {
        size_t name = u16(p + 28), rest = (size_t)u16(p + 30) + u16(p + 32);
        if (name > (size_t)(end - p) - ENTRY_SIZE)
            return false;
        if (name == strlen(MANIFEST) && strncasecmp((const char *)p + ENTRY_SIZE, MANIFEST, name) == 0)
            return true;
        if (rest > (size_t)(end - p) - ENTRY_SIZE - name)
            return false;
        p += ENTRY_SIZE + name + rest;
    }
    return false;
}

enum jar_state jar_check(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return JAR_UNREADABLE;
    }
    enum jar_state state = JAR_CORRUPT;
    void *data = st.st_size > 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (data != MAP_FAILED) {
        if (has_manifest(data, (size_t)st.st_size))
            state = JAR_OK;
        munmap(data, (size_t)st.st_size);
    }
    return state;
}
