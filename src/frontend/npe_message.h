/*
 * npe_message.h - helpful NullPointerException messages (JEP 358): what was done, and which expression was
 * null.
 *
 *     Cannot invoke "String.length()" because "<local1>.names[2]" is null
 */
#ifndef SAMOVAR_FRONTEND_NPE_MESSAGE_H
#define SAMOVAR_FRONTEND_NPE_MESSAGE_H

#include "frontend/classfile.h"

/*
 * Appends to out the message for a NullPointerException that the VM raised at the instruction BCI of M, a
 * method of cf with code. Works on the class file's own bytes (not on quickened code). Returns false,
 * appending nothing, when there is nothing to say: the instruction dereferences nothing (the exception was
 * made by `new`, or thrown by native code). Takes time in proportion to the method's length; safe on
 * unverified code.
 */
bool npe_message(const struct classfile *cf, const struct cf_method *m, u4 bci, struct buf *out);

#endif
