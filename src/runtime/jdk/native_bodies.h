/*
 * native_bodies.h - what some native methods do, without the convention: compiled code calls these directly.
 * They are the same functions that T0 uses, so that a result never depends on which tier computed it.
 *
 * What throws leaves the exception in the thread.
 */
#ifndef SAMOVAR_RUNTIME_NATIVE_BODIES_H
#define SAMOVAR_RUNTIME_NATIVE_BODIES_H

#include "runtime/object/object.h"

/* System.arraycopy (arraycopy.c). */
void array_copy(struct thread *t, struct object *src, int32_t src_pos, struct object *dst, int32_t dst_pos,
                int32_t length);

/* Object.clone (object_natives.c). NULL: exception. */
struct object *object_clone_checked(struct thread *t, struct object *o);

/* StringLatin1.equals, compareTo and hashCode (intrinsics_string.c): of byte arrays that are not NULL. 0 or
 * 1; the difference; the hash. */
int32_t string_latin1_equals(const struct object *a, const struct object *b);
int32_t string_latin1_compare(const struct object *a, const struct object *b);
int32_t string_latin1_hash(const struct object *a);

/* java.lang.Math (intrinsics_math.c). */
double jmath_sin(double x);
double jmath_cos(double x);
double jmath_tan(double x);
double jmath_exp(double x);
double jmath_log(double x);
double jmath_pow(double x, double y);
double jmath_fma(double x, double y, double z);
float jmath_fmaf(float x, float y, float z);
double jmath_floor(double x);
double jmath_ceil(double x);
double jmath_rint(double x);
double jmath_log10(struct thread *t, double x); /* StrictMath's, in libjava */

#endif
