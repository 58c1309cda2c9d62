/*
 * jvm_stack.c - what the class library asks about the stack: traces, StackWalker, callers, access control
 * contexts.
 *
 * StackWalker works in batches: JVM_CallStackWalk fills the first batch and calls doStackWalk, which may ask
 * for more through JVM_MoreStackWalk with the anchor. The anchor is the address of a struct batches on this
 * machine stack; it carries a magic word that is cleared when the walk is over, so that a stale anchor is
 * refused.
 */
#include "runtime/exec/walk.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/member_name.h"
#include "runtime/jni/jni_internal.h"

void JNICALL JVM_FillInStackTrace(JNIEnv *env, jobject throwable)
{
    JNI_ENTER(env);
    backtrace_fill(t, handle_get(throwable));
    JNI_LEAVE();
}

void JNICALL JVM_InitStackTraceElementArray(JNIEnv *env, jobjectArray elements, jobject throwable)
{
    JNI_ENTER(env);
    backtrace_elements(t, handle_get(elements), handle_get(throwable));
    JNI_LEAVE();
}

void JNICALL JVM_InitStackTraceElement(JNIEnv *env, jobject element, jobject info)
{
    JNI_ENTER(env);
    struct object *frame = handle_get(info);
    struct object *member = ref_field(frame, t->vm->wk.StackFrameInfo_memberName);
    struct object *resolved = member != NULL ? ref_field(member, t->vm->wk.MemberName_method) : NULL;
    struct method *m =
        resolved != NULL ? FIELD_AT(struct method *, resolved, t->vm->wk.ResolvedMethodName_vmtarget) : NULL;
    if (m == NULL)
        throw_new(t, "java/lang/InternalError", "uninitialized StackFrameInfo !");
    else
        stack_trace_element_fill(t, handle_get(element), m, int_field(frame, t->vm->wk.StackFrameInfo_bci));
    JNI_LEAVE();
}

jstring JNICALL JVM_GetExtendedNPEMessage(JNIEnv *env, jthrowable throwable)
{
    JNI_ENTER(env);
    jstring h = handle_local(t, backtrace_npe_message(t, handle_get(throwable)));
    JNI_LEAVE();
    return h;
}

/* ---- StackWalker ---- */

/* Mode bits of StackStreamFactory. */
enum {
    WALK_FILL_CLASS_REFS_ONLY = 0x2,
    WALK_GET_CALLER_CLASS = 0x4,
    WALK_SHOW_HIDDEN_FRAMES = 0x20,
};

#define WALK_MAGIC 0x5ca1ab1e57acc0deULL

struct batches {
    uint64_t magic;
    struct stack_walk next;
    bool caller_class_pending; /* getCallerClass: the first frame handed out must not be @CallerSensitive */
};

static bool walk_skips(const struct vm *vm, jlong mode, const struct method *m)
{
    (void)vm;
    return !(mode & WALK_SHOW_HIDDEN_FRAMES) && (m->flags & MF_HIDDEN_FRAME);
}

static bool fill_frame(struct thread *t, jlong mode, const struct stack_walk *f, struct object *frames,
                       int32_t at)
{
    struct wellknown *wk = &t->vm->wk;
    if (mode & WALK_FILL_CLASS_REFS_ONLY) {
        ref_array_set(frames, at, class_mirror(f->method->klass));
        return true;
    }
    struct object *info = ref_array_get(frames, at);
    struct object *member = ref_field(info, wk->StackFrameInfo_memberName);
    if (!member_name_from_method(t, member, f->method, f->method->klass))
        return false;
    set_int_field(info, wk->StackFrameInfo_bci, f->bci);
    return true;
}

/* Fills frames[start ..]; returns the index after the last one filled, or -1 with an exception. */
static int32_t fill_batch(struct thread *t, struct batches *w, jlong mode, int32_t count, int32_t start,
                          struct object *frames)
{
    int32_t at = start, end = start + count < array_length(frames) ? start + count : array_length(frames);
    struct stack_walk *f = &w->next;
    for (; !stack_walk_over(f) && at < end; stack_walk_next(f)) {
        if (walk_skips(t->vm, mode, f->method))
            continue;
        if (w->caller_class_pending) {
            w->caller_class_pending = false;
            if (f->method->vm_annotations & VMA_CALLER_SENSITIVE) {
                struct buf b = {0};
                method_external_name(f->method, &b);
                throw_new(t, "java/lang/UnsupportedOperationException",
                          "StackWalker::getCallerClass called from @CallerSensitive '%s' method",
                          buf_str(&b));
                buf_free(&b);
                return -1;
            }
        }
        if (!fill_frame(t, mode, f, frames, at))
            return -1;
        at++;
    }
    return at;
}

static bool is_walker(struct thread *t, struct class *c)
{
    return class_is_subtype(c, t->vm->wk.AbstractStackWalker) || c == wk_class(t, &t->vm->wk.StackWalker) ||
           strcmp(c->name->utf8, "java/lang/StackStreamFactory") == 0;
}

jobject JNICALL JVM_CallStackWalk(JNIEnv *env, jobject stream, jlong mode, jint skip, jint count, jint start,
                                  jobjectArray frames)
{
    JNI_ENTER(env);
    struct vm *vm = t->vm;
    struct object *result = NULL, *s = handle_get(stream), *array = handle_get(frames);
    struct batches w = {WALK_MAGIC, stack_walk_begin(t), (mode & WALK_GET_CALLER_CLASS) != 0};
    struct stack_walk *f = &w.next;
    while (!stack_walk_over(f) && is_walker(t, f->method->klass)) /* frames of the walker itself come first */
        stack_walk_next(f);
    for (int i = 0; i < skip && !stack_walk_over(f); stack_walk_next(f))
        i += !walk_skips(vm, mode, f->method);
    int32_t end = array != NULL ? fill_batch(t, &w, mode, count, start, array) : -1;
    if (end >= 0) {
        /* doStackWalk(anchor, skipFrames, batchSize, startIndex, endIndex) */
        result = exec_callv(t, vm->wk.AbstractStackWalker_doStackWalk_m, s, (int64_t)(intptr_t)&w, skip,
                            count, start, end)
                     .a;
    } else if (t->exception == NULL) {
        throw_new(t, "java/lang/NullPointerException", "frames_array is NULL");
    }
    w.magic = 0;
    jobject h = t->exception == NULL ? handle_local(t, result) : NULL;
    JNI_LEAVE();
    return h;
}

jint JNICALL JVM_MoreStackWalk(JNIEnv *env, jobject stream, jlong mode, jlong anchor, jint count, jint start,
                               jobjectArray frames)
{
    (void)stream;
    JNI_ENTER(env);
    struct batches *w = (struct batches *)(intptr_t)anchor;
    jint end = 0;
    if (w == NULL || w->magic != WALK_MAGIC)
        throw_new(t, "java/lang/InternalError", "doStackWalk: corrupted buffers");
    else if (handle_get(frames) == NULL)
        throw_new(t, "java/lang/NullPointerException", "frames_array is NULL");
    else
        end = fill_batch(t, w, mode, count, start, handle_get(frames));
    JNI_LEAVE();
    return end < 0 ? 0 : end;
}

/* ---- classes on the stack ---- */

static bool in_class_context(const struct method *m)
{
    return !(m->flags & MF_HIDDEN_FRAME) && !(m->access & ACC_NATIVE);
}

/* SecurityManager.getClassContext: the classes of all visible frames, the caller's first. */
jobjectArray JNICALL JVM_GetClassContext(JNIEnv *env)
{
    JNI_ENTER(env);
    int32_t n = 0, i = 0;
    struct stack_walk top = stack_walk_begin(t), w;
    if (!stack_walk_over(&top) && (top.method->access & ACC_NATIVE))
        stack_walk_next(&top);
    for (w = top; !stack_walk_over(&w); stack_walk_next(&w))
        n += in_class_context(w.method);
    struct object *a = heap_alloc_object_array(t, t->vm->wk.Class, n);
    for (w = top; a != NULL && !stack_walk_over(&w); stack_walk_next(&w))
        if (in_class_context(w.method))
            ref_array_set(a, i++, class_mirror(w.method->klass));
    jobjectArray h = handle_local(t, a);
    JNI_LEAVE();
    return h;
}

/* The first loader up the stack that is neither boot nor platform (ObjectInputStream). */
jobject JNICALL JVM_LatestUserDefinedLoader(JNIEnv *env)
{
    struct thread *t = thread_of_env(env);
    for (struct stack_walk w = stack_walk_begin(t); !stack_walk_over(&w); stack_walk_next(&w)) {
        const struct class *c = w.method->klass;
        if (c->refs->loader != NULL && !c->loader->trusted && !c->is_magic)
            return handle_local(t, c->refs->loader);
    }
    return NULL;
}

/*
 * Access control contexts. Without a SecurityManager (deprecated for removal in 17) nobody denies anything,
 * but code may still ask for the context: null means "only system code on the stack" (fully privileged),
 * which is what every check would conclude from an all-permissions stack.
 */
jobject JNICALL JVM_GetStackAccessControlContext(JNIEnv *env, jclass ignored)
{
    (void)env, (void)ignored;
    return NULL;
}

jobject JNICALL JVM_GetInheritedAccessControlContext(JNIEnv *env, jclass ignored)
{
    (void)ignored;
    struct thread *t = thread_of_env(env);
    return handle_local(t, ref_field(t->java_thread, t->vm->wk.Thread_inheritedAccessControlContext));
}
