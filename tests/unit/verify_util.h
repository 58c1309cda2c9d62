/*
 * verify_util.h - one-method classes for tests of the verifier.
 *
 * The class under test is T, a subclass of p/Base that implements java/lang/Runnable; Sub extends T. T
 * declares the fields own:I and ref:Ljava/lang/Object;. p/Base, in another package, has the protected members
 * prot:I, pm()V and <init>(I)V, and the public <init>()V. The class Missing cannot be loaded.
 *
 *     begin();
 *     REJECT("Bad type on operand stack", CODE(BC_iconst_0, BC_areturn), .desc = "()Ljava/lang/Object;");
 *
 * With SAMOVAR_TEST_DUMP=DIR in the environment every class and its verdict is also written there, to compare
 * with another VM.
 */
#ifndef SAMOVAR_TESTS_VERIFY_UTIL_H
#define SAMOVAR_TESTS_VERIFY_UTIL_H

#include "class_asm.h"
#include "frontend/bytecode.h"
#include "frontend/verify.h"

/* The constants that begin() puts into the pool. */
struct known_constants {
    u2 t, sub, base, object, string, string_array, int_array2, throwable, exception, runnable, cloneable,
        missing;
    u2 a_string, an_int, a_float, a_long, a_double, a_handle, a_method_type, a_condy_int, a_condy_long,
        an_indy;
    u2 own, ref, static_ref, prot, base_array_field;
    u2 t_init, t_init_int, base_init, base_init_int, object_init, exception_init, string_init;
    u2 t_m, sub_m, base_pm, string_length, object_hash, object_clone, runnable_run, t_static, t_static_long;
    u2 cloneable_m, other_special, clinit;
};
extern struct known_constants k;
extern struct class_asm class_under_test;

void begin(void);
void begin_version(u2 major);

/*
 * Finishes the class with one method and verifies it. Defaults: static, named m, ()V, max_stack 4,
 * max_locals 4. line: expected VERIFY_*; text: what the message must start with.
 */
void verify_expect(const char *file, int line, enum verify_result expected, const char *text,
                   struct asm_method m);
/* The last verify_expect's message. */
const char *last_message(void);

#define CODE(...) .code = (u1[]){__VA_ARGS__}, .code_len = sizeof((u1[]){__VA_ARGS__})
#define MAP(...)  .stack_map = (u1[]){__VA_ARGS__}, .stack_map_len = sizeof((u1[]){__VA_ARGS__})
#define HANDLERS(...)                                                                                        \
    .handlers = (struct asm_handler[]){__VA_ARGS__},                                                         \
    .n_handlers = sizeof((struct asm_handler[]){__VA_ARGS__}) / sizeof(struct asm_handler)
#define U2(x)       (u1)((x) >> 8), (u1)(x)
#define U4(x)       U2((u4)(x) >> 16), U2(x)
#define CONSTRUCTOR .access = ACC_PUBLIC, .name = "<init>"
#define INSTANCE    .access = ACC_PUBLIC

#define ACCEPT(...) verify_expect(__FILE__, __LINE__, VERIFY_OK, "", (struct asm_method){__VA_ARGS__})
#define REJECT(text, ...)                                                                                    \
    verify_expect(__FILE__, __LINE__, VERIFY_FAILED, text, (struct asm_method){__VA_ARGS__})
#define MALFORMED(text, ...)                                                                                 \
    verify_expect(__FILE__, __LINE__, VERIFY_FORMAT, text, (struct asm_method){__VA_ARGS__})
#define PENDING(...) verify_expect(__FILE__, __LINE__, VERIFY_PENDING, "", (struct asm_method){__VA_ARGS__})

#endif
