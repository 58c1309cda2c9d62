/* compiled_offsets.h - offsets in structures that assembly code uses; compiled.c checks them. */
#ifndef SAMOVAR_RUNTIME_EXEC_COMPILED_OFFSETS_H
#define SAMOVAR_RUNTIME_EXEC_COMPILED_OFFSETS_H

#define THREAD_FRAME       16
#define THREAD_STACK_LIMIT 32
#define THREAD_EXCEPTION   56
#define THREAD_C_LIMIT     72
#define THREAD_ANCHOR_SP   88
#define THREAD_ANCHOR_FP   96
#define THREAD_RESUME_PC   104
#define THREAD_RETURN_TRAP 112

/* struct method */
#define METHOD_FLAGS     104
#define METHOD_NATIVE_FN 80
#define DIRECT_C         1024 /* MF_DIRECT_C */

/* struct frame, as an entry frame */
#define ENTRY_PREV     0
#define ENTRY_METHOD   8
#define ENTRY_LOCALS   16
#define ENTRY_PC       24
#define ENTRY_SP       32
#define ENTRY_SYNC     40
#define ENTRY_RCP      48
#define ENTRY_DISPATCH 56
#define ENTRY_RESUME   64
#define ENTRY_BYTES    72

/* struct compiled_args */
#define ARGS_FPS     48
#define ARGS_N_STACK 112
#define ARGS_STACK   120

#endif
