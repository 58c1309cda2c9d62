/* exit_hook.c - the host's hook sees System.exit; the process ends all the same. */
#include "invocation.h"

static void on_exit_hook(jint code)
{
    printf("exit hook %d\n", code);
}

int main(void)
{
    JavaVM *vm;
    JavaVMOption options[] = {
        {"exit", (void *)on_exit_hook}, {"-Xmx64m", NULL}, {"-Dgiven=with a hook", NULL}};
    JNIEnv *env = create(&vm, 3, options);
    call(env, "hello");
    call(env, "exit");
    printf("not reached\n");
    return 0;
}
