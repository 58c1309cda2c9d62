/* hello.c - the plain case: create, call, ask which VMs there are, create again, destroy. */
#include "invocation.h"

int main(void)
{
    JavaVM *vm, *vms[4] = {NULL};
    jsize n = -1;
    struct {
        jint version;
        char room[128];
    } defaults = {0};
    static const jint versions[] = {JNI_VERSION_1_1, JNI_VERSION_1_2, JNI_VERSION_1_4,
                                    JNI_VERSION_1_6, JNI_VERSION_1_8, JNI_VERSION_9,
                                    JNI_VERSION_10,  0x00120000,      0};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        defaults.version = versions[i];
        printf("default arguments %x: %d\n", versions[i], JNI_GetDefaultJavaVMInitArgs(&defaults));
    }
    jint r = JNI_GetCreatedJavaVMs(vms, 4, &n);
    printf("before: %d %d\n", r, n);

    JavaVMOption options[] = {{"-Dgiven=by the host", NULL}};
    JNIEnv *env = create(&vm, 1, options), *again;
    call(env, "hello");
    call(env, "garbage");
    call(env, "overflow");

    r = JNI_GetCreatedJavaVMs(vms, 4, &n);
    printf("created: %d %d %d\n", r, n, vms[0] == vm);
    JavaVM *second;
    JavaVMInitArgs args = {JNI_VERSION_10, 0, NULL, JNI_FALSE};
    printf("second: %d\n", JNI_CreateJavaVM(&second, (void **)&again, &args));
    JavaVM *same;
    printf("same: %d %d\n", (*env)->GetJavaVM(env, &same), same == vm);

    call(env, "fail");
    printf("exception: %d\n", (*env)->ExceptionCheck(env));
    (*env)->ExceptionClear(env);
    printf("destroy: %d\n", (*vm)->DestroyJavaVM(vm));
    return 0;
}
