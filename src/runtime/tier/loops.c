/* loops.c - backward branches of a method (see loops.h). */
#include "runtime/tier/loops.h"

#include "frontend/bytecode.h"

struct search {
    int32_t bci;          /* looked for; -1: any */
    int32_t header, span; /* best so far */
};

/* A branch at `from` to `to`. The code between them is taken for the loop's. */
static void branch(struct search *s, int64_t from, int64_t to)
{
    if (to > from || to < 0)
        return;
    int32_t span = (int32_t)(from - to);
    bool around = s->bci < 0 || (s->bci >= to && s->bci <= from);
    if (around && (s->header < 0 || span < s->span)) {
        s->header = (int32_t)to;
        s->span = span;
    }
}

static void branches_of_switch(struct search *s, const u1 *bytes, int64_t bci)
{
    const u1 *p = bytes + ((bci + 4) & ~(int64_t)3);
    branch(s, bci, bci + read_s4(p));
    if (bytes[bci] == BC_tableswitch) {
        int64_t n = (int64_t)read_s4(p + 8) - read_s4(p + 4) + 1;
        for (int64_t i = 0; i < n; i++)
            branch(s, bci, bci + read_s4(p + 12 + 4 * i));
    } else {
        int64_t n = read_s4(p + 4);
        for (int64_t i = 0; i < n; i++)
            branch(s, bci, bci + read_s4(p + 12 + 8 * i));
    }
}

int32_t loop_around(const struct method *m, int32_t bci)
{
    struct search s = {.bci = bci, .header = -1};
    const struct cf_code *code = m->cf->code;
    for (u4 at = 0, length; at < code->length; at += length) {
        length = bytecode_length(code->bytes, code->length, at);
        if (length == 0)
            break;
        const u1 *p = code->bytes + at;
        switch (bytecode_format(*p)) {
        case BC_FMT_BRANCH2:
            if (*p != BC_jsr)
                branch(&s, at, (int64_t)at + (int16_t)read_u2(p + 1));
            break;
        case BC_FMT_BRANCH4:
            if (*p != BC_jsr_w)
                branch(&s, at, (int64_t)at + read_s4(p + 1));
            break;
        case BC_FMT_SWITCH: branches_of_switch(&s, code->bytes, at); break;
        default: break;
        }
    }
    return s.header;
}
