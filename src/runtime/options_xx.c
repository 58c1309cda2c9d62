/* options_xx.c - the -XX: options that HotSpot has: some mean something here, some nothing. */
#include <ctype.h>
#include <string.h>
#include <unistd.h>
#include "runtime/options_internal.h"

#define MAX_THREAD_STACK_SIZE (1 << 20) /* KiB; HotSpot's */

/* -XX options of HotSpot that say something about its collectors, compilers or logs: harmless to accept. */
static bool ignorable_xx(const char *name)
{
    static const char *const prefixes[] = {
        "+Use",
        "-Use",
        "+Tiered",
        "-Tiered",
        "ParallelGCThreads=",
        "ConcGCThreads=",
        "MaxMetaspaceSize=",
        "MetaspaceSize=",
        "InitialCodeCacheSize=",
        "MaxGCPauseMillis=",
        "NewSize=",
        "MaxNewSize=",
        "NewRatio=",
        "SurvivorRatio=",
        "-HeapDumpOnOutOfMemoryError",
        "ErrorFile=",
        "+AlwaysPreTouch",
        "-AlwaysPreTouch",
        "SharedArchiveFile=",
        "CompileThreshold=",
        "+BackgroundCompilation",
        "-BackgroundCompilation",
        "+CICompilerCountPerCPU",
        "-CICompilerCountPerCPU",
        "+PerfDisableSharedMem",
        "-PerfDisableSharedMem",
        "+DisableAttachMechanism",
        "MaxDirectMemorySize=",
        "SoftRefLRUPolicyMSPerMB=",
        "+UnlockDiagnosticVMOptions",
        "+UnlockExperimentalVMOptions",
        "+IgnoreUnrecognizedVMOptions",
        "-OmitStackTraceInFastThrow",
        "+OmitStackTraceInFastThrow",
        "+ShowCodeDetailsInExceptionMessages",
        "-RestrictContended",
        "G1HeapRegionSize=",
        "ObjectAlignmentInBytes=",
        "+EnableDynamicAgentLoading",
    };
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* Options whose effect a user would miss: accepted, because start scripts carry them, but not in silence. */
static bool warn_unsupported_xx(const char *name)
{
    static const char *const names[] = {"+HeapDumpOnOutOfMemoryError",
                                        "+CrashOnOutOfMemoryError",
                                        "+ExitOnOutOfMemoryError",
                                        "OnOutOfMemoryError=",
                                        "HeapDumpPath=",
                                        "+DisableExplicitGC",
                                        "ActiveProcessorCount=",
                                        "InitialRAMPercentage=",
                                        "MaxJavaStackTraceDepth=",
                                        "-StackTraceInThrowable"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (after(name, names[i]) != NULL) {
            log_warn("-XX:%s is not supported and has no effect", name);
            return true;
        }
    return false;
}

/* HotSpot's levels: 0 interprets, 1 to 4 are its compilers' and leave the tiers here as they are. */
static enum option_result stop_at_level(struct vm_options *o, const char *value, const char *arg,
                                        struct buf *err)
{
    unsigned level;
    if (!option_number(value, 0, 4, &level)) {
        buf_printf(err, "Invalid tier: %s (0 to 4)", arg);
        return OPTION_BAD;
    }
    if (level == 0)
        options_set_tiers(o, true, false);
    return OPTION_OK;
}

static enum option_result improper(const char *name, struct buf *err)
{
    buf_printf(err, "Improperly specified VM option '%s'", name);
    return OPTION_BAD;
}

/* In KiB, suffixes multiply; 0: the default. */
static enum option_result thread_stack_size(struct vm_options *o, const char *value, const char *name,
                                            struct buf *err)
{
    size_t kib;
    if (!option_size(value, &kib))
        return improper(name, err);
    if (kib > MAX_THREAD_STACK_SIZE) {
        buf_printf(err, "intx ThreadStackSize=%zu is outside the allowed range [ 0 ... %d ]", kib,
                   MAX_THREAD_STACK_SIZE);
        return OPTION_BAD;
    }
    size_t bytes = kib != 0 ? kib << 10 : DEFAULT_STACK_SIZE;
    o->stack_size = bytes < MIN_STACK_SIZE ? MIN_STACK_SIZE : bytes;
    return OPTION_OK;
}

/* Digits, perhaps a point and more digits. Not strtod: in the locale of a host the point may be a comma. */
static bool parse_fraction(const char *s, double *out)
{
    double v = 0, unit = 1;
    if (!isdigit((unsigned char)*s))
        return false;
    for (; isdigit((unsigned char)*s); s++)
        v = v * 10 + (*s - '0');
    if (*s == '.' && isdigit((unsigned char)s[1]))
        for (s++; isdigit((unsigned char)*s); s++)
            v += (unit /= 10) * (*s - '0');
    *out = v;
    return *s == 0;
}

/* Of the machine's memory, for the heap; 0: the default. */
static enum option_result max_ram_percentage(struct vm_options *o, const char *value, const char *name,
                                             struct buf *err)
{
    double percent;
    if (!parse_fraction(value, &percent))
        return improper(name, err);
    if (percent > 100) {
        buf_printf(err, "double MaxRAMPercentage=%f is outside the allowed range [ 0.000000 ... 100.000000 ]",
                   percent);
        return OPTION_BAD;
    }
    if (percent > 0) {
        double ram = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
        size_t bytes = (size_t)(ram * percent / 100);
        o->max_heap = bytes < MIN_HEAP ? MIN_HEAP : bytes;
    }
    return OPTION_OK;
}

enum option_result options_parse_xx(struct vm_options *o, const char *name, struct buf *err)
{
    const char *v;
    if ((v = after(name, "MaxHeapSize=")) != NULL)
        return option_set_size(&o->max_heap, v, MIN_HEAP, "maximum heap size", name, err);
    if ((v = after(name, "InitialHeapSize=")) != NULL)
        return option_set_size(&o->initial_heap, v, 0, "initial heap size", name, err);
    if ((v = after(name, "ThreadStackSize=")) != NULL)
        return thread_stack_size(o, v, name, err);
    if ((v = after(name, "MaxRAMPercentage=")) != NULL)
        return max_ram_percentage(o, v, name, err);
    if (strcmp(name, "+ShowHiddenFrames") == 0) {
        o->show_hidden_frames = true;
        return OPTION_OK;
    }
    if ((v = after(name, "ReservedCodeCacheSize=")) != NULL)
        return options_set_code_cache(o, v, name, err);
    if ((v = after(name, "CICompilerCount=")) != NULL)
        return options_set_compile_threads(o, v, name, err);
    if ((v = after(name, "TieredStopAtLevel=")) != NULL)
        return stop_at_level(o, v, name, err);
    if (strcmp(name, "-UseInterpreter") == 0) {
        options_set_tiers(o, false, true);
        return OPTION_OK;
    }
    if (strcmp(name, "-UseCompiler") == 0) {
        options_set_tiers(o, true, false);
        return OPTION_OK;
    }
    if (strcmp(name, "+PrintCompilation") == 0 || strcmp(name, "-PrintCompilation") == 0) {
        o->tiering_log = *name == '+';
        return OPTION_OK;
    }
    if (strcmp(name, "-BytecodeVerificationRemote") == 0) {
        o->verify = VERIFY_NONE;
        return OPTION_OK;
    }
    if (strcmp(name, "+BytecodeVerificationLocal") == 0) {
        o->verify = VERIFY_ALL;
        return OPTION_OK;
    }
    if (ignorable_xx(name) || warn_unsupported_xx(name))
        return OPTION_OK;
    buf_printf(err, "Unrecognized VM option '%s'", *name == '+' || *name == '-' ? name + 1 : name);
    return OPTION_UNKNOWN;
}
