/*
 * class_asm.h - builds class files in memory, for tests. It writes what it is told, valid or not.
 *
 *     struct class_asm a;
 *     class_asm_begin(&a, 61, ACC_PUBLIC | ACC_SUPER, "T", "java/lang/Object");
 *     class_asm_method(&a, &(struct asm_method){.access = ACC_STATIC, .name = "m", .desc = "()V", .max_stack
 * = 1, ...}); struct buf image = {0}; class_asm_finish(&a, &image);    // the caller frees it with buf_free
 *
 * Constants are added on demand and returned as constant pool indices; equal constants are not merged.
 */
#ifndef SAMOVAR_TESTS_CLASS_ASM_H
#define SAMOVAR_TESTS_CLASS_ASM_H

#include "frontend/classfile.h"

struct class_asm {
    struct buf pool, interfaces, fields, methods, attributes;
    u2 pool_count, n_interfaces, n_fields, n_methods, n_attributes;
    u2 major, access, this_class, super_class;
};

struct asm_handler {
    u2 start, end, handler, catch_type;
};

struct asm_var {
    u2 start, length, slot;
    const char *name, *desc;
};

struct asm_method {
    u2 access;
    const char *name, *desc;
    u2 max_stack, max_locals;
    const u1 *code; /* NULL: no Code attribute */
    u4 code_len;
    const struct asm_handler *handlers;
    u2 n_handlers;
    const u1 *stack_map; /* body of StackMapTable, frame count included; NULL: none */
    u4 stack_map_len;
    const struct asm_var *vars;
    u2 n_vars;
};

void class_asm_begin(struct class_asm *a, u2 major, u2 access, const char *this_name, const char *super_name);
void class_asm_interface(struct class_asm *a, const char *name);
void class_asm_field(struct class_asm *a, u2 access, const char *name, const char *desc);
void class_asm_method(struct class_asm *a, const struct asm_method *m);
void class_asm_attribute(struct class_asm *a, const char *name, const void *body, u4 len);
void class_asm_finish(struct class_asm *a, struct buf *out); /* frees a's buffers */

u2 asm_utf8(struct class_asm *a, const char *text);
u2 asm_int(struct class_asm *a, int32_t i);
u2 asm_float(struct class_asm *a, float f);
u2 asm_long(struct class_asm *a, int64_t l);
u2 asm_double(struct class_asm *a, double d);
u2 asm_class(struct class_asm *a, const char *name);
u2 asm_string(struct class_asm *a, const char *text);
u2 asm_name_and_type(struct class_asm *a, const char *name, const char *desc);
/* tag: CP_Fieldref, CP_Methodref or CP_InterfaceMethodref */
u2 asm_member(struct class_asm *a, enum cp_tag tag, const char *klass, const char *name, const char *desc);
u2 asm_method_handle(struct class_asm *a, u1 kind, u2 member);
u2 asm_method_type(struct class_asm *a, const char *desc);
/* tag: CP_Dynamic or CP_InvokeDynamic; the class needs a BootstrapMethods attribute. */
u2 asm_dynamic(struct class_asm *a, enum cp_tag tag, u2 bootstrap, const char *name, const char *desc);

void asm_u1(struct buf *b, unsigned x);
void asm_u2(struct buf *b, unsigned x);
void asm_u4(struct buf *b, u4 x);

#endif
