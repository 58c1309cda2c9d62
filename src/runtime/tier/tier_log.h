/* tier_log.h - what --tiering-log prints: a line for each decision, on standard error. */
#ifndef SAMOVAR_RUNTIME_TIER_LOG_H
#define SAMOVAR_RUNTIME_TIER_LOG_H

#include "runtime/tier/tier.h"

/* "[0.213s] ..."; nothing without --tiering-log. Any thread. */
void tier_log(struct vm *vm, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "Foo.bar(II)I", "Foo.bar(II)I, loop at 17" into b. */
const char *tier_log_method(struct buf *b, const struct method *m, int32_t osr_bci);
void tier_log_result(struct vm *vm, const struct tier_request *r, const struct tier_result *result);

#endif
