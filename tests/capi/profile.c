/* profile.c - profiles that the host starts, reads while they run, stops and ends; what it may get wrong. */
#include "check.h"

static const char program[] = "class Busy {\n"
                              "    static Object sink;\n"
                              "    static double burn(int n) {\n"
                              "        double x = 1;\n"
                              "        for (int i = 0; i < n; i++)\n"
                              "            x = Math.sqrt(x + i) / 1.1;\n"
                              "        return x;\n"
                              "    }\n"
                              "    static int fill(int n) {\n"
                              "        for (int i = 0; i < n; i++)\n"
                              "            sink = new byte[1000];\n"
                              "        return n;\n"
                              "    }\n"
                              "}\n";

struct report {
    char *bytes;
    size_t count;
};

static void keep(void *user, const void *bytes, size_t count)
{
    struct report *r = user;
    free(r->bytes);
    r->bytes = malloc(count + 1);
    memcpy(r->bytes, bytes, count);
    r->bytes[count] = 0;
    r->count = count;
}

static bool has(const struct report *r, const char *text)
{
    return r->bytes != NULL && strstr(r->bytes, text) != NULL;
}

static void burn(samovar_thread *t, samovar_ref busy, double seconds)
{
    samovar_value r;
    for (double end = now() + seconds; now() < end;)
        OK(samovar_invoke_static(t, busy, "burn", "(I)D", &r, 100000));
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_source source = {"Busy.java", program};
    samovar_loader *loader;
    samovar_ref busy;
    samovar_profile *p = NULL, *second = NULL;
    samovar_value r;
    struct report report_ = {NULL, 0};
    OK(samovar_loader_new(t, NULL, NULL, &loader));
    OK(samovar_compile(t, loader, &source, 1, NULL));
    OK(samovar_find_class(t, loader, "Busy", &busy));

    samovar_profile_options options = {sizeof options, SAMOVAR_PROFILE_CPU, 1000, 0};
    OK(samovar_profile_start(vm, &options, &p));
    CHECK_STATUS(SAMOVAR_STATE, samovar_profile_start(vm, NULL, &second));
    CHECK(strstr(samovar_error_message(NULL), "running already") != NULL && second == NULL);
    for (int i = 0; i < 20 && !has(&report_, "Busy.burn"); i++) { /* while it runs */
        burn(t, busy, 0.2);
        OK(samovar_profile_read(p, SAMOVAR_PROFILE_COLLAPSED, keep, &report_));
    }
    CHECK(has(&report_, "Busy.burn"));
    OK(samovar_profile_stop(p));
    OK(samovar_profile_stop(p));
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_TEXT, keep, &report_));
    CHECK(has(&report_, "samovar profile: ") && has(&report_, " Busy.burn\n"));
    size_t before = report_.count;
    burn(t, busy, 0.1);
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_TEXT, keep, &report_));
    CHECK(report_.count == before);
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_HTML, keep, &report_));
    CHECK(has(&report_, "<!DOCTYPE html>") && has(&report_, "\"Busy.burn\""));
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_SPEEDSCOPE, keep, &report_));
    CHECK(has(&report_, "speedscope.app/file-format-schema.json"));
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_PPROF, keep, &report_));
    CHECK(report_.count > 20 && memcmp(report_.bytes, "\x1f\x8b", 2) == 0);
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_read(p, (samovar_profile_format)77, keep, &report_));
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_read(p, SAMOVAR_PROFILE_TEXT, NULL, NULL));
    samovar_profile_free(p);

    /* Another one, of allocations: 20 MB of byte[1000]. */
    options = (samovar_profile_options){sizeof options, SAMOVAR_PROFILE_ALLOC, 0, 16 << 10};
    OK(samovar_profile_start(vm, &options, &p));
    OK(samovar_invoke_static(t, busy, "fill", "(I)I", &r, 20000));
    OK(samovar_profile_stop(p));
    OK(samovar_profile_read(p, SAMOVAR_PROFILE_COLLAPSED, keep, &report_));
    const char *line = report_.bytes != NULL ? strstr(report_.bytes, "Busy.fill;byte[] ") : NULL;
    double bytes = line != NULL ? atof(line + strlen("Busy.fill;byte[] ")) : 0;
    CHECK(bytes > 15e6 && bytes < 26e6);
    if (bytes <= 15e6 || bytes >= 26e6)
        printf("    %.0f bytes\n", bytes);
    samovar_profile_free(p);

    options.size = 3;
    CHECK_STATUS(SAMOVAR_ABI_MISMATCH, samovar_profile_start(vm, &options, &p));
    options = (samovar_profile_options){sizeof options, (samovar_profile_mode)9, 0, 0};
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_start(vm, &options, &p));
    options = (samovar_profile_options){sizeof options, SAMOVAR_PROFILE_WALL, 4000000000u, 0};
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_start(vm, &options, &p));
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_start(NULL, NULL, &p));
    CHECK_STATUS(SAMOVAR_INVALID, samovar_profile_stop(NULL));
    samovar_profile_free(NULL);

    /* Started and ended many times; the last one is still running when the VM ends. */
    for (int i = 0; i < 20; i++) {
        OK(samovar_profile_start(vm, NULL, &p));
        samovar_profile_free(p);
    }
    static samovar_profile *running; /* and is not lost */
    OK(samovar_profile_start(vm, NULL, &running));
    free(report_.bytes);
    samovar_loader_free(t, loader);
    OK(samovar_destroy(t));
    return report();
}
