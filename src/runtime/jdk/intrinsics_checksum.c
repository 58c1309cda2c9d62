/* intrinsics_checksum.c - java.util.zip.CRC32 and Adler32 through zlib, CRC32C by tables or the instruction.
 */
#include <pthread.h>
#include <zlib.h>
#include "runtime/jdk/intrinsics.h"

/* ---- natives of libzip, without the transition. Java has checked the bounds. ---- */

static union slot crc32_update(struct thread *t, union slot *args)
{
    (void)t;
    u1 b = (u1)args[1].i;
    return (union slot){.u = (u4)crc32(args[0].u, &b, 1)};
}
static union slot crc32_bytes(struct thread *t, union slot *args)
{
    (void)t;
    bool any = args[1].a != NULL && args[3].i > 0; /* updateBytesCheck lets a length of 0 or less pass */
    return (union slot){.u = any ? (u4)crc32(args[0].u, &ARRAY_AT(u1, args[1].a, args[2].i), (uInt)args[3].i)
                                 : args[0].u};
}
static union slot crc32_memory(struct thread *t, union slot *args)
{
    (void)t;
    const Bytef *p = (const Bytef *)(intptr_t)args[1].l + args[3].i;
    return (union slot){.u = args[4].i > 0 ? (u4)crc32(args[0].u, p, (uInt)args[4].i) : args[0].u};
}
static union slot adler32_update(struct thread *t, union slot *args)
{
    (void)t;
    u1 b = (u1)args[1].i;
    return (union slot){.u = (u4)adler32(args[0].u, &b, 1)};
}
static union slot adler32_bytes(struct thread *t, union slot *args)
{
    (void)t;
    bool any = args[1].a != NULL && args[3].i > 0;
    return (union slot){
        .u = any ? (u4)adler32(args[0].u, &ARRAY_AT(u1, args[1].a, args[2].i), (uInt)args[3].i) : args[0].u};
}
static union slot adler32_memory(struct thread *t, union slot *args)
{
    (void)t;
    const Bytef *p = (const Bytef *)(intptr_t)args[1].l + args[3].i;
    return (union slot){.u = args[4].i > 0 ? (u4)adler32(args[0].u, p, (uInt)args[4].i) : args[0].u};
}

/* ---- CRC-32C (Castagnoli), reflected ---- */

static u4 crc32c_table[256];

static void make_crc32c_table(void)
{
    for (u4 i = 0; i < 256; i++) {
        u4 r = i;
        for (int bit = 0; bit < 8; bit++)
            r = r >> 1 ^ (r & 1 ? 0x82f63b78u : 0);
        crc32c_table[i] = r;
    }
}

static u4 crc32c_by_table(u4 crc, const u1 *p, size_t n)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_crc32c_table);
    while (n-- > 0)
        crc = crc >> 8 ^ crc32c_table[(crc ^ *p++) & 0xff];
    return crc;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static u4 crc32c_by_instruction(u4 crc, const u1 *p, size_t n)
{
    u8 wide = crc;
    for (; n >= 8; n -= 8, p += 8) {
        u8 word;
        memcpy(&word, p, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (u4)wide;
    while (n-- > 0)
        crc = __builtin_ia32_crc32qi(crc, *p++);
    return crc;
}
#endif

static u4 crc32c(u4 crc, const u1 *p, size_t n)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("sse4.2"))
        return crc32c_by_instruction(crc, p, n);
#endif
    return crc32c_by_table(crc, p, n);
}

/* updateBytes(int crc, byte[] b, int off, int end) */
INTRINSIC(crc32c_bytes)
{
    int32_t from = args[2].i, to = args[3].i;
    EXPECT(from >= 0 && from <= to && args[1].a != NULL && to <= array_length(args[1].a));
    RETURN_I((int32_t)crc32c(args[0].u, &ARRAY_AT(u1, args[1].a, from), (size_t)(to - from)));
}
/* updateDirectByteBuffer(int crc, long address, int off, int end) */
INTRINSIC(crc32c_memory)
{
    int32_t from = args[3].i, to = args[4].i;
    EXPECT(from <= to);
    RETURN_I(
        (int32_t)crc32c(args[0].u, (const u1 *)(intptr_t)args[1].l + from, (size_t)((int64_t)to - from)));
}

#define FAST(klass, name, fn)                                                                                \
    {                                                                                                        \
        "java/util/zip/" klass, name, NULL, NATIVE_FAST, (void *)(fn)                                        \
    }

const struct native_entry natives_checksum[] = {
    FAST("CRC32", "update", crc32_update),
    FAST("CRC32", "updateBytes0", crc32_bytes),
    FAST("CRC32", "updateByteBuffer0", crc32_memory),
    FAST("Adler32", "update", adler32_update),
    FAST("Adler32", "updateBytes", adler32_bytes),
    FAST("Adler32", "updateByteBuffer", adler32_memory),
    {"java/util/zip/CRC32C", "updateBytes", "(I[BII)I", NATIVE_INTRINSIC, (void *)crc32c_bytes},
    {"java/util/zip/CRC32C", "updateDirectByteBuffer", "(IJII)I", NATIVE_INTRINSIC, (void *)crc32c_memory},
    {NULL, NULL, NULL, 0, NULL},
};
