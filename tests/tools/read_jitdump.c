/*
 * read_jitdump.c - prints what a jitdump file says, a line a record, and fails when it is not well-formed:
 *
 *     lines ADDRESS FILE:FIRST..LAST
 *     code ADDRESS SIZE NAME
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *at, *end;

static void bad(const char *what)
{
    printf("bad: %s\n", what);
    exit(1);
}

static uint64_t get(size_t bytes)
{
    uint64_t v = 0;
    if ((size_t)(end - at) < bytes)
        bad("it ends in the middle of a record");
    memcpy(&v, at, bytes);
    at += bytes;
    return v;
}

static const char *get_text(const char *limit)
{
    const char *text = at;
    const char *zero = memchr(at, 0, (size_t)(limit - at));
    if (zero == NULL)
        bad("a text without an end");
    at = zero + 1;
    return text;
}

static uint64_t debug_info(const char *limit)
{
    uint64_t code = get(8), n = get(8), last = 0;
    unsigned first_line = 0, last_line = 0;
    const char *file = "";
    for (uint64_t i = 0; i < n; i++) {
        uint64_t address = get(8);
        unsigned line = (unsigned)get(4);
        get(4);
        file = get_text(limit);
        if (address < code || address < last)
            bad("addresses of lines do not rise");
        last = address;
        first_line = i == 0 || line < first_line ? line : first_line;
        last_line = line > last_line ? line : last_line;
    }
    if (n == 0)
        bad("no lines in a record of lines");
    printf("lines %lx %s:%u..%u\n", (unsigned long)code, file, first_line, last_line);
    return code;
}

static uint64_t load(const char *limit, uint64_t index)
{
    get(8); /* process and thread */
    uint64_t vma = get(8), code = get(8), size = get(8);
    if (get(8) != index || vma != code || size == 0)
        bad("a code record");
    const char *name = get_text(limit);
    if ((uint64_t)(limit - at) != size)
        bad("code of another size");
    at = limit;
    printf("code %lx %lu %s\n", (unsigned long)code, (unsigned long)size, name);
    return code;
}

int main(int argc, char **argv)
{
    static char bytes[16 << 20];
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (f == NULL)
        bad("no file");
    at = bytes;
    end = bytes + fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    if (get(4) != 0x4a695444 || get(4) != 1 || get(4) != 40 || get(4) != 62)
        bad("header");
    at = bytes + 40;
    uint64_t time = 0, lines_of = 0, index = 0;
    while (at < end) {
        const char *start = at;
        uint64_t id = get(4), size = get(4), when = get(8);
        if (size < 16 || size > (uint64_t)(end - start))
            bad("size of a record");
        if (when < time)
            bad("time goes back");
        time = when;
        if (id == 2) {
            lines_of = debug_info(start + size);
        } else if (id == 0) {
            uint64_t code = load(start + size, index++);
            if (lines_of != 0 && lines_of != code)
                bad("lines of other code than that which follows");
            lines_of = 0;
        } else {
            bad("an unknown record");
        }
        if (at != start + size)
            bad("a record's size and what is in it differ");
    }
    return 0;
}
