/* intrinsics_base64.c - the block loops of java.util.Base64 (RFC 4648): whole groups, no padding. */
#include "runtime/jdk/intrinsics.h"

static const char alphabet[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

static int32_t sextet(u1 c, bool url)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == (url ? '-' : '+'))
        return 62;
    return c == (url ? '_' : '/') ? 63 : -1;
}

/* encodeBlock(byte[] src, int sp, int sl, byte[] dst, int dp, boolean isURL) */
INTRINSIC(encode_block)
{
    int32_t sp = args[2].i, sl = args[3].i, dp = args[5].i;
    const char *letters = alphabet[args[6].i != 0];
    EXPECT(args[1].a != NULL && args[4].a != NULL && sp >= 0 && sp <= sl && sl <= array_length(args[1].a) &&
           (sl - sp) % 3 == 0 && (int64_t)(sl - sp) / 3 * 4 <= (int64_t)array_length(args[4].a) - dp &&
           dp >= 0);
    const u1 *from = &ARRAY_AT(u1, args[1].a, sp), *end = &ARRAY_AT(u1, args[1].a, sl);
    u1 *to = &ARRAY_AT(u1, args[4].a, dp);
    for (; from < end; from += 3, to += 4) {
        u4 bits = (u4)from[0] << 16 | (u4)from[1] << 8 | from[2];
        to[0] = (u1)letters[bits >> 18];
        to[1] = (u1)letters[bits >> 12 & 63];
        to[2] = (u1)letters[bits >> 6 & 63];
        to[3] = (u1)letters[bits & 63];
    }
    return true;
}

/* decodeBlock(byte[] src, int sp, int sl, byte[] dst, int dp, boolean isURL, boolean isMIME): how many bytes
 * came out before the first group that is not four letters of the alphabet. */
INTRINSIC(decode_block)
{
    int32_t sp = args[2].i, sl = args[3].i, dp = args[5].i;
    bool url = args[6].i != 0;
    EXPECT(args[1].a != NULL && args[4].a != NULL && sp >= 0 && sp <= sl && sl <= array_length(args[1].a) &&
           dp >= 0 && (sl - sp) / 4 <= (array_length(args[4].a) - dp) / 3);
    const u1 *from = &ARRAY_AT(u1, args[1].a, sp);
    u1 *start = &ARRAY_AT(u1, args[4].a, dp), *to = start;
    for (int32_t groups = (sl - sp) / 4; groups > 0; groups--, from += 4, to += 3) {
        int32_t a = sextet(from[0], url), b = sextet(from[1], url), c = sextet(from[2], url),
                d = sextet(from[3], url);
        if ((a | b | c | d) < 0)
            break;
        int32_t bits = a << 18 | b << 12 | c << 6 | d;
        to[0] = (u1)(bits >> 16);
        to[1] = (u1)(bits >> 8);
        to[2] = (u1)bits;
    }
    RETURN_I((int32_t)(to - start));
}

const struct native_entry natives_base64[] = {
    {"java/util/Base64$Encoder", "encodeBlock", NULL, NATIVE_INTRINSIC, (void *)encode_block},
    {"java/util/Base64$Decoder", "decodeBlock", NULL, NATIVE_INTRINSIC, (void *)decode_block},
    {NULL, NULL, NULL, 0, NULL},
};
