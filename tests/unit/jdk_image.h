/* jdk_image.h - for tests that read the JDK's own classes. */
#ifndef SAMOVAR_TESTS_JDK_IMAGE_H
#define SAMOVAR_TESTS_JDK_IMAGE_H

#include <stdbool.h>

/* SAMOVAR_JDK, JAVA_HOME, or where Debian keeps it. */
const char *jdk_home(void);

/*
 * Makes libjimage.so loadable: it wants a libjvm.so, which the VM brings along in real life. Here HotSpot's
 * is loaded (and never called). False when there is no JDK.
 */
bool jdk_image_prepare(void);

/* Calls visit for each class of the image with a path such as "java/lang/Object.class", without module-info.
 */
void jdk_image_each_class(void (*visit)(void *cx, const char *path), void *cx);

#endif
