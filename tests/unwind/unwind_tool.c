/*
 * unwind_tool.c - holds the VM's own stack walker (runtime/exec/walk.h) against libunwind.
 *
 *     unwind_tool OPTION... CLASS
 *
 * Runs CLASS, whose native method `check` may be called anywhere: libunwind, which follows C's unwind tables
 * and the frame pointers of compiled code, must come by the same machine frames of compiled code, in the same
 * order, as the walker, which goes from section to section by the anchors that T0 and C leave behind. Prints
 * how often and how many frames that were.
 */
#define UNW_LOCAL_ONLY
#include <jni.h>
#include <libunwind.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/code_memory.h"
#include "runtime/exec/walk.h"
#include "runtime/tier/code.h"
#include "runtime/tier/tier.h"
#include "runtime/vm.h"

#define MOST 20000

struct trace {
    size_t n;
    const struct blob *at[MOST];
};

static struct trace walked, unwound; /* one thread at a time: check is synchronized */
static uint64_t checks, wrong, frames, deepest, sections;

static void note(struct trace *t, const struct blob *b)
{
    if (t->n < MOST)
        t->at[t->n++] = b;
}

/* Methods' code: stubs and thunks have no frames of their own, and what calls natives is not compiled from
 * bytecode. */
static bool counts(const struct blob *b)
{
    return b != NULL && b->user != NULL;
}

static void see(const struct blob *b)
{
    if (counts(b))
        note(&walked, b);
}

static void unwind(const struct code_memory *code)
{
    unw_context_t context;
    unw_cursor_t cursor;
    bool inside = false;
    unw_getcontext(&context);
    unw_init_local(&cursor, &context);
    while (unw_step(&cursor) > 0) {
        unw_word_t pc = 0;
        unw_get_reg(&cursor, UNW_REG_IP, &pc);
        const struct blob *b = code_find_blob(code, (const void *)pc);
        if (counts(b))
            note(&unwound, b);
        sections += counts(b) && !inside;
        inside = b != NULL;
    }
}

static const char *name_of(const struct blob *b)
{
    return ((const struct code *)b->user)->method->name->utf8;
}

static void JNICALL check(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    struct vm *vm = vm_current();
    walked.n = unwound.n = 0;
    if (vm->tier == NULL)
        return; /* nothing is compiled yet */
    stack_walk_blobs(thread_self(), see);
    unwind(backend_code(tier_backend(vm->tier)));
    checks++;
    frames += walked.n;
    deepest = walked.n > deepest ? walked.n : deepest;
    if (walked.n == unwound.n && memcmp(walked.at, unwound.at, walked.n * sizeof walked.at[0]) == 0)
        return;
    if (wrong++ == 0) {
        fprintf(stderr, "the walker sees %zu frames, libunwind %zu\n", walked.n, unwound.n);
        for (size_t i = 0; i < walked.n || i < unwound.n; i++)
            fprintf(stderr, "  %-40s %s\n", i < walked.n ? name_of(walked.at[i]) : "",
                    i < unwound.n ? name_of(unwound.at[i]) : "");
    }
}

static bool run(JNIEnv *env, const char *name)
{
    jclass c = (*env)->FindClass(env, name);
    jmethodID main = c != NULL ? (*env)->GetStaticMethodID(env, c, "main", "([Ljava/lang/String;)V") : NULL;
    const JNINativeMethod native = {"check0", "()V", (void *)check};
    if (main != NULL && (*env)->RegisterNatives(env, c, &native, 1) == JNI_OK)
        (*env)->CallStaticVoidMethod(env, c, main, NULL);
    if (!(*env)->ExceptionCheck(env))
        return main != NULL;
    (*env)->ExceptionDescribe(env);
    return false;
}

int main(int argc, char **argv)
{
    JavaVM *jvm;
    JNIEnv *env;
    JavaVMOption options[32];
    int n = argc - 2 < 32 ? argc - 2 : 32;
    if (n < 0)
        return 2;
    for (int i = 0; i < n; i++)
        options[i] = (JavaVMOption){argv[i + 1], NULL};
    JavaVMInitArgs args = {JNI_VERSION_10, n, options, JNI_FALSE};
    if (JNI_CreateJavaVM(&jvm, (void **)&env, &args) != JNI_OK)
        return 1;
    bool ran = run(env, argv[argc - 1]);
    fflush(stdout);
    printf("%llu checks, %llu wrong; %llu frames in %llu sections, %llu at most\n",
           (unsigned long long)checks, (unsigned long long)wrong, (unsigned long long)frames,
           (unsigned long long)sections, (unsigned long long)deepest);
    fflush(stdout);
    _Exit(ran && wrong == 0 && frames > 0 ? 0 : 1);
}
