/* profile.c - profiles by the host's command (runtime/profile/profile.h). */
#include "runtime/profile/profile.h"
#include "runtime/embed/embed.h"

struct samovar_profile {
    struct profile *profile;
};

static const enum profile_mode modes[] = {[SAMOVAR_PROFILE_CPU] = PROFILE_CPU,
                                          [SAMOVAR_PROFILE_WALL] = PROFILE_WALL,
                                          [SAMOVAR_PROFILE_ALLOC] = PROFILE_ALLOC};
static const enum profile_form forms[] = {[SAMOVAR_PROFILE_TEXT] = PROFILE_TEXT,
                                          [SAMOVAR_PROFILE_COLLAPSED] = PROFILE_COLLAPSED,
                                          [SAMOVAR_PROFILE_HTML] = PROFILE_HTML,
                                          [SAMOVAR_PROFILE_PPROF] = PROFILE_PPROF,
                                          [SAMOVAR_PROFILE_SPEEDSCOPE] = PROFILE_SPEEDSCOPE};

static samovar_status read_options(const samovar_profile_options *given, struct profile_options *out)
{
    if (given == NULL)
        return SAMOVAR_OK;
    if (given->size != sizeof *given)
        return embed_fail(NULL, SAMOVAR_ABI_MISMATCH, "samovar_profile_options: size %zu instead of %zu",
                          given->size, sizeof *given);
    if ((unsigned)given->mode >= ARRAY_LEN(modes))
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_options: no such mode: %d",
                          (int)given->mode);
    if (given->rate > PROFILE_MAX_HZ)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_options: more than %d samples a second",
                          PROFILE_MAX_HZ);
    *out = (struct profile_options){
        .mode = modes[given->mode], .hz = given->rate, .alloc_interval = (size_t)given->interval};
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_profile_start(samovar_vm *vm, const samovar_profile_options *options,
                                                    samovar_profile **profile)
{
    struct profile_options o = {0};
    struct buf why = {0};
    if (vm == NULL || profile == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_start: an argument is NULL");
    samovar_status status = read_options(options, &o);
    if (status != SAMOVAR_OK)
        return status;
    struct profile *p = profile_new(vm->vm, &o, &why);
    if (p != NULL) {
        samovar_profile *result = xmalloc(sizeof *result);
        result->profile = p;
        *profile = result;
    } else {
        status = embed_fail(NULL, SAMOVAR_STATE, "%s", buf_str(&why));
    }
    buf_free(&why);
    return status;
}

SAMOVAR_EXPORT samovar_status samovar_profile_stop(samovar_profile *profile)
{
    if (profile == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_stop: no profile");
    profile_stop(profile->profile);
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_profile_read(samovar_profile *profile, samovar_profile_format format,
                                                   void (*write)(void *user, const void *bytes, size_t count),
                                                   void *user)
{
    if (profile == NULL || write == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_read: an argument is NULL");
    if ((unsigned)format >= ARRAY_LEN(forms))
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_profile_read: no such format: %d", (int)format);
    struct buf b = {0};
    samovar_status status = SAMOVAR_OK;
    if (profile_write(profile->profile, forms[format], &b))
        write(user, buf_str(&b), b.len);
    else
        status = embed_fail(NULL, SAMOVAR_STATE, "the report cannot be compressed");
    buf_free(&b);
    return status;
}

SAMOVAR_EXPORT void samovar_profile_free(samovar_profile *profile)
{
    if (profile == NULL)
        return;
    profile_free(profile->profile);
    free(profile);
}
