/*
 * jmm.h - the function table between the VM and the JDK's libmanagement and libmanagement_ext, release 17.
 *
 * JVM_GetManagement hands it out. Layout and numbers are the JDK's; they hold for interface version 3.0 as
 * the updates of 17 have it. All functions are called in state NATIVE with JNI handles; what they throw is
 * left pending.
 */
#ifndef SAMOVAR_RUNTIME_JMM_H
#define SAMOVAR_RUNTIME_JMM_H

#include <jni.h>

#define JMM_VERSION_1_0 0x20010000
#define JMM_VERSION_3_0 0x20030000

struct jmm_optional_support {
    unsigned low_memory_detection : 1;
    unsigned compilation_time : 1;
    unsigned thread_contention : 1;
    unsigned current_thread_cpu_time : 1;
    unsigned other_thread_cpu_time : 1;
    unsigned object_monitor_usage : 1;
    unsigned synchronizer_usage : 1;
    unsigned thread_allocated_memory : 1;
    unsigned remote_diagnostic_commands : 1;
    unsigned : 22;
};

enum jmm_long_attribute {
    JMM_CLASSES_LOADED = 1,
    JMM_CLASSES_UNLOADED = 2,
    JMM_THREADS_STARTED = 3,
    JMM_THREADS_LIVE = 4,
    JMM_THREADS_PEAK = 5,
    JMM_THREADS_DAEMON = 6,
    JMM_VM_START_MS = 7, /* since the epoch */
    JMM_COMPILE_MS = 8,
    JMM_GC_MS = 9,
    JMM_GC_COUNT = 10,
    JMM_UPTIME_MS = 11,
    JMM_FLAG_COUNT = 104,
    JMM_PROCESS_ID = 201,
    JMM_PHYSICAL_MEMORY = 202,
    JMM_GC_EXTRA_ATTRIBUTES = 401, /* how many a collector's GcInfo has */
};

enum jmm_bool_attribute {
    JMM_VERBOSE_GC = 21,
    JMM_VERBOSE_CLASS = 22,
    JMM_THREAD_CONTENTION = 23,
    JMM_THREAD_CPU_TIME = 24,
    JMM_THREAD_ALLOCATED_MEMORY = 25,
};

enum { JMM_THREAD_SUSPENDED = 0x00100000, JMM_THREAD_NATIVE = 0x00400000 };

enum jmm_statistic {
    JMM_STAT_PEAK_THREADS = 801,
    JMM_STAT_CONTENTION_COUNT = 802,
    JMM_STAT_CONTENTION_TIME = 803,
    JMM_STAT_CONTENTION = 804,
    JMM_STAT_PEAK_POOL_USAGE = 805,
    JMM_STAT_GC = 806,
};

enum jmm_flag_type { JMM_FLAG_UNKNOWN, JMM_FLAG_BOOLEAN, JMM_FLAG_STRING, JMM_FLAG_LONG, JMM_FLAG_DOUBLE };
enum jmm_flag_origin { JMM_ORIGIN_DEFAULT = 1, JMM_ORIGIN_COMMAND_LINE = 2, JMM_ORIGIN_ERGONOMIC = 6 };

struct jmm_flag {
    jstring name; /* NULL: no such flag */
    jvalue value;
    int type, origin;
    unsigned writeable : 1, external : 1, reserved : 30;
    void *reserved1, *reserved2;
};

struct jmm_gc_attribute {
    const char *name;
    char type; /* descriptor letter */
    const char *description;
};

struct jmm_gc_stat {
    jlong index; /* 0: there was no collection yet, the rest says nothing */
    jlong start_ms, end_ms;
    jobjectArray usage_before, usage_after;
    jint n_extra_room;
    jvalue *extra;
    jint n_extra;
};

struct jmm_dcmd_info;
struct jmm_dcmd_argument;

struct jmm_interface {
    void *reserved1, *reserved2;
    jint(JNICALL *GetVersion)(JNIEnv *);
    jint(JNICALL *GetOptionalSupport)(JNIEnv *, struct jmm_optional_support *);
    jint(JNICALL *GetThreadInfo)(JNIEnv *, jlongArray ids, jint max_depth, jobjectArray infos);
    jobjectArray(JNICALL *GetMemoryPools)(JNIEnv *, jobject manager);
    jobjectArray(JNICALL *GetMemoryManagers)(JNIEnv *, jobject pool);
    jobject(JNICALL *GetMemoryPoolUsage)(JNIEnv *, jobject pool);
    jobject(JNICALL *GetPeakMemoryPoolUsage)(JNIEnv *, jobject pool);
    jlong(JNICALL *GetOneThreadAllocatedMemory)(JNIEnv *, jlong id);
    void(JNICALL *GetThreadAllocatedMemory)(JNIEnv *, jlongArray ids, jlongArray sizes);
    jobject(JNICALL *GetMemoryUsage)(JNIEnv *, jboolean heap);
    jlong(JNICALL *GetLongAttribute)(JNIEnv *, jobject collector, int attribute);
    jboolean(JNICALL *GetBoolAttribute)(JNIEnv *, int attribute);
    jboolean(JNICALL *SetBoolAttribute)(JNIEnv *, int attribute, jboolean value);
    jint(JNICALL *GetLongAttributes)(JNIEnv *, jobject collector, int *attributes, jint n, jlong *results);
    jobjectArray(JNICALL *FindCircularBlockedThreads)(JNIEnv *);
    jlong(JNICALL *GetThreadCpuTime)(JNIEnv *, jlong id);
    jobjectArray(JNICALL *GetFlagNames)(JNIEnv *);
    jint(JNICALL *GetFlags)(JNIEnv *, jobjectArray names, struct jmm_flag *flags, jint n);
    jint(JNICALL *GetInternalThreadTimes)(JNIEnv *, jobjectArray names, jlongArray times);
    jboolean(JNICALL *ResetStatistic)(JNIEnv *, jvalue which, int statistic);
    void(JNICALL *SetPoolSensor)(JNIEnv *, jobject pool, int threshold, jobject sensor);
    jlong(JNICALL *SetPoolThreshold)(JNIEnv *, jobject pool, int threshold, jlong value);
    jobject(JNICALL *GetPoolCollectionUsage)(JNIEnv *, jobject pool);
    jint(JNICALL *GetGCAttributes)(JNIEnv *, jobject collector, struct jmm_gc_attribute *out, jint n);
    void(JNICALL *GetLastGCStat)(JNIEnv *, jobject collector, struct jmm_gc_stat *);
    jlong(JNICALL *GetThreadCpuTimeWithKind)(JNIEnv *, jlong id, jboolean with_system);
    void(JNICALL *GetThreadCpuTimesWithKind)(JNIEnv *, jlongArray ids, jlongArray times,
                                             jboolean with_system);
    jint(JNICALL *DumpHeap)(JNIEnv *, jstring file, jboolean live);
    jobjectArray(JNICALL *FindDeadlocks)(JNIEnv *, jboolean monitors_only);
    void(JNICALL *SetFlag)(JNIEnv *, jstring name, jvalue value);
    jlong(JNICALL *GetTotalThreadAllocatedMemory)(JNIEnv *); /* reserved in early updates of 17 */
    jobjectArray(JNICALL *DumpThreads)(JNIEnv *, jlongArray ids, jboolean monitors, jboolean synchronizers,
                                       jint max_depth);
    void(JNICALL *SetGCNotificationEnabled)(JNIEnv *, jobject collector, jboolean on);
    jobjectArray(JNICALL *GetDiagnosticCommands)(JNIEnv *);
    void(JNICALL *GetDiagnosticCommandInfo)(JNIEnv *, jobjectArray names, struct jmm_dcmd_info *);
    void(JNICALL *GetDiagnosticCommandArguments)(JNIEnv *, jstring name, struct jmm_dcmd_argument *, jint n);
    jstring(JNICALL *ExecuteDiagnosticCommand)(JNIEnv *, jstring line);
    void(JNICALL *SetDiagnosticNotificationEnabled)(JNIEnv *, jboolean on);
};

_Static_assert(sizeof(struct jmm_interface) == 0x140, "40 words, as libmanagement_ext uses them");
_Static_assert(sizeof(struct jmm_flag) == 48, "libmanagement_ext allocates these");

/* Each file fills in its functions. */
void jmm_memory_fill(struct jmm_interface *f);
void jmm_thread_fill(struct jmm_interface *f);
void jmm_flag_fill(struct jmm_interface *f);
jlong jmm_flag_count(void);

#endif
