/*
 * external_name.h - names as Java programmers write them, built from internal names and descriptors.
 *
 *     java/util/Map$Entry                  java.util.Map$Entry
 *     [[I                                  int[][]
 *     Foo, bar, (I[Ljava/lang/String;)V    void Foo.bar(int, java.lang.String[])
 *
 * Everything appends to the buffer. Malformed descriptors are printed as far as they make sense.
 */
#ifndef SAMOVAR_FRONTEND_EXTERNAL_NAME_H
#define SAMOVAR_FRONTEND_EXTERNAL_NAME_H

#include "base/base.h"

/* A class name (slashes become dots); array names such as "[I" are printed as they are, as Class.getName
 * does. */
void external_class_name(struct buf *b, const char *internal, size_t n);
/* One field descriptor (or V); returns the bytes consumed, 0 when malformed. */
size_t external_type(struct buf *b, const char *desc, size_t n);
/* The parameters of a method descriptor, separated by ", ", without parentheses. */
void external_params(struct buf *b, const struct symbol *method_desc);
/* Return type, class, name and parameters. */
void external_method(struct buf *b, const struct symbol *klass, const struct symbol *name,
                     const struct symbol *desc);

#endif
