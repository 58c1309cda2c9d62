/* pending.c - an exception is still pending when the creating thread detaches; another one destroys the VM.
 */
#include <pthread.h>
#include "invocation.h"

static void *destroy(void *vm)
{
    printf("destroy: %d\n", (*(JavaVM *)vm)->DestroyJavaVM(vm));
    return NULL;
}

int main(void)
{
    JavaVM *vm;
    pthread_t t;
    JNIEnv *env = create(&vm, 0, NULL);
    call(env, "fail");
    printf("detach: %d\n", (*vm)->DetachCurrentThread(vm));
    printf("env: %d\n", (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8));
    pthread_create(&t, NULL, destroy, vm);
    pthread_join(t, NULL);
    return 0;
}
