/*
 * report_pprof.c - the form of pprof: protocol buffers, compressed by gzip
 * (https://github.com/google/pprof/blob/main/proto/profile.proto). A function and a location for each method;
 * samples carry the tier as a label.
 */
#include <string.h>
#include <time.h>
#include <zlib.h>
#include "runtime/profile/report_frames.h"

/* Field numbers of profile.proto. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING_TABLE = 6,
    PROFILE_TIME_NANOS = 9,
    PROFILE_DURATION_NANOS = 10,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
};
enum { WIRE_VARINT, WIRE_BYTES = 2 };

/* The first strings; those of methods follow, two each: name and file. */
enum {
    STRING_EMPTY,
    STRING_SAMPLES,
    STRING_COUNT,
    STRING_TIME,
    STRING_NANOSECONDS,
    STRING_TIER,
    STRING_T0,
    STRING_T2,
    STRING_METHODS
};
static const char *const strings[STRING_METHODS] = {
    "", "samples", "count", "time", "nanoseconds", "tier", "interpreted or native", "compiled"};

static void put_varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_putc(b, (char)(v | 0x80));
    buf_putc(b, (char)v);
}

static void put_number(struct buf *b, unsigned field, uint64_t v)
{
    put_varint(b, field << 3 | WIRE_VARINT);
    put_varint(b, v);
}

static void put_bytes(struct buf *b, unsigned field, const char *bytes, size_t n)
{
    put_varint(b, field << 3 | WIRE_BYTES);
    put_varint(b, n);
    buf_append(b, bytes, n);
}

static void put_message(struct buf *b, unsigned field, struct buf *message)
{
    put_bytes(b, field, buf_str(message), message->len);
    message->len = 0;
}

struct writer {
    struct frame_table frames;
    struct buf out, message, inner;
    VEC(uint32_t) stack; /* outermost first */
    uint64_t period;     /* nanoseconds a sample */
};

static void put_value_type(struct writer *w, unsigned field, unsigned type, unsigned unit)
{
    put_number(&w->message, 1, type);
    put_number(&w->message, 2, unit);
    put_message(&w->out, field, &w->message);
}

static void put_sample(struct writer *w, uint64_t count, unsigned tier)
{
    if (count == 0)
        return;
    for (size_t i = w->stack.len; i-- > 0;)
        put_varint(&w->inner, w->stack.at[i] + 1u);
    put_message(&w->message, 1, &w->inner);
    put_varint(&w->inner, count);
    put_varint(&w->inner, count * w->period);
    put_message(&w->message, 2, &w->inner);
    put_number(&w->inner, 1, STRING_TIER);
    put_number(&w->inner, 2, tier);
    put_message(&w->message, 3, &w->inner);
    put_message(&w->out, PROFILE_SAMPLE, &w->message);
}

static void put_stacks(struct writer *w, const struct call_node *n)
{
    if (n->method != NULL)
        vec_push(&w->stack, frame_number(&w->frames, n->method));
    if (w->stack.len > 0) {
        put_sample(w, n->self - n->compiled, STRING_T0);
        put_sample(w, n->compiled, STRING_T2);
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        put_stacks(w, c);
    if (n->method != NULL)
        w->stack.len--;
}

static void put_methods(struct writer *w)
{
    for (size_t i = 0; i < w->frames.methods.len; i++) {
        int line = frame_line(w->frames.methods.at[i]);
        put_number(&w->message, 1, i + 1); /* Function: id, name, system_name, filename, start_line */
        put_number(&w->message, 2, STRING_METHODS + 2 * i);
        put_number(&w->message, 3, STRING_METHODS + 2 * i);
        put_number(&w->message, 4, STRING_METHODS + 2 * i + 1);
        put_number(&w->message, 5, (uint64_t)line);
        put_message(&w->out, PROFILE_FUNCTION, &w->message);
        put_number(&w->message, 1, i + 1); /* Location: id, line; Line: function_id, line */
        put_number(&w->inner, 1, i + 1);
        put_number(&w->inner, 2, (uint64_t)line);
        put_message(&w->message, 4, &w->inner);
        put_message(&w->out, PROFILE_LOCATION, &w->message);
    }
}

static void put_strings(struct writer *w)
{
    for (unsigned i = 0; i < STRING_METHODS; i++)
        put_bytes(&w->out, PROFILE_STRING_TABLE, strings[i], strlen(strings[i]));
    for (size_t i = 0; i < w->frames.methods.len; i++) {
        const char *file = frame_file(w->frames.methods.at[i]);
        frame_name(w->frames.methods.at[i], &w->message);
        put_message(&w->out, PROFILE_STRING_TABLE, &w->message);
        put_bytes(&w->out, PROFILE_STRING_TABLE, file != NULL ? file : "", file != NULL ? strlen(file) : 0);
    }
}

static bool compress_into(struct buf *out, const struct buf *in)
{
    enum { GZIP = 15 + 16 };
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong room = deflateBound(&z, in->len);
    char *bytes = xmalloc(room);
    z.next_in = (Bytef *)in->at;
    z.avail_in = (uInt)in->len;
    z.next_out = (Bytef *)bytes;
    z.avail_out = (uInt)room;
    bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
    if (ok)
        buf_append(out, bytes, z.total_out);
    deflateEnd(&z);
    free(bytes);
    return ok;
}

bool profile_pprof(struct sampler *s, struct buf *out)
{
    struct sampler_totals totals = sampler_totals(s);
    struct writer w = {.period = 1000000000u / totals.hz};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t duration = (uint64_t)(totals.seconds * 1e9);
    frame_table_init(&w.frames, sampler_tree(s));
    put_value_type(&w, PROFILE_SAMPLE_TYPE, STRING_SAMPLES, STRING_COUNT);
    put_value_type(&w, PROFILE_SAMPLE_TYPE, STRING_TIME, STRING_NANOSECONDS);
    put_stacks(&w, sampler_tree(s));
    put_methods(&w);
    put_strings(&w);
    put_number(&w.out, PROFILE_TIME_NANOS,
               (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec - duration);
    put_number(&w.out, PROFILE_DURATION_NANOS, duration);
    put_value_type(&w, PROFILE_PERIOD_TYPE, STRING_TIME, STRING_NANOSECONDS);
    put_number(&w.out, PROFILE_PERIOD, w.period);
    bool ok = compress_into(out, &w.out);
    buf_free(&w.out);
    buf_free(&w.message);
    buf_free(&w.inner);
    vec_free(&w.stack);
    frame_table_free(&w.frames);
    return ok;
}
