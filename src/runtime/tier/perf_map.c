/* perf_map.c - /tmp/perf-PID.map, where perf report looks for names of code that is in no file: a line
 * "START SIZE NAME" a piece, in hexadecimal. */
#include <fcntl.h>
#include <unistd.h>
#include "runtime/tier/code_tools.h"

struct perf_map {
    int fd;
};

/* The folder is everybody's: what somebody else put there is not followed, and what an earlier process with
 * this number left is thrown away. */
struct perf_map *perf_map_open(void)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return NULL;
    struct perf_map *p = xmalloc(sizeof *p);
    p->fd = fd;
    return p;
}

/* One write a line: the file is right whenever the process ends. */
void perf_map_add(struct perf_map *p, const struct code_piece *piece)
{
    struct buf line = {0};
    buf_printf(&line, "%lx %x %s\n", (unsigned long)(uintptr_t)piece->code, piece->size, piece->name);
    if (p->fd >= 0 && write(p->fd, line.at, line.len) != (ssize_t)line.len) {
        perror("samovar: --perf-map");
        close(p->fd);
        p->fd = -1;
    }
    buf_free(&line);
}
