/* jnitest.h - what the native halves of the tests share. */
#ifndef JNITEST_H
#define JNITEST_H

#include <jni.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints a line through Java, so that native and Java output keep their order. Any pending exception is
 * printed first, by its toString(), and cleared. */
void say(JNIEnv *env, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "name: " and the pending exception's toString(), which is cleared; "nothing thrown" when there is none. */
void say_thrown(JNIEnv *env, const char *name);

extern JavaVM *java_vm;
extern char on_load_report[256];

#endif
