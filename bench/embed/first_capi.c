/* first_capi.c CLASSES - a process that creates a VM through samovar.h, calls First.add once, and ends. */
#include <samovar.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_vm *vm;
    samovar_thread *t = NULL;
    samovar_ref first;
    samovar_value sum;
    options.class_path = argc > 1 ? argv[1] : NULL;
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK ||
        samovar_find_class(t, NULL, "First", &first) != SAMOVAR_OK ||
        samovar_invoke_static(t, first, "add", "(II)I", &sum, 40, 2) != SAMOVAR_OK) {
        fprintf(stderr, "%s\n", samovar_error_message(t));
        return 1;
    }
    printf("%d\n", sum.as.i);
    fflush(stdout);
    _exit(sum.as.i != 42);
}
