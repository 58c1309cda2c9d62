/* sites_report.c - --sites: what calls and accesses of regions met (see site_profile.h,
 * region/region_site.h). */
#include <string.h>
#include "runtime/profile/report_json.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/site_profile.h"
#include "runtime/vm.h"

static const char *const state_names[] = {"naive", "committed", "variable", "watched"};

struct report {
    struct buf out;
    bool checks;                             /* are listed now, not calls */
    unsigned rows;                           /* of the list that is written */
    unsigned counts[ARRAY_LEN(state_names)]; /* by state; those of regions are none of the last kind */
};

/* {"method": M, "bci": N, "state": S, "changes": N; what is special to a list follows. */
static void begin_row(struct report *r, const struct method *m, uint32_t bci, const char *state,
                      uint32_t changes)
{
    struct buf name = {0};
    class_print_method(m, &name);
    buf_puts(&r->out, r->rows++ > 0 ? ",\n  {\"method\": " : "\n  {\"method\": ");
    json_string(&r->out, buf_str(&name));
    buf_printf(&r->out, ", \"bci\": %u, \"state\": \"%s\", \"changes\": %u", (unsigned)bci, state,
               (unsigned)changes);
    buf_free(&name);
}

static void call_row(const struct site_row *row, void *user)
{
    struct report *r = user;
    if ((row->total == 0 && row->state == CALL_WATCHED) || (row->kind != SITE_CALL) != r->checks)
        return;
    r->counts[row->state]++;
    begin_row(r, row->method, row->bci, state_names[row->state], row->changes);
    if (r->checks)
        buf_printf(&r->out, ", \"kind\": \"%s\"", site_kind_names[row->kind]);
    buf_printf(&r->out, ", \"seen\": %u, \"classes\": {", (unsigned)row->total);
    for (unsigned i = 0; i < row->n; i++) {
        struct buf name = {0};
        class_external_name(row->class[i], &name);
        buf_puts(&r->out, i > 0 ? ", " : "");
        json_string(&r->out, buf_str(&name));
        buf_printf(&r->out, ": %u", (unsigned)row->seen[i]);
        buf_free(&name);
    }
    buf_printf(&r->out, "}, \"others\": %u}", (unsigned)row->others);
}

static void region_row(const struct region_site_row *row, void *user)
{
    struct report *r = user;
    for (unsigned i = 0; i < ARRAY_LEN(state_names); i++)
        r->counts[i] += strcmp(row->state, state_names[i]) == 0;
    begin_row(r, row->method, row->bci, row->state, row->changes);
    if (row->has_region)
        buf_printf(&r->out, ", \"region\": {\"kind\": \"%s\", \"first\": %llu, \"last\": %llu}",
                   region_kind(&row->region), (unsigned long long)row->region.base,
                   (unsigned long long)row->region.last);
    buf_putc(&r->out, '}');
}

static void write_counts(struct report *r, const char *end)
{
    buf_puts(&r->out, "\n ], \"counts\": {");
    for (unsigned i = 0; i < ARRAY_LEN(state_names); i++) {
        buf_printf(&r->out, "%s\"%s\": %u", i > 0 ? ", " : "", state_names[i], r->counts[i]);
        r->counts[i] = 0;
    }
    buf_puts(&r->out, end);
    r->rows = 0;
}

static void write_json(struct vm *vm, struct buf *out)
{
    struct report r = {0};
    buf_puts(&r.out, "{\"calls\": {\"sites\": [");
    sites_each(vm, call_row, &r);
    write_counts(&r, "}},\n \"checks\": {\"sites\": [");
    r.checks = true;
    sites_each(vm, call_row, &r);
    write_counts(&r, "}},\n \"accesses\": {\"sites\": [");
    region_sites_each(vm, region_row, &r);
    write_counts(&r, "}}\n}\n");
    *out = r.out;
}

void sites_report(struct vm *vm)
{
    struct buf b = {0};
    if (!vm->options.sites)
        return;
    if (vm->options.sites_json) {
        write_json(vm, &b);
    } else {
        sites_print(vm, NULL, &b);
        region_sites_print(vm, &b);
    }
    fputs(buf_str(&b), stderr);
    buf_free(&b);
}
