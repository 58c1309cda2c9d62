#include "jdk_image.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *jdk_home(void)
{
    const char *home = getenv("SAMOVAR_JDK");
    if (!home)
        home = getenv("JAVA_HOME");
    return home ? home : "/usr/lib/jvm/java-17-openjdk-amd64";
}

static void *load(const char *library)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/lib/%s", jdk_home(), library);
    return dlopen(path, RTLD_LAZY | RTLD_LOCAL);
}

bool jdk_image_prepare(void)
{
    return load("server/libjvm.so") != NULL;
}

struct walk {
    void (*visit)(void *cx, const char *path);
    void *cx;
};

static bool visit_resource(void *image, const char *module, const char *version, const char *package,
                           const char *name, const char *extension, void *arg)
{
    (void)image, (void)module, (void)version;
    struct walk *w = arg;
    char path[4096];
    if (strcmp(extension, "class") == 0 && *package) {
        snprintf(path, sizeof path, "%s/%s.class", package, name);
        w->visit(w->cx, path);
    }
    return true;
}

void jdk_image_each_class(void (*visit)(void *cx, const char *path), void *cx)
{
    void *library = load("libjimage.so");
    void *(*open_image)(const char *, int32_t *);
    void (*each)(
        void *,
        bool (*)(void *, const char *, const char *, const char *, const char *, const char *, void *),
        void *);
    void (*close_image)(void *);
    *(void **)&open_image = dlsym(library, "JIMAGE_Open");
    *(void **)&each = dlsym(library, "JIMAGE_ResourceIterator");
    *(void **)&close_image = dlsym(library, "JIMAGE_Close");
    char path[4096];
    int32_t error;
    snprintf(path, sizeof path, "%s/lib/modules", jdk_home());
    void *image = open_image(path, &error);
    each(image, visit_resource, &(struct walk){visit, cx});
    close_image(image);
}
