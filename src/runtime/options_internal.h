/*
 * options_internal.h - shared by the files that parse options. A family of options (options_parse_*) answers
 * OPTION_UNKNOWN to what is not of it; whoever answers OPTION_BAD has put a line into *err.
 */
#ifndef SAMOVAR_RUNTIME_OPTIONS_INTERNAL_H
#define SAMOVAR_RUNTIME_OPTIONS_INTERNAL_H

#include <string.h>
#include "runtime/options.h"

#define MIN_HEAP           ((size_t)2 << 20)
#define DEFAULT_STACK_SIZE ((size_t)1 << 20)
#define MIN_STACK_SIZE     ((size_t)144 << 10)

/* What follows the prefix; NULL: arg does not start with it. */
static inline const char *after(const char *arg, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(arg, prefix, n) == 0 ? arg + n : NULL;
}

/* ---- families (options_xx.c, options_tier.c, options_profile.c) ---- */

/* name: without -XX:. UNKNOWN with a line in *err. */
enum option_result options_parse_xx(struct vm_options *o, const char *name, struct buf *err);
enum option_result options_parse_tier(struct vm_options *o, const char *arg, struct buf *err);
enum option_result options_parse_profile(struct vm_options *o, const char *arg, struct buf *err);

/* ---- what several families set (options_tier.c); arg: the option as *err is to name it ---- */

void options_set_tiers(struct vm_options *o, bool interpret_only, bool compile_first);
enum option_result options_set_code_cache(struct vm_options *o, const char *value, const char *arg,
                                          struct buf *err);
enum option_result options_set_compile_threads(struct vm_options *o, const char *value, const char *arg,
                                               struct buf *err);

/* ---- values (options_value.c) ---- */

/* A decimal number between min and max; false otherwise. */
bool option_number(const char *s, unsigned min, unsigned max, unsigned *out);
/* "64m" -> bytes, also 0; false: no size, or too large for a size_t. */
bool option_size(const char *s, size_t *out);
/* A size above 0, raised to min. what: for *err. */
enum option_result option_set_size(size_t *out, const char *value, size_t min, const char *what,
                                   const char *arg, struct buf *err);
/* *at: owned, NULL when not set; text is copied, NULL: not set. */
void option_set_text(char **at, const char *text);

#endif
