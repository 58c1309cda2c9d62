#include <criterion/criterion.h>
#include <errno.h>

#include "base/base.h"

static void collect(void *user, enum log_level level, const char *line)
{
    buf_printf(user, "%d:%s;", (int)level, line);
}

Test(log, the_sink_gets_formatted_lines_and_levels)
{
    struct buf lines = {0};
    log_set_sink(collect, &lines);
    log_error("no %s", "tea");
    log_warn("%d cups", 3);
    log_info("done");
    log_set_sink(NULL, NULL);
    cr_assert_str_eq(buf_str(&lines), "0:no tea;1:3 cups;2:done;");
    buf_free(&lines);
}

Test(log, leaves_errno_alone)
{
    struct buf lines = {0};
    log_set_sink(collect, &lines);
    errno = ENOENT;
    log_error("%s",
              "a line long enough for the buffer to grow: ..............................................");
    cr_assert_eq(errno, ENOENT);
    log_set_sink(NULL, NULL);
    buf_free(&lines);
}

Test(log, die_ends_the_process_with_one, .exit_code = 1)
{
    log_set_sink(collect, &(struct buf){0});
    die("enough");
}
