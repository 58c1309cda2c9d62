/* pty.c COMMAND... - plays a person at a terminal: types into `COMMAND repl` and waits for what must come. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 60

static int terminal, passed, failed;
static char text[1 << 20];
static size_t used, read_up_to;

static void expect(const char *what)
{
    time_t end = time(NULL) + SECONDS;
    for (;;) {
        char *found = strstr(text + read_up_to, what);
        if (found != NULL) {
            read_up_to = (size_t)(found - text) + strlen(what);
            passed++;
            return;
        }
        struct pollfd p = {terminal, POLLIN, 0};
        ssize_t n = time(NULL) < end && poll(&p, 1, 1000) >= 0 ? 0 : -1;
        if (n == 0 && (p.revents & (POLLIN | POLLHUP)))
            n = read(terminal, text + used, sizeof text - 1 - used);
        if (n < 0 || (n == 0 && (p.revents & POLLHUP))) {
            failed++;
            printf("never came: %s\n    after: %s\n", what, text + read_up_to);
            exit(1);
        }
        for (char *from = text + used, *last = from + n; from < last; from++)
            if (*from != 0) /* padding */
                text[used++] = *from;
        text[used] = 0;
    }
}

static void type(const char *keys)
{
    if (write(terminal, keys, strlen(keys)) < 0)
        failed++;
}

int main(int argc, char **argv)
{
    int status;
    if (argc < 2)
        return 2;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0) {
        setenv("TERM", "vt100", 1);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    expect("samovar> ");
    type("40 + 2\n");
    expect("$1 ==> 42");
    expect("samovar> ");
    type("int f(int a) {\n");
    expect("...> ");
    type("return a + 1; }\n");
    expect("created method f(int)");
    expect("samovar> ");
    if (getenv("REPL_EDITING") != NULL) {
        type("Strin\t.valueOf(12345)\n"); /* several classes begin so: the common part */
        expect("==> \"12345\"");
        expect("samovar> ");
        type("\"no\025\"abc\".toUpp\t)\n"); /* ^U: the line is gone. The parenthesis is completed too */
        expect("==> \"ABC\"");
        expect("samovar> ");
        type("\033[A\033[A\033[A\n"); /* up: the method again */
        expect("modified method f(int)");
        expect("samovar> ");
    }
    type("for (;;) {}\n");
    expect("{}");
    usleep(700000);
    type("\003");
    expect("samovar> ");
    type("f(6)\n");
    expect("==> 7");
    expect("samovar> ");
    type("/exit 3\n");
    if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 3)
        passed++;
    else
        failed++, printf("exit status: %x\n", (unsigned)status);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
