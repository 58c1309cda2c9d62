/*
 * jitdump.c - jit-PID.dump: compiled code with its bytes and source lines, for perf.
 *
 *     perf record -k mono samovar --jitdump -cp app.jar Main
 *     perf inject --jit -i perf.data -o jitted.data       makes an ELF file of each piece
 *     perf report -i jitted.data                          names; perf annotate: instructions and lines
 *
 * The format is perf's (tools/perf/Documentation/jitdump-specification.txt in Linux): a header, then records,
 * each with its time on the clock that perf record -k mono uses. perf learns of the file because a page of it
 * is mapped executable, which is the only use of that mapping.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "runtime/tier/code_tools.h"

#define JITDUMP_MAGIC   0x4a695444u /* "JiTD" */
#define JITDUMP_VERSION 1

enum { RECORD_LOAD = 0, RECORD_DEBUG_INFO = 2 };

struct jitdump {
    int fd;
    uint64_t pieces;
};

static uint64_t now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void put_u32(struct buf *b, uint32_t v)
{
    buf_append(b, &v, sizeof v);
}
static void put_u64(struct buf *b, uint64_t v)
{
    buf_append(b, &v, sizeof v);
}

static bool write_all(int fd, const char *at, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, at, n);
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static bool write_header(int fd)
{
    struct buf b = {0};
    put_u32(&b, JITDUMP_MAGIC);
    put_u32(&b, JITDUMP_VERSION);
    put_u32(&b, 40); /* bytes of this header */
    put_u32(&b, EM_X86_64);
    put_u32(&b, 0);
    put_u32(&b, (uint32_t)getpid());
    put_u64(&b, now());
    put_u64(&b, 0); /* flags: times are not those of the processor's counter */
    bool ok = write_all(fd, b.at, b.len);
    buf_free(&b);
    return ok;
}

struct jitdump *jitdump_open(void)
{
    char path[64];
    snprintf(path, sizeof path, "jit-%d.dump", (int)getpid()); /* perf wants this name, in any folder */
    unlink(path);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return NULL;
    if (!write_header(fd) ||
        mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED) {
        close(fd);
        return NULL;
    }
    struct jitdump *j = xcalloc(1, sizeof *j);
    j->fd = fd;
    return j;
}

/* id, size (set by finish_record), time */
static void begin_record(struct buf *b, uint32_t id)
{
    put_u32(b, id);
    put_u32(b, 0);
    put_u64(b, now());
}

static void finish_record(struct buf *b, size_t start)
{
    uint32_t size = (uint32_t)(b->len - start);
    memcpy(b->at + start + 4, &size, sizeof size);
}

/* "java/util/HashMap.java"; false: the class does not say. */
static bool source_path(const struct class *c, struct buf *out)
{
    if (c->cf == NULL || c->cf->source_file == NULL)
        return false;
    const char *name = c->name->utf8, *slash = strrchr(name, '/');
    if (slash != NULL)
        buf_append(out, name, (size_t)(slash - name) + 1);
    buf_puts(out, c->cf->source_file->utf8);
    return true;
}

/* The line of the code from here on, of the method that was inlined there, if one was. */
static bool put_line(struct buf *b, const struct blob_place *at, uint64_t from)
{
    const struct method *m = (const struct method *)(uintptr_t)at->method;
    int line = m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, at->bci) : -1;
    struct buf path = {0};
    bool known = line > 0 && source_path(m->klass, &path);
    if (known) {
        put_u64(b, from);
        put_u32(b, (uint32_t)line);
        put_u32(b, 0); /* discriminator */
        buf_append(b, buf_str(&path), path.len + 1);
    }
    buf_free(&path);
    return known;
}

static void put_lines(struct buf *b, const struct code_piece *piece)
{
    const struct blob *blob = piece->blob;
    size_t start = b->len;
    uint64_t n = 0, code = (uint64_t)(uintptr_t)piece->code;
    begin_record(b, RECORD_DEBUG_INFO);
    put_u64(b, code);
    size_t count_at = b->len;
    put_u64(b, 0);
    for (uint32_t i = 0; i < blob->nlines; i++)
        if (blob->lines[i].place != 0)
            n += put_line(b, &blob->places[blob->lines[i].place], code + blob->lines[i].pc);
    if (n == 0) {
        b->len = start;
        return;
    }
    memcpy(b->at + count_at, &n, sizeof n);
    finish_record(b, start);
}

static void put_code(struct buf *b, const struct code_piece *piece, uint64_t index)
{
    uint64_t address = (uint64_t)(uintptr_t)piece->code;
    size_t start = b->len;
    begin_record(b, RECORD_LOAD);
    put_u32(b, (uint32_t)getpid());
    put_u32(b, (uint32_t)syscall(SYS_gettid));
    put_u64(b, address);
    put_u64(b, address);
    put_u64(b, piece->size);
    put_u64(b, index);
    buf_append(b, piece->name, strlen(piece->name) + 1);
    buf_append(b, piece->code, piece->size);
    finish_record(b, start);
}

void jitdump_add(struct jitdump *j, const struct code_piece *piece)
{
    struct buf b = {0};
    if (j->fd < 0)
        return;
    if (piece->blob != NULL)
        put_lines(&b, piece); /* perf wants it before the code */
    put_code(&b, piece, j->pieces++);
    if (!write_all(j->fd, b.at, b.len)) {
        perror("samovar: --jitdump");
        close(j->fd);
        j->fd = -1;
    }
    buf_free(&b);
}
