/* options_jdk.c - finding the JDK whose class library the VM runs. */
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "runtime/options_internal.h"

static bool is_jdk(const char *dir)
{
    struct buf b = {0};
    buf_printf(&b, "%s/lib/modules", dir);
    bool ok = access(buf_str(&b), R_OK) == 0;
    buf_clear(&b);
    buf_printf(&b, "%s/lib/libjimage.so", dir);
    ok = ok && access(buf_str(&b), R_OK) == 0;
    buf_free(&b);
    return ok;
}

/* The release is in DIR/release as JAVA_VERSION="17.0.x"; Debian's headless JRE may lack the file: then trust
 * it. */
static bool is_release_17(const char *dir, struct buf *found)
{
    struct buf b = {0};
    buf_printf(&b, "%s/release", dir);
    FILE *f = fopen(buf_str(&b), "r");
    buf_free(&b);
    if (f == NULL)
        return true;
    char line[512];
    bool ok = true;
    while (fgets(line, sizeof line, f) != NULL) {
        const char *v = after(line, "JAVA_VERSION=\"");
        if (v != NULL) {
            buf_append(found, v, strcspn(v, "\"\n"));
            ok = strncmp(v, "17", 2) == 0 && (v[2] == '.' || v[2] == '"');
            break;
        }
    }
    fclose(f);
    return ok;
}

/* lib/server/libjvm.so, lib/<dir>/libjvm.so: when the JDK's own launcher loaded us, libjli or the executable
 * tells. */
static bool jdk_of_process(struct buf *out)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return false;
    path[n] = 0;
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            return false;
        *slash = 0;
    }
    if (!is_jdk(path))
        return false;
    buf_puts(out, path);
    return true;
}

static bool system_jdk(struct buf *out)
{
    static const char *const patterns[] = {"/usr/lib/jvm/java-17-openjdk-*",
                                           "/usr/lib/jvm/java-1.17.0-openjdk-*", "/usr/lib/jvm/*17*"};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(patterns) && !found; i++) {
        glob_t g;
        if (glob(patterns[i], 0, NULL, &g) != 0)
            continue;
        for (size_t k = 0; k < g.gl_pathc && !found; k++)
            if (is_jdk(g.gl_pathv[k])) {
                buf_puts(out, g.gl_pathv[k]);
                found = true;
            }
        globfree(&g);
    }
    return found;
}

bool options_find_jdk(struct vm_options *o, struct buf *err)
{
    struct buf dir = {0}, version = {0};
    const char *how = NULL, *v;
    bool ok = false;
    if (o->jdk_home != NULL)
        how = "--jdk", buf_puts(&dir, o->jdk_home);
    else if ((v = getenv("SAMOVAR_JDK")) != NULL && *v)
        how = "SAMOVAR_JDK", buf_puts(&dir, v);
    if (how != NULL) {
        ok = is_jdk(buf_str(&dir));
        if (!ok)
            buf_printf(err, "no JDK in %s (from %s): lib/modules is missing; install openjdk-17-jre-headless",
                       buf_str(&dir), how);
    } else if (jdk_of_process(&dir)) {
        ok = true;
    } else if ((v = getenv("JAVA_HOME")) != NULL && is_jdk(v) && is_release_17(v, &version)) {
        how = "JAVA_HOME", buf_puts(&dir, v);
        ok = true;
    } else {
        ok = system_jdk(&dir);
        if (!ok)
            buf_puts(err, "no OpenJDK 17 class library found: install openjdk-17-jre-headless, or name one "
                          "with --jdk DIR");
        if (!ok && version.len > 0)
            buf_printf(err, " (JAVA_HOME is release %s)", buf_str(&version));
    }
    buf_clear(&version);
    if (ok && !is_release_17(buf_str(&dir), &version)) {
        buf_printf(err,
                   "the JDK in %s is release %s, not 17: install openjdk-17-jre-headless, or name one with "
                   "--jdk DIR",
                   buf_str(&dir), buf_str(&version));
        ok = false;
    }
    if (ok) {
        char real[PATH_MAX];
        option_set_text(&o->jdk_home, realpath(buf_str(&dir), real) != NULL ? real : buf_str(&dir));
    }
    buf_free(&dir);
    buf_free(&version);
    return ok;
}
