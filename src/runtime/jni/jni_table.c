/* jni_table.c - assembles the function table from its parts and checks that no entry of JNI 10 is missing. */
#include "runtime/jni/jni_internal.h"

struct JNINativeInterface_ jni_table;

const struct JNINativeInterface_ *jni_table_init(void)
{
    jni_class_fill(&jni_table);
    jni_call_fill(&jni_table);
    jni_field_fill(&jni_table);
    jni_string_fill(&jni_table);
    jni_array_fill(&jni_table);
    /* Words 0..3 are reserved; everything after GetVersion must be set. */
    void **entry = (void **)&jni_table;
    for (size_t i = 4; i < sizeof jni_table / sizeof(void *); i++)
        if (entry[i] == NULL)
            die("internal error: JNI function %zu is missing from the table", i);
    return &jni_table;
}
