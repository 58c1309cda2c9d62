/* compiled.h - the transitions between T0 and compiled code (compiled_x86_64.S). */
#ifndef SAMOVAR_RUNTIME_EXEC_COMPILED_H
#define SAMOVAR_RUNTIME_EXEC_COMPILED_H

/* Where the outermost compiled function of a section returns to. */
extern const char compiled_enter_return[];

#endif
