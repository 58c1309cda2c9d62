#include <criterion/criterion.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "frontend/class_source.h"
#include "frontend/jimage.h"
#include "jdk_image.h"

static struct buf err;
static char dir[64];

static void make_dir(void)
{
    strcpy(dir, "/tmp/samovar-test-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

static void remove_dir(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
    buf_free(&err);
}

TestSuite(class_source, .init = make_dir, .fini = remove_dir);

static const char *in_dir(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static const char *write_file(const char *name, const void *data, size_t len)
{
    const char *path = in_dir(name);
    FILE *f = fopen(path, "wb");
    cr_assert_not_null(f);
    cr_assert_eq(fwrite(data, 1, len, f), len);
    fclose(f);
    return path;
}

static void expect_text(struct class_source *s, const char *path, const char *text)
{
    struct source_bytes b;
    buf_clear(&err);
    cr_assert_eq(class_source_read(s, path, &b, &err), SOURCE_FOUND, "%s: %s", path, buf_str(&err));
    cr_assert_eq(b.len, strlen(text));
    cr_assert_eq(memcmp(b.data, text, b.len), 0);
    source_bytes_free(&b);
}

static void expect_result(struct class_source *s, const char *path, enum source_result result)
{
    struct source_bytes b;
    cr_assert_eq(class_source_read(s, path, &b, &err), result, "%s", path);
    cr_assert_null(b.data);
}

/* ---- directory ---- */

Test(class_source, directory)
{
    mkdir(in_dir("p"), 0777);
    write_file("p/A.class", "bytes", 5);
    write_file("empty", "", 0);
    struct class_source *s = class_source_open(dir, &err);
    cr_assert_not_null(s);
    cr_assert_str_eq(class_source_name(s), dir);
    cr_assert(!class_source_is_jimage(s));
    cr_assert_null(class_source_module_of_package(s, "java/lang"));
    expect_text(s, "p/A.class", "bytes");
    expect_text(s, "empty", "");
    expect_result(s, "p/B.class", SOURCE_ABSENT);
    expect_result(s, "p", SOURCE_ABSENT);
    expect_result(s, "p/A.class/x", SOURCE_ABSENT);
    class_source_close(s);
}

Test(class_source, paths_never_leave_the_source)
{
    mkdir(in_dir("in"), 0777);
    write_file("outside", "secret", 6);
    write_file("in/..file", "fine", 4);
    struct class_source *s = class_source_open_dir(in_dir("in"), &err);
    expect_result(s, "../outside", SOURCE_ABSENT);
    expect_result(s, "x/../../outside", SOURCE_ABSENT);
    expect_result(s, "..", SOURCE_ABSENT);
    expect_result(s, "", SOURCE_ABSENT);
    expect_result(s, in_dir("outside"), SOURCE_ABSENT);
    expect_text(s, "..file", "fine");
    class_source_close(s);
}

Test(class_source, fifo_does_not_block)
{
    cr_assert_eq(mkfifo(in_dir("F.class"), 0600), 0);
    struct class_source *s = class_source_open_dir(dir, &err);
    expect_result(s, "F.class", SOURCE_ABSENT);
    class_source_close(s);
}

Test(class_source, missing_path)
{
    cr_assert_null(class_source_open(in_dir("nothing"), &err));
    cr_assert(strstr(buf_str(&err), "No such file"));
}

/* ---- memory ---- */

Test(class_source, memory)
{
    struct class_source *s = class_source_new_mem("bundle");
    class_source_mem_add(s, "a/B.class", (const u1 *)"one", 3);
    class_source_mem_add(s, "c", NULL, 0);
    expect_text(s, "a/B.class", "one");
    class_source_mem_add(s, "a/B.class", (const u1 *)"second", 6);
    expect_text(s, "a/B.class", "second");
    expect_text(s, "c", "");
    expect_result(s, "a/C.class", SOURCE_ABSENT);
    cr_assert_str_eq(class_source_name(s), "bundle");
    class_source_close(s);
}

/* ---- jar ---- */

/* Writes zip archives, right or wrong. */
struct zip {
    struct buf file, central;
    unsigned n;
    u4 bias; /* added to offsets: what stands in front of the archive */
};

static void put(struct buf *b, u8 v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_putc(b, (char)(v >> (8 * i)));
}

struct zip_options {
    bool deflate, zip64;
    u4 crc_xor;
    u8 claimed_size; /* 0: the right one */
    unsigned flags, method_xor;
};

static void zip_add(struct zip *z, const char *name, const char *text, struct zip_options o)
{
    size_t len = strlen(text), packed_len = len;
    u1 packed[4096];
    memcpy(packed, text, len);
    if (o.deflate) {
        z_stream d = {.next_in = (Bytef *)(uintptr_t)text,
                      .avail_in = (uInt)len,
                      .next_out = packed,
                      .avail_out = sizeof packed};
        deflateInit2(&d, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
        cr_assert_eq(deflate(&d, Z_FINISH), Z_STREAM_END);
        packed_len = d.total_out;
        deflateEnd(&d);
    }
    u4 crc = (u4)crc32(0, (const Bytef *)text, (uInt)len) ^ o.crc_xor;
    u8 size = o.claimed_size ? o.claimed_size : len;
    unsigned method = (o.deflate ? 8 : 0) ^ o.method_xor;
    u4 offset = (u4)z->file.len - z->bias;
    for (int central = 0; central < 2; central++) {
        struct buf *b = central ? &z->central : &z->file;
        bool extra = central && o.zip64;
        put(b, central ? 0x02014b50 : 0x04034b50, 4);
        if (central)
            put(b, 20, 2);
        put(b, 20, 2);
        put(b, o.flags, 2);
        put(b, method, 2);
        put(b, 0, 4); /* time */
        put(b, crc, 4);
        put(b, extra ? 0xFFFFFFFF : packed_len, 4);
        put(b, extra ? 0xFFFFFFFF : size, 4);
        put(b, strlen(name), 2);
        put(b, extra ? 28 : 0, 2);
        if (central) {
            put(b, 0, 2 + 2); /* comment, disk */
            put(b, 0, 2 + 4); /* attributes */
            put(b, extra ? 0xFFFFFFFF : offset, 4);
        }
        buf_puts(b, name);
        if (extra) {
            put(b, 1, 2);
            put(b, 24, 2);
            put(b, size, 8);
            put(b, packed_len, 8);
            put(b, offset, 8);
        }
    }
    buf_append(&z->file, packed, packed_len);
    z->n++;
}

static const char *zip_finish(struct zip *z, const char *name, const char *comment)
{
    u4 at = (u4)z->file.len - z->bias;
    buf_append(&z->file, z->central.at, z->central.len);
    put(&z->file, 0x06054b50, 4);
    put(&z->file, 0, 4);
    put(&z->file, z->n, 2);
    put(&z->file, z->n, 2);
    put(&z->file, z->central.len, 4);
    put(&z->file, at, 4);
    put(&z->file, strlen(comment), 2);
    buf_puts(&z->file, comment);
    const char *path = write_file(name, z->file.at, z->file.len);
    buf_free(&z->file);
    buf_free(&z->central);
    return path;
}

static char long_text[3001];

static const char *usual_jar(struct zip *z, const char *comment)
{
    memset(long_text, 'x', 3000);
    zip_add(z, "META-INF/", "", (struct zip_options){0});
    zip_add(z, "p/Stored.class", "stored bytes", (struct zip_options){0});
    zip_add(z, "p/Deflated.class", long_text, (struct zip_options){.deflate = true});
    zip_add(z, "p/Empty", "", (struct zip_options){0});
    zip_add(z, "p/Large.class", "zip64", (struct zip_options){.zip64 = true});
    zip_add(z, "twice", "first", (struct zip_options){0});
    zip_add(z, "twice", "last", (struct zip_options){0});
    return zip_finish(z, "a.jar", comment);
}

static void expect_usual(struct class_source *s)
{
    cr_assert_not_null(s, "%s", buf_str(&err));
    expect_text(s, "p/Stored.class", "stored bytes");
    expect_text(s, "p/Deflated.class", long_text);
    expect_text(s, "p/Empty", "");
    expect_text(s, "p/Large.class", "zip64");
    expect_text(s, "twice", "last");
    expect_result(s, "p/Other.class", SOURCE_ABSENT);
    expect_result(s, "META-INF/", SOURCE_ABSENT);
    class_source_close(s);
}

Test(class_source, jar)
{
    struct zip z = {0};
    expect_usual(class_source_open(usual_jar(&z, ""), &err));
}

Test(class_source, jar_with_comment_that_looks_like_an_end_record)
{
    struct zip z = {0};
    expect_usual(class_source_open(usual_jar(&z, "PK\5\6 twenty and more bytes of comment"), &err));
}

Test(class_source, jar_behind_a_script)
{
    struct zip z = {0};
    buf_puts(&z.file, "#!/bin/sh\nexec java -jar \"$0\"\n");
    z.bias = (u4)z.file.len;
    expect_usual(class_source_open(usual_jar(&z, ""), &err));
}

Test(class_source, empty_jar)
{
    struct zip z = {0};
    struct class_source *s = class_source_open(zip_finish(&z, "e.jar", ""), &err);
    cr_assert_not_null(s);
    expect_result(s, "A.class", SOURCE_ABSENT);
    class_source_close(s);
}

Test(class_source, entries_that_lie)
{
    struct zip z = {0};
    zip_add(&z, "crc", "text", (struct zip_options){.crc_xor = 1});
    zip_add(&z, "long", "text", (struct zip_options){.deflate = true, .claimed_size = 5});
    zip_add(&z, "short", "text", (struct zip_options){.deflate = true, .claimed_size = 3});
    zip_add(&z, "bomb", "text", (struct zip_options){.deflate = true, .claimed_size = 0x7FFFFFFF});
    zip_add(&z, "huge", "text", (struct zip_options){.zip64 = true, .claimed_size = (u8)1 << 60});
    zip_add(&z, "stored", "text", (struct zip_options){.claimed_size = 100});
    zip_add(&z, "locked", "text", (struct zip_options){.flags = 1});
    zip_add(&z, "method", "text", (struct zip_options){.method_xor = 77});
    zip_add(&z, "good", "text", (struct zip_options){0});
    struct class_source *s = class_source_open(zip_finish(&z, "l.jar", ""), &err);
    cr_assert_not_null(s);
    const char *lies[] = {"crc", "long", "short", "bomb", "huge", "stored", "locked", "method"};
    for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
        buf_clear(&err);
        expect_result(s, lies[i], SOURCE_ERROR);
        cr_assert(strstr(buf_str(&err), lies[i]), "%s", buf_str(&err));
        cr_assert(!strchr(buf_str(&err), '\n'));
    }
    expect_text(s, "good", "text");
    class_source_close(s);
}

Test(class_source, not_a_zip)
{
    cr_assert_null(class_source_open(write_file("x.jar", "hello", 5), &err));
    cr_assert(strstr(buf_str(&err), "not a zip file"));
    cr_assert_null(class_source_open(write_file("y.jar", "", 0), &err));
}

/* Every prefix of a jar, and the jar with every byte changed: an error or some result, and no crash. */
Test(class_source, damaged_jars)
{
    struct zip z = {0};
    zip_add(&z, "a", "first text", (struct zip_options){.deflate = true});
    zip_add(&z, "b", "second text", (struct zip_options){.zip64 = true});
    zip_finish(&z, "d.jar", "end");
    struct class_source *d = class_source_open_dir(dir, &err);
    struct source_bytes whole;
    cr_assert_eq(class_source_read(d, "d.jar", &whole, &err), SOURCE_FOUND);
    class_source_close(d);
    for (size_t i = 0; i < 2 * whole.len; i++) {
        bool cut = i >= whole.len;
        if (!cut)
            whole.data[i] ^= 0xFF;
        const char *path = write_file("m.jar", whole.data, cut ? i - whole.len : whole.len);
        if (!cut)
            whole.data[i] ^= 0xFF;
        buf_clear(&err);
        struct class_source *s = class_source_open_jar(path, &err);
        for (const char *name = "a"; s && name; name = *name == 'a' ? "b" : NULL) {
            struct source_bytes b;
            if (class_source_read(s, name, &b, &err) == SOURCE_FOUND)
                source_bytes_free(&b);
        }
        class_source_close(s);
    }
    free(whole.data);
}

/* ---- jimage ---- */

Test(class_source, jimage)
{
    if (!jdk_image_prepare())
        cr_skip_test("no JDK");
    struct class_source *s = class_source_open_jimage(jdk_home(), &err);
    cr_assert_not_null(s, "%s", buf_str(&err));
    cr_assert(class_source_is_jimage(s));
    cr_assert_str_eq(class_source_module_of_package(s, "java/lang"), "java.base");
    cr_assert_str_eq(class_source_module_of_package(s, "java/util/logging"), "java.logging");
    cr_assert_null(class_source_module_of_package(s, "no/such"));
    struct source_bytes b;
    cr_assert_eq(class_source_read(s, "java/lang/Object.class", &b, &err), SOURCE_FOUND);
    cr_assert(b.len > 4 && memcmp(b.data, "\xCA\xFE\xBA\xBE", 4) == 0);
    source_bytes_free(&b);
    expect_result(s, "java/lang/NoSuch.class", SOURCE_ABSENT);
    expect_result(s, "Unnamed.class", SOURCE_ABSENT);
    expect_result(s, "java/lang/../util/List.class", SOURCE_ABSENT);
    char long_path[6000];
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    expect_result(s, long_path, SOURCE_ABSENT);
    long_path[10] = '/';
    expect_result(s, long_path, SOURCE_ABSENT);
    class_source_close(s);
}

static u1 *whole_image(size_t *len)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/lib/modules", jdk_home());
    FILE *f = fopen(path, "rb");
    cr_assert_not_null(f);
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    u1 *bytes = xmalloc(*len);
    cr_assert_eq(fread(bytes, 1, *len, f), *len);
    fclose(f);
    return bytes;
}

/* Whatever is in the tables, nothing outside the image is read (the sanitizers would tell). */
Test(class_source, jimage_hostile, .timeout = 120)
{
    if (!jdk_image_prepare())
        cr_skip_test("no JDK");
    enum { HEADER = 28, ROUNDS = 300 };
    size_t len;
    u1 *bytes = whole_image(&len);
    struct jimage image;
    struct jimage_resource r;
    cr_assert(jimage_open(&image, bytes, len));
    cr_assert(jimage_find(&image, "java.base", "java/lang/Object.class", &r) && !r.compressed);
    cr_assert(memcmp(r.data, "\xCA\xFE\xBA\xBE", 4) == 0);
    cr_assert_not(jimage_find(&image, "java.bas", "e/java/lang/Object.class", &r));
    cr_assert_not(jimage_find(&image, "java.base", "java/lang/Object.clas", &r));
    cr_assert_not(jimage_find(&image, "", "", &r));
    size_t index = (size_t)(image.resources - bytes);
    u1 *copy = xmalloc(index); /* without the resources: each is outside */
    uint32_t random = 1;
    for (size_t cut = 0; cut < index; cut += index / 50)
        cr_assert_not(jimage_open(&image, bytes, cut));
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(copy, bytes, index);
        size_t tables = index - HEADER - image.strings_size;
        for (int i = 0; i < 20000; i++) {
            random = random * 1664525 + 1013904223;
            copy[HEADER + (round % 2 ? random % tables : random % (index - HEADER - 1))] = (u1)(random >> 24);
        }
        cr_assert(jimage_open(&image, copy, index));
        const char *module = jimage_package_module(&image, "java/lang");
        cr_assert(module == NULL || (const u1 *)module + strlen(module) < copy + index);
        static const char *const names[] = {"Object", "String",  "Class", "Thread",
                                            "Math",   "Integer", "System"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            char path[64];
            snprintf(path, sizeof path, "java/lang/%s.class", names[i]);
            if (jimage_find(&image, "java.base", path, &r) && !r.compressed)
                cr_assert(r.len == 0 || (r.data >= copy && r.len <= (size_t)(copy + index - r.data)));
        }
    }
    memcpy(copy, bytes, index);
    copy[4] ^= 1; /* another version */
    cr_assert_not(jimage_open(&image, copy, index));
    free(copy);
    free(bytes);
}

Test(class_source, jimage_of_something_else)
{
    cr_assert_null(class_source_open_jimage(dir, &err));
    cr_assert_gt(err.len, 0);
}
