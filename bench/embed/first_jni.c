/* first_jni.c LIBJVM CLASSES [OPTION] - a process that creates a VM through JNI, calls First.add once, and
 * ends. */
#include <dlfcn.h>
#include <jni.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    typedef jint(JNICALL * create_fn)(JavaVM **, void **, void *);
    char class_path[4096];
    JavaVM *vm;
    JNIEnv *env;
    JavaVMOption options[] = {{class_path, NULL}, {argc > 3 ? argv[3] : NULL, NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, argc > 3 ? 2 : 1, options, JNI_FALSE};
    void *lib = argc > 2 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : NULL;
    create_fn create = lib != NULL ? (create_fn)dlsym(lib, "JNI_CreateJavaVM") : NULL;
    if (create == NULL)
        return 2;
    snprintf(class_path, sizeof class_path, "-Djava.class.path=%s", argv[2]);
    if (create(&vm, (void **)&env, &args) != JNI_OK)
        return 3;
    jclass first = (*env)->FindClass(env, "First");
    jmethodID add = first != NULL ? (*env)->GetStaticMethodID(env, first, "add", "(II)I") : NULL;
    int sum = add != NULL ? (*env)->CallStaticIntMethod(env, first, add, 40, 2) : 0;
    printf("%d\n", sum);
    fflush(stdout);
    _exit(sum != 42); /* how a VM ends is not what this is about */
}
