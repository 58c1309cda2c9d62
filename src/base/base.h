/*
 * base.h - front door of src/base: arena, vectors, byte buffers, hash maps, symbols, log.
 *
 * Nothing in this folder knows about Java, the VM or the compiler. Everything here is reentrant: there is no
 * global state, except the log sink (log.h), which is set once at start-up.
 */
#ifndef SAMOVAR_BASE_H
#define SAMOVAR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u1;
typedef uint16_t u2;
typedef uint32_t u4;
typedef uint64_t u8;

#define ARRAY_LEN(a)      (sizeof(a) / sizeof((a)[0]))
#define LIKELY(x)         __builtin_expect(!!(x), 1)
#define UNLIKELY(x)       __builtin_expect(!!(x), 0)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* What libsamovar.so exports: JNI_*, JVM_*, jio_*, samovar_*. The rest is built with hidden visibility. */
#define SAMOVAR_EXPORT __attribute__((visibility("default")))

#include "base/arena.h"
#include "base/bitset.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/map.h"
#include "base/symbol.h"
#include "base/vec.h"

#endif
