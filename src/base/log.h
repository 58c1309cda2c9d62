/*
 * log.h - messages for the person at the terminal.
 *
 * log_error prints "samovar: ..." on one line; die() does the same and ends the process with exit code 1.
 * The sink can be replaced once, before threads start (the embedding API's logging hook).
 */
#ifndef SAMOVAR_BASE_LOG_H
#define SAMOVAR_BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO };

typedef void (*log_sink_fn)(void *user, enum log_level level, const char *line);

void log_set_sink(log_sink_fn fn, void *user);
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
