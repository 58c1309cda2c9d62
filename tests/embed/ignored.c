/* ignored.c - ignoreUnrecognized; the VM lives on a thread that is not the first, in a host that has many. */
#include <pthread.h>
#include "invocation.h"

static JavaVM *vm;

static void *visit(void *daemon)
{
    JNIEnv *env;
    jint r = daemon != NULL ? (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, NULL)
                            : (*vm)->AttachCurrentThread(vm, (void **)&env, NULL);
    if (r != JNI_OK)
        return NULL;
    call(env, "garbage");
    (*vm)->DetachCurrentThread(vm);
    return NULL;
}

static void *live(void *unused)
{
    static char class_path[4096];
    JavaVMOption options[] = {
        {class_path, NULL}, {"-nonsense", NULL}, {"-Xnonsense:more", NULL}, {"_vendor", NULL}};
    JavaVMInitArgs args = {JNI_VERSION_1_6, 4, options, JNI_TRUE};
    JNIEnv *env;
    snprintf(class_path, sizeof class_path, "-Djava.class.path=%s", getenv("CLASSES"));
    printf("create: %d\n", JNI_CreateJavaVM(&vm, (void **)&env, &args));
    call(env, "hello");
    pthread_t t[6];
    for (size_t i = 0; i < 6; i++)
        pthread_create(&t[i], NULL, visit, i % 2 != 0 ? vm : NULL);
    for (size_t i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    call(env, "overflow");
    printf("destroy: %d\n", (*vm)->DestroyJavaVM(vm));
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, live, NULL);
    pthread_join(t, NULL);
    return 0;
}
