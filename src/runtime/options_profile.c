/* options_profile.c - options of profiles: --profile and its like, --annotate, --source-path. */
#include <string.h>
#include "runtime/options_internal.h"
#include "runtime/profile/profile.h"

static bool set_profile_mode(struct vm_options *o, const char *v)
{
    for (unsigned i = 0; i < N_PROFILE_MODES; i++)
        if (strcmp(v, profile_mode_names[i]) == 0) {
            o->profile_mode = (uint8_t)i;
            return true;
        }
    return false;
}

/* v: what follows --profile; --profile, --profile=FILE, --profile-mode=cpu|wall|alloc, --profile-rate=HZ,
 * --profile-interval=SIZE */
static enum option_result profile_option(struct vm_options *o, const char *arg, const char *v,
                                         struct buf *err)
{
    const char *value;
    bool ok;
    if ((value = after(v, "-mode=")) != NULL)
        ok = set_profile_mode(o, value);
    else if ((value = after(v, "-rate=")) != NULL)
        ok = option_number(value, 1, PROFILE_MAX_HZ, &o->profile_hz);
    else if ((value = after(v, "-interval=")) != NULL)
        return option_set_size(&o->profile_interval, value, 1, "interval of allocation samples", arg, err);
    else if ((ok = *v == 0 || (*v == '=' && v[1] != 0))) {
        o->profile = true;
        option_set_text(&o->profile_file, *v == '=' ? v + 1 : NULL);
    }
    if (!ok)
        buf_printf(err, "Unrecognized option: --profile%s", v);
    return ok ? OPTION_OK : OPTION_BAD;
}

enum option_result options_parse_profile(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "--profile")) != NULL)
        return profile_option(o, arg, v, err);
    if ((v = after(arg, "--annotate=")) != NULL && *v != 0) {
        option_set_text(&o->annotate, v);
        o->profile = true;
        return OPTION_OK;
    }
    if ((v = after(arg, "--source-path=")) != NULL) {
        option_set_text(&o->source_path, v);
        return OPTION_OK;
    }
    return OPTION_UNKNOWN;
}
