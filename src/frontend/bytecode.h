/*
 * bytecode.h - the one table of standard bytecodes (JVMS 6.5) and helpers to walk code.
 *
 * Every list of opcodes in the project is an expansion of BYTECODES(X).
 */
#ifndef SAMOVAR_FRONTEND_BYTECODE_H
#define SAMOVAR_FRONTEND_BYTECODE_H

#include "base/base.h"

/* Operand formats. Length 0 in the table means: depends on the operands (switches, wide). */
enum bc_format {
    BC_FMT_NONE,
    BC_FMT_S1,        /* signed byte */
    BC_FMT_S2,        /* signed 16 bits */
    BC_FMT_CP1,       /* one-byte constant pool index */
    BC_FMT_CP2,       /* two-byte constant pool index (invokeinterface/dynamic: two more bytes) */
    BC_FMT_LOCAL,     /* one-byte local index */
    BC_FMT_IINC,      /* local, signed byte */
    BC_FMT_BRANCH2,   /* signed 16-bit displacement */
    BC_FMT_BRANCH4,   /* signed 32-bit displacement */
    BC_FMT_SWITCH,    /* tableswitch, lookupswitch */
    BC_FMT_NEWARRAY,  /* element type code */
    BC_FMT_MULTIANEW, /* constant pool index, dimensions */
    BC_FMT_WIDE,
};

/* X(name, opcode, length, format) */
// clang-format off
#define BYTECODES(X)                                                                           \
    X(nop,               0, 1, NONE     ) \
    X(aconst_null,       1, 1, NONE     ) \
    X(iconst_m1,         2, 1, NONE     ) \
    X(iconst_0,          3, 1, NONE     ) \
    X(iconst_1,          4, 1, NONE     ) \
    X(iconst_2,          5, 1, NONE     ) \
    X(iconst_3,          6, 1, NONE     ) \
    X(iconst_4,          7, 1, NONE     ) \
    X(iconst_5,          8, 1, NONE     ) \
    X(lconst_0,          9, 1, NONE     ) \
    X(lconst_1,         10, 1, NONE     ) \
    X(fconst_0,         11, 1, NONE     ) \
    X(fconst_1,         12, 1, NONE     ) \
    X(fconst_2,         13, 1, NONE     ) \
    X(dconst_0,         14, 1, NONE     ) \
    X(dconst_1,         15, 1, NONE     ) \
    X(bipush,           16, 2, S1       ) \
    X(sipush,           17, 3, S2       ) \
    X(ldc,              18, 2, CP1      ) \
    X(ldc_w,            19, 3, CP2      ) \
    X(ldc2_w,           20, 3, CP2      ) \
    X(iload,            21, 2, LOCAL    ) \
    X(lload,            22, 2, LOCAL    ) \
    X(fload,            23, 2, LOCAL    ) \
    X(dload,            24, 2, LOCAL    ) \
    X(aload,            25, 2, LOCAL    ) \
    X(iload_0,          26, 1, NONE     ) \
    X(iload_1,          27, 1, NONE     ) \
    X(iload_2,          28, 1, NONE     ) \
    X(iload_3,          29, 1, NONE     ) \
    X(lload_0,          30, 1, NONE     ) \
    X(lload_1,          31, 1, NONE     ) \
    X(lload_2,          32, 1, NONE     ) \
    X(lload_3,          33, 1, NONE     ) \
    X(fload_0,          34, 1, NONE     ) \
    X(fload_1,          35, 1, NONE     ) \
    X(fload_2,          36, 1, NONE     ) \
    X(fload_3,          37, 1, NONE     ) \
    X(dload_0,          38, 1, NONE     ) \
    X(dload_1,          39, 1, NONE     ) \
    X(dload_2,          40, 1, NONE     ) \
    X(dload_3,          41, 1, NONE     ) \
    X(aload_0,          42, 1, NONE     ) \
    X(aload_1,          43, 1, NONE     ) \
    X(aload_2,          44, 1, NONE     ) \
    X(aload_3,          45, 1, NONE     ) \
    X(iaload,           46, 1, NONE     ) \
    X(laload,           47, 1, NONE     ) \
    X(faload,           48, 1, NONE     ) \
    X(daload,           49, 1, NONE     ) \
    X(aaload,           50, 1, NONE     ) \
    X(baload,           51, 1, NONE     ) \
    X(caload,           52, 1, NONE     ) \
    X(saload,           53, 1, NONE     ) \
    X(istore,           54, 2, LOCAL    ) \
    X(lstore,           55, 2, LOCAL    ) \
    X(fstore,           56, 2, LOCAL    ) \
    X(dstore,           57, 2, LOCAL    ) \
    X(astore,           58, 2, LOCAL    ) \
    X(istore_0,         59, 1, NONE     ) \
    X(istore_1,         60, 1, NONE     ) \
    X(istore_2,         61, 1, NONE     ) \
    X(istore_3,         62, 1, NONE     ) \
    X(lstore_0,         63, 1, NONE     ) \
    X(lstore_1,         64, 1, NONE     ) \
    X(lstore_2,         65, 1, NONE     ) \
    X(lstore_3,         66, 1, NONE     ) \
    X(fstore_0,         67, 1, NONE     ) \
    X(fstore_1,         68, 1, NONE     ) \
    X(fstore_2,         69, 1, NONE     ) \
    X(fstore_3,         70, 1, NONE     ) \
    X(dstore_0,         71, 1, NONE     ) \
    X(dstore_1,         72, 1, NONE     ) \
    X(dstore_2,         73, 1, NONE     ) \
    X(dstore_3,         74, 1, NONE     ) \
    X(astore_0,         75, 1, NONE     ) \
    X(astore_1,         76, 1, NONE     ) \
    X(astore_2,         77, 1, NONE     ) \
    X(astore_3,         78, 1, NONE     ) \
    X(iastore,          79, 1, NONE     ) \
    X(lastore,          80, 1, NONE     ) \
    X(fastore,          81, 1, NONE     ) \
    X(dastore,          82, 1, NONE     ) \
    X(aastore,          83, 1, NONE     ) \
    X(bastore,          84, 1, NONE     ) \
    X(castore,          85, 1, NONE     ) \
    X(sastore,          86, 1, NONE     ) \
    X(pop,              87, 1, NONE     ) \
    X(pop2,             88, 1, NONE     ) \
    X(dup,              89, 1, NONE     ) \
    X(dup_x1,           90, 1, NONE     ) \
    X(dup_x2,           91, 1, NONE     ) \
    X(dup2,             92, 1, NONE     ) \
    X(dup2_x1,          93, 1, NONE     ) \
    X(dup2_x2,          94, 1, NONE     ) \
    X(swap,             95, 1, NONE     ) \
    X(iadd,             96, 1, NONE     ) \
    X(ladd,             97, 1, NONE     ) \
    X(fadd,             98, 1, NONE     ) \
    X(dadd,             99, 1, NONE     ) \
    X(isub,            100, 1, NONE     ) \
    X(lsub,            101, 1, NONE     ) \
    X(fsub,            102, 1, NONE     ) \
    X(dsub,            103, 1, NONE     ) \
    X(imul,            104, 1, NONE     ) \
    X(lmul,            105, 1, NONE     ) \
    X(fmul,            106, 1, NONE     ) \
    X(dmul,            107, 1, NONE     ) \
    X(idiv,            108, 1, NONE     ) \
    X(ldiv,            109, 1, NONE     ) \
    X(fdiv,            110, 1, NONE     ) \
    X(ddiv,            111, 1, NONE     ) \
    X(irem,            112, 1, NONE     ) \
    X(lrem,            113, 1, NONE     ) \
    X(frem,            114, 1, NONE     ) \
    X(drem,            115, 1, NONE     ) \
    X(ineg,            116, 1, NONE     ) \
    X(lneg,            117, 1, NONE     ) \
    X(fneg,            118, 1, NONE     ) \
    X(dneg,            119, 1, NONE     ) \
    X(ishl,            120, 1, NONE     ) \
    X(lshl,            121, 1, NONE     ) \
    X(ishr,            122, 1, NONE     ) \
    X(lshr,            123, 1, NONE     ) \
    X(iushr,           124, 1, NONE     ) \
    X(lushr,           125, 1, NONE     ) \
    X(iand,            126, 1, NONE     ) \
    X(land,            127, 1, NONE     ) \
    X(ior,             128, 1, NONE     ) \
    X(lor,             129, 1, NONE     ) \
    X(ixor,            130, 1, NONE     ) \
    X(lxor,            131, 1, NONE     ) \
    X(iinc,            132, 3, IINC     ) \
    X(i2l,             133, 1, NONE     ) \
    X(i2f,             134, 1, NONE     ) \
    X(i2d,             135, 1, NONE     ) \
    X(l2i,             136, 1, NONE     ) \
    X(l2f,             137, 1, NONE     ) \
    X(l2d,             138, 1, NONE     ) \
    X(f2i,             139, 1, NONE     ) \
    X(f2l,             140, 1, NONE     ) \
    X(f2d,             141, 1, NONE     ) \
    X(d2i,             142, 1, NONE     ) \
    X(d2l,             143, 1, NONE     ) \
    X(d2f,             144, 1, NONE     ) \
    X(i2b,             145, 1, NONE     ) \
    X(i2c,             146, 1, NONE     ) \
    X(i2s,             147, 1, NONE     ) \
    X(lcmp,            148, 1, NONE     ) \
    X(fcmpl,           149, 1, NONE     ) \
    X(fcmpg,           150, 1, NONE     ) \
    X(dcmpl,           151, 1, NONE     ) \
    X(dcmpg,           152, 1, NONE     ) \
    X(ifeq,            153, 3, BRANCH2  ) \
    X(ifne,            154, 3, BRANCH2  ) \
    X(iflt,            155, 3, BRANCH2  ) \
    X(ifge,            156, 3, BRANCH2  ) \
    X(ifgt,            157, 3, BRANCH2  ) \
    X(ifle,            158, 3, BRANCH2  ) \
    X(if_icmpeq,       159, 3, BRANCH2  ) \
    X(if_icmpne,       160, 3, BRANCH2  ) \
    X(if_icmplt,       161, 3, BRANCH2  ) \
    X(if_icmpge,       162, 3, BRANCH2  ) \
    X(if_icmpgt,       163, 3, BRANCH2  ) \
    X(if_icmple,       164, 3, BRANCH2  ) \
    X(if_acmpeq,       165, 3, BRANCH2  ) \
    X(if_acmpne,       166, 3, BRANCH2  ) \
    X(goto,            167, 3, BRANCH2  ) \
    X(jsr,             168, 3, BRANCH2  ) \
    X(ret,             169, 2, LOCAL    ) \
    X(tableswitch,     170, 0, SWITCH   ) \
    X(lookupswitch,    171, 0, SWITCH   ) \
    X(ireturn,         172, 1, NONE     ) \
    X(lreturn,         173, 1, NONE     ) \
    X(freturn,         174, 1, NONE     ) \
    X(dreturn,         175, 1, NONE     ) \
    X(areturn,         176, 1, NONE     ) \
    X(return,          177, 1, NONE     ) \
    X(getstatic,       178, 3, CP2      ) \
    X(putstatic,       179, 3, CP2      ) \
    X(getfield,        180, 3, CP2      ) \
    X(putfield,        181, 3, CP2      ) \
    X(invokevirtual,   182, 3, CP2      ) \
    X(invokespecial,   183, 3, CP2      ) \
    X(invokestatic,    184, 3, CP2      ) \
    X(invokeinterface, 185, 5, CP2      ) \
    X(invokedynamic,   186, 5, CP2      ) \
    X(new,             187, 3, CP2      ) \
    X(newarray,        188, 2, NEWARRAY ) \
    X(anewarray,       189, 3, CP2      ) \
    X(arraylength,     190, 1, NONE     ) \
    X(athrow,          191, 1, NONE     ) \
    X(checkcast,       192, 3, CP2      ) \
    X(instanceof,      193, 3, CP2      ) \
    X(monitorenter,    194, 1, NONE     ) \
    X(monitorexit,     195, 1, NONE     ) \
    X(wide,            196, 0, WIDE     ) \
    X(multianewarray,  197, 4, MULTIANEW) \
    X(ifnull,          198, 3, BRANCH2  ) \
    X(ifnonnull,       199, 3, BRANCH2  ) \
    X(goto_w,          200, 5, BRANCH4  ) \
    X(jsr_w,           201, 5, BRANCH4  )

// clang-format on
enum bytecode {
#define X(name, code, length, fmt) BC_##name = (code),
    BYTECODES(X)
#undef X
        BC_COUNT = 202
};

/* Names as in the specification; NULL for codes >= BC_COUNT. */
const char *bytecode_name(unsigned op);
enum bc_format bytecode_format(unsigned op);

static inline u2 read_u2(const u1 *p)
{
    return (u2)(p[0] << 8 | p[1]);
}
static inline int16_t read_s2(const u1 *p)
{
    return (int16_t)read_u2(p);
}
static inline u4 read_u4(const u1 *p)
{
    return (u4)p[0] << 24 | (u4)p[1] << 16 | (u4)p[2] << 8 | p[3];
}
static inline int32_t read_s4(const u1 *p)
{
    return (int32_t)read_u4(p);
}

/*
 * Length of the instruction at code[bci], operands included; 0 when the opcode is unknown or the instruction
 * runs past `length`.
 */
u4 bytecode_length(const u1 *code, u4 length, u4 bci);

#endif
