/* options.c - options that are not known, versions that are not. */
#include "invocation.h"

static void try(const char *what, jint version, const char *option, jboolean ignore)
{
    JavaVM *vm;
    JNIEnv *env;
    JavaVMOption o = {(char *)option, NULL};
    JavaVMInitArgs args = {version, 1, &o, ignore};
    printf("%s: %d\n", what, JNI_CreateJavaVM(&vm, (void **)&env, &args));
}

int main(void)
{
    try("version 1.1", JNI_VERSION_1_1, "-Da=b", JNI_FALSE);
    try("no version", 0x00990000, "-Da=b", JNI_FALSE);
    try("unknown option", JNI_VERSION_1_8, "-nonsense", JNI_FALSE);
    try("unknown X option", JNI_VERSION_1_8, "-Xnonsense", JNI_FALSE);
    return 0;
}
