#include <criterion/criterion.h>
#include <string.h>

#include "base/base.h"

Test(buf, is_empty_text_before_anything_was_appended)
{
    struct buf b = {0};
    cr_assert_str_eq(buf_str(&b), "");
    buf_free(&b);
}

Test(buf, appends_characters_text_and_bytes)
{
    struct buf b = {0};
    buf_putc(&b, 'a');
    buf_puts(&b, "bc");
    buf_append(&b, "d\0e", 3);
    cr_assert_eq(b.len, 6);
    cr_assert_arr_eq(buf_str(&b), "abcd\0e", 7);
    buf_free(&b);
    cr_assert_null(b.at);
}

Test(buf, formats_text_of_any_length)
{
    /* Each length around the first capacity: the NUL must always fit. */
    for (int width = 0; width < 200; width++) {
        struct buf b = {0};
        buf_printf(&b, "<%*d>", width, 7);
        size_t expected = (size_t)(width < 1 ? 1 : width) + 2;
        cr_assert_eq(b.len, expected);
        cr_assert_eq(strlen(buf_str(&b)), expected);
        cr_assert_eq(b.at[b.len - 1], '>');
        buf_free(&b);
    }
}

Test(buf, clear_keeps_the_storage)
{
    struct buf b = {0};
    buf_puts(&b, "something");
    const char *storage = b.at;
    buf_clear(&b);
    cr_assert_str_eq(buf_str(&b), "");
    buf_printf(&b, "%s", "new");
    cr_assert_eq(b.at, storage);
    cr_assert_str_eq(buf_str(&b), "new");
    buf_free(&b);
}
