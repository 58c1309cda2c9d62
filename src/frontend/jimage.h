/*
 * jimage.h - the JDK's module image (lib/modules), read where it is mapped.
 *
 * Of version 1.0 of the format, in the machine's byte order. The file is not believed: every offset is
 * checked when it is followed. Nothing is allocated, and all functions only read: any thread may call them.
 */
#ifndef SAMOVAR_FRONTEND_JIMAGE_H
#define SAMOVAR_FRONTEND_JIMAGE_H

#include "base/base.h"

struct jimage {
    const u1 *bytes; /* the caller's */
    size_t len;
    u4 slots;            /* of both tables */
    const u1 *redirects; /* i4 each: another seed for the hash, or -1 - the slot; 0: none has this hash */
    const u1 *offsets;   /* u4 each: in locations */
    const u1 *locations, *strings, *resources;
    size_t locations_size, strings_size, resources_size;
};

struct jimage_resource {
    const u1 *data;  /* in the image */
    u8 len;          /* not compressed */
    bool compressed; /* then data and len are unset */
};

/* false: it is not such an image. */
bool jimage_open(struct jimage *image, const u1 *bytes, size_t len);
/* /MODULE/PATH, such as java.base and java/lang/Object.class. false: the image has none. */
bool jimage_find(const struct jimage *image, const char *module, const char *path, struct jimage_resource *r);
/* The module that has classes in the package ("java/lang"); NULL: none. The string is the image's. */
const char *jimage_package_module(const struct jimage *image, const char *package);

#endif
