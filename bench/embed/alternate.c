/*
 * alternate.c ROUNDS COMMAND... - runs each COMMAND (a string, split at blanks) once a round, in turn,
 * without a shell, and prints a line each: medians of wall time and processor time in ms, and peak memory in
 * kB. Standard output of the commands is thrown away.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define MAX_WORDS 32

extern char **environ;

struct figures {
    double wall, cpu, memory;
};

static double now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static double ms(struct timeval tv)
{
    return (double)tv.tv_sec * 1e3 + (double)tv.tv_usec / 1e3;
}

static struct figures run(const char *command)
{
    char text[8192], *words[MAX_WORDS + 1], *save = NULL;
    int n = 0, status;
    pid_t pid;
    struct rusage usage;
    posix_spawn_file_actions_t actions;
    snprintf(text, sizeof text, "%s", command);
    for (char *w = strtok_r(text, " ", &save); w != NULL && n < MAX_WORDS; w = strtok_r(NULL, " ", &save))
        words[n++] = w;
    words[n] = NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double start = now();
    if (n == 0 || posix_spawn(&pid, words[0], &actions, NULL, words, environ) != 0 ||
        wait4(pid, &status, 0, &usage) != pid || status != 0) {
        fprintf(stderr, "alternate: %s failed\n", command);
        exit(1);
    }
    double wall = now() - start;
    posix_spawn_file_actions_destroy(&actions);
    return (struct figures){wall, ms(usage.ru_utime) + ms(usage.ru_stime), (double)usage.ru_maxrss};
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const struct figures *f, int n, size_t member)
{
    double v[n];
    for (int i = 0; i < n; i++)
        v[i] = *(const double *)((const char *)&f[i] + member);
    qsort(v, (size_t)n, sizeof *v, ascending);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[1]) : 0, commands = argc - 2;
    if (rounds < 1) {
        fprintf(stderr, "usage: alternate ROUNDS COMMAND...\n");
        return 2;
    }
    struct figures(*f)[rounds] = calloc((size_t)commands, sizeof *f);
    for (int c = 0; c < commands; c++)
        run(argv[2 + c]); /* files into memory */
    for (int r = 0; r < rounds; r++)
        for (int c = 0; c < commands; c++)
            f[c][r] = run(argv[2 + c]);
    for (int c = 0; c < commands; c++)
        printf("%.3f %.3f %.0f\n", median(f[c], rounds, offsetof(struct figures, wall)),
               median(f[c], rounds, offsetof(struct figures, cpu)),
               median(f[c], rounds, offsetof(struct figures, memory)));
    free(f);
    return 0;
}
