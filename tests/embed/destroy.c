/* destroy.c - DestroyJavaVM waits for the threads that are no daemons, then runs the shutdown hooks. */
#include "invocation.h"

int main(void)
{
    JavaVM *vm;
    JNIEnv *env = create(&vm, 0, NULL);
    call(env, "threads");
    printf("destroy: %d\n", (*vm)->DestroyJavaVM(vm));
    return 0;
}
