/*
 * report_pprof.c - the form of pprof: protocol buffers, compressed by gzip
 * (https://github.com/google/pprof/blob/main/proto/profile.proto). A function and a location for each frame;
 * samples carry the tier as a label.
 */
#include <string.h>
#include <time.h>
#include <zlib.h>
#include "frontend/classfile.h"
#include "runtime/profile/profile_internal.h"

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

/* The first strings; those of frames follow, two each: name and file. */
enum {
    STRING_EMPTY,
    STRING_COUNTED, /* samples, or objects */
    STRING_COUNT,
    STRING_WEIGHED, /* time, or bytes */
    STRING_UNIT,
    STRING_TIER,
    STRING_TIERS,
    STRING_FRAMES = STRING_TIERS + N_TIERS
};

static const char *string_at(const struct profile *p, unsigned i)
{
    static const char *const of_time[] = {"", "samples", "count", "cpu", "nanoseconds", "tier"};
    static const char *const of_memory[] = {"", "alloc_objects", "count", "alloc_space", "bytes", "tier"};
    if (i >= STRING_TIERS)
        return frame_tier_names[i - STRING_TIERS];
    if (i == STRING_WEIGHED && p->options.mode == PROFILE_WALL)
        return "wall";
    return p->options.mode == PROFILE_ALLOC ? of_memory[i] : of_time[i];
}

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
    const struct profile *profile;
    struct buf out, message, inner;
    VEC(uint32_t) stack; /* frames, outermost first */
    uint64_t period;     /* nanoseconds a sample; 1: weights are bytes */
};

static void put_value_type(struct writer *w, unsigned field, unsigned type, unsigned unit)
{
    put_number(&w->message, 1, type);
    put_number(&w->message, 2, unit);
    put_message(&w->out, field, &w->message);
}

static void put_sample(struct writer *w, uint64_t count, uint64_t weight, unsigned tier)
{
    if (weight == 0)
        return;
    for (size_t i = w->stack.len; i-- > 0;)
        put_varint(&w->inner, w->stack.at[i] + 1u);
    put_message(&w->message, 1, &w->inner);
    put_varint(&w->inner, count);
    put_varint(&w->inner, weight * w->period);
    put_message(&w->message, 2, &w->inner);
    if (tier != TIER_NONE) {
        put_number(&w->inner, 1, STRING_TIER);
        put_number(&w->inner, 2, STRING_TIERS + tier);
        put_message(&w->message, 3, &w->inner);
    }
    put_message(&w->out, PROFILE_SAMPLE, &w->message);
}

static void put_stacks(struct writer *w, const struct call_node *n)
{
    if (n->frame != NULL)
        vec_push(&w->stack, n->frame->number);
    for (unsigned tier = 0; tier < N_TIERS && w->stack.len > 0; tier++)
        put_sample(w, n->count == n->self ? n->by_tier[tier] : n->count, n->by_tier[tier], tier);
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        put_stacks(w, c);
    if (n->frame != NULL)
        w->stack.len--;
}

/* Where the method begins; 0: not known. */
static int first_line(const struct profile_frame *f)
{
    const struct method *m = f->method;
    int line = m != NULL && m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, 0) : 0;
    return line > 0 ? line : 0;
}

static void put_frames(struct writer *w)
{
    for (size_t i = 0; i < w->profile->tree.frames.len; i++) {
        int line = first_line(w->profile->tree.frames.at[i]);
        put_number(&w->message, 1, i + 1); /* Function: id, name, system_name, filename, start_line */
        put_number(&w->message, 2, STRING_FRAMES + 2 * i);
        put_number(&w->message, 3, STRING_FRAMES + 2 * i);
        put_number(&w->message, 4, STRING_FRAMES + 2 * i + 1);
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
    for (unsigned i = 0; i < STRING_FRAMES; i++)
        put_bytes(&w->out, PROFILE_STRING_TABLE, string_at(w->profile, i), strlen(string_at(w->profile, i)));
    for (size_t i = 0; i < w->profile->tree.frames.len; i++) {
        const struct profile_frame *f = w->profile->tree.frames.at[i];
        put_bytes(&w->out, PROFILE_STRING_TABLE, f->name, strlen(f->name));
        put_bytes(&w->out, PROFILE_STRING_TABLE, f->file != NULL ? f->file : "",
                  f->file != NULL ? strlen(f->file) : 0);
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

bool report_pprof(struct profile *p, struct buf *out)
{
    struct writer w = {.profile = p, .period = p->options.mode == PROFILE_ALLOC ? 1 : p->period};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t duration = (uint64_t)(profile_totals(p).seconds * 1e9);
    put_value_type(&w, PROFILE_SAMPLE_TYPE, STRING_COUNTED, STRING_COUNT);
    put_value_type(&w, PROFILE_SAMPLE_TYPE, STRING_WEIGHED, STRING_UNIT);
    put_stacks(&w, &p->tree.root);
    put_frames(&w);
    put_strings(&w);
    put_number(&w.out, PROFILE_TIME_NANOS,
               (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec - duration);
    put_number(&w.out, PROFILE_DURATION_NANOS, duration);
    put_value_type(&w, PROFILE_PERIOD_TYPE, STRING_WEIGHED, STRING_UNIT);
    put_number(&w.out, PROFILE_PERIOD,
               p->options.mode == PROFILE_ALLOC ? p->options.alloc_interval : p->period);
    bool ok = compress_into(out, &w.out);
    buf_free(&w.out);
    buf_free(&w.message);
    buf_free(&w.inner);
    vec_free(&w.stack);
    return ok;
}
