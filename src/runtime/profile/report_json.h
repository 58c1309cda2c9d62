/* report_json.h - text in JSON, and what the reports say of frames. */
#ifndef SAMOVAR_RUNTIME_PROFILE_REPORT_JSON_H
#define SAMOVAR_RUNTIME_PROFILE_REPORT_JSON_H

#include "base/base.h"

/* A string of JSON, quotes included. The text is modified UTF-8; what is no UTF-8 becomes U+FFFD. */
void json_string(struct buf *out, const char *utf8);

#endif
