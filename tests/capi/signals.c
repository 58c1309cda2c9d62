/* signals.c - handlers of the host, installed before the VM was created and after it, see their signals; the
 * VM's work too. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static volatile sig_atomic_t seen[64], with_info[64];
static sigjmp_buf recover;

static void on_signal(int sig)
{
    seen[sig]++;
}

static void on_signal_info(int sig, siginfo_t *info, void *context)
{
    seen[sig]++;
    with_info[sig] += info->si_signo == sig && context != NULL;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)context;
    seen[sig]++;
    with_info[sig] += (uintptr_t)info->si_addr == 0x123450;
    siglongjmp(recover, 1);
}

static void handle(int sig, void (*plain)(int), void (*full)(int, siginfo_t *, void *))
{
    struct sigaction sa = {.sa_handler = plain}, now;
    if (full != NULL) {
        sa.sa_sigaction = full;
        sa.sa_flags = SA_SIGINFO;
    }
    CHECK(sigaction(sig, &sa, NULL) == 0);
    CHECK(sigaction(sig, NULL, &now) == 0);
    CHECK(full != NULL ? now.sa_sigaction == full : now.sa_handler == plain);
}

static void fault(void)
{
    int before = seen[SIGSEGV], info = with_info[SIGSEGV];
    volatile int *volatile nowhere = (volatile int *)0x123450;
    if (sigsetjmp(recover, 1) == 0)
        *nowhere = 1;
    CHECK(seen[SIGSEGV] == before + 1 && with_info[SIGSEGV] == info + 1);
}

static void arrives(int sig)
{
    int before = seen[sig];
    raise(sig);
    CHECK(seen[sig] == before + 1);
    if (seen[sig] != before + 1)
        printf("    signal %d\n", sig);
}

static const int asynchronous[] = {SIGUSR1, SIGUSR2, SIGQUIT, SIGINT,  SIGTERM, SIGHUP,   SIGPIPE,
                                   SIGCHLD, SIGALRM, SIGPWR,  SIGXCPU, SIGPROF, SIGVTALRM};
#define COUNT (sizeof asynchronous / sizeof *asynchronous)

static void install(int variant)
{
    handle(SIGSEGV, NULL, on_fault);
    handle(SIGFPE, on_signal, NULL);
    handle(SIGBUS, NULL, on_signal_info);
    for (size_t i = 0; i < COUNT; i++)
        if (variant == 0 || (asynchronous[i] != SIGPWR && asynchronous[i] != SIGXCPU))
            (i + (size_t)variant) % 2 == 0 ? handle(asynchronous[i], on_signal, NULL)
                                           : handle(asynchronous[i], NULL, on_signal_info);
}

/* SIGPWR and SIGXCPU are the collector's, unless the host had them first. */
static bool collector_has_them;

static void all_arrive(void)
{
    for (size_t i = 0; i < COUNT; i++)
        if (!collector_has_them || (asynchronous[i] != SIGPWR && asynchronous[i] != SIGXCPU))
            arrives(asynchronous[i]);
    arrives(SIGFPE); /* not a fault: sent */
    arrives(SIGBUS);
    fault();
}

static void java_works(samovar_thread *t)
{
    samovar_value r;
    samovar_ref nulls;
    OK(samovar_find_class(t, NULL, "Nulls", &nulls));
    OK(samovar_invoke_static(t, nulls, "count", "(I)I", &r, 2000000));
    CHECK(r.as.i == 2000);
    OK(samovar_collect(t));
}

static int run(int variant)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    const char *const comp[] = {"-Xcomp"};
    samovar_vm *vm;
    samovar_thread *t;
    options.class_path = getenv("CLASSES");
    options.flags = variant == 2 ? SAMOVAR_SHUTDOWN_SIGNALS : 0;
    options.arguments = comp;
    options.argument_count = variant == 1;
    collector_has_them = variant == 1;
    if (variant != 1)
        install(0);
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK)
        return 1;
    if (variant == 2) { /* the VM takes these as well: the host sees them, and they end the program */
        arrives(SIGQUIT);
        fault();
        java_works(t);
        printf("%d passed, %d failed\n", passed, failed);
        fflush(stdout);
        raise(SIGTERM);
        CHECK(seen[SIGTERM] == 1);
        sleep(20);
        return 1;
    }
    if (variant == 1)
        install(1);
    for (int i = 0; i < 3; i++) {
        java_works(t);
        all_arrive();
    }
    install(1); /* others, now that it runs */
    all_arrive();
    java_works(t);
    signal(SIGUSR1, SIG_IGN);
    CHECK(signal(SIGSEGV, SIG_DFL) != SIG_DFL);
    CHECK(signal(SIGSEGV, on_signal) == SIG_DFL);
    CHECK(signal(70, on_signal) == SIG_ERR && errno == EINVAL);
    java_works(t);
    OK(samovar_destroy(t));
    install(1);
    fault();
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

int main(void)
{
    for (int variant = 0; variant < 3; variant++) {
        int ends[2], status, ok = 0, bad = 0;
        char line[256];
        fflush(stdout);
        if (pipe(ends) != 0)
            return 2;
        pid_t child = fork();
        if (child == 0) {
            dup2(ends[1], 1);
            close(ends[0]);
            exit(run(variant));
        }
        close(ends[1]);
        FILE *in = fdopen(ends[0], "r");
        while (fgets(line, sizeof line, in) != NULL)
            if (sscanf(line, "%d passed, %d failed", &ok, &bad) != 2 && line[0] != '\n' && variant < 2)
                fputs(line, stdout); /* SIGQUIT prints threads */
        fclose(in);
        waitpid(child, &status, 0);
        passed += ok;
        failed += bad;
        CHECK(ok > 0 && WIFEXITED(status) &&
              WEXITSTATUS(status) == (variant == 2 ? 128 + SIGTERM : bad != 0));
        if (ok == 0)
            printf("    variant %d: status %x\n", variant, (unsigned)status);
    }
    return report();
}
