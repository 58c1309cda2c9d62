/* link_upcall.h - shared by the files that call java.lang.invoke.MethodHandleNatives to link something. */
#ifndef SAMOVAR_RUNTIME_LINK_UPCALL_H
#define SAMOVAR_RUNTIME_LINK_UPCALL_H

#include "runtime/class/class.h"

/* Reference kinds, JVMS 5.4.3.5 table 5.4.3.5-A. */
enum ref_kind_value {
    REF_getField = 1,
    REF_getStatic,
    REF_putField,
    REF_putStatic,
    REF_invokeVirtual,
    REF_invokeStatic,
    REF_invokeSpecial,
    REF_newInvokeSpecial,
    REF_invokeInterface,
};

bool method_handle_natives_ready(struct thread *t);
/* A site from what linkMethod or linkCallSite answered, allocated with the class that owns the instruction.
 */
struct call_site *call_site_new(struct thread *t, struct class *from, struct object *member_name,
                                struct object *appendix);

#endif
