/* futex.h - the kernel's wait-on-a-word (futex(2)), private to the process; deadlines are on CLOCK_MONOTONIC.
 */
#ifndef SAMOVAR_RUNTIME_FUTEX_H
#define SAMOVAR_RUNTIME_FUTEX_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Returns when woken, at the deadline (NULL: none), at once if *word != expected, or for no reason. */
static inline void futex_wait(_Atomic uint32_t *word, uint32_t expected, const struct timespec *deadline)
{
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, deadline, NULL,
            FUTEX_BITSET_MATCH_ANY);
}
/* The same with a deadline on CLOCK_REALTIME. */
static inline void futex_wait_realtime(_Atomic uint32_t *word, uint32_t expected,
                                       const struct timespec *deadline)
{
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME, expected,
            deadline, NULL, FUTEX_BITSET_MATCH_ANY);
}
static inline void futex_wake(_Atomic uint32_t *word, int n)
{
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, n, NULL, NULL, 0);
}

#endif
