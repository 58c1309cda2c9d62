#include "frontend/stack_effect.h"

#include "frontend/bytecode.h"

static const char *const effects[BC_COUNT] = {
    [BC_nop] = ">",           [BC_aconst_null] = ">0", [BC_iconst_m1] = ">I",    [BC_iconst_0] = ">I",
    [BC_iconst_1] = ">I",     [BC_iconst_2] = ">I",    [BC_iconst_3] = ">I",     [BC_iconst_4] = ">I",
    [BC_iconst_5] = ">I",     [BC_lconst_0] = ">J",    [BC_lconst_1] = ">J",     [BC_fconst_0] = ">F",
    [BC_fconst_1] = ">F",     [BC_fconst_2] = ">F",    [BC_dconst_0] = ">D",     [BC_dconst_1] = ">D",
    [BC_bipush] = ">I",       [BC_sipush] = ">I",      [BC_iload] = ">I",        [BC_lload] = ">J",
    [BC_fload] = ">F",        [BC_dload] = ">D",       [BC_aload] = ">A",        [BC_iload_0] = ">I",
    [BC_iload_1] = ">I",      [BC_iload_2] = ">I",     [BC_iload_3] = ">I",      [BC_lload_0] = ">J",
    [BC_lload_1] = ">J",      [BC_lload_2] = ">J",     [BC_lload_3] = ">J",      [BC_fload_0] = ">F",
    [BC_fload_1] = ">F",      [BC_fload_2] = ">F",     [BC_fload_3] = ">F",      [BC_dload_0] = ">D",
    [BC_dload_1] = ">D",      [BC_dload_2] = ">D",     [BC_dload_3] = ">D",      [BC_aload_0] = ">A",
    [BC_aload_1] = ">A",      [BC_aload_2] = ">A",     [BC_aload_3] = ">A",      [BC_iaload] = "AI>I",
    [BC_laload] = "AI>J",     [BC_faload] = "AI>F",    [BC_daload] = "AI>D",     [BC_aaload] = "AI>A",
    [BC_baload] = "AI>I",     [BC_caload] = "AI>I",    [BC_saload] = "AI>I",     [BC_istore] = "I>",
    [BC_lstore] = "J>",       [BC_fstore] = "F>",      [BC_dstore] = "D>",       [BC_astore] = "A>",
    [BC_istore_0] = "I>",     [BC_istore_1] = "I>",    [BC_istore_2] = "I>",     [BC_istore_3] = "I>",
    [BC_lstore_0] = "J>",     [BC_lstore_1] = "J>",    [BC_lstore_2] = "J>",     [BC_lstore_3] = "J>",
    [BC_fstore_0] = "F>",     [BC_fstore_1] = "F>",    [BC_fstore_2] = "F>",     [BC_fstore_3] = "F>",
    [BC_dstore_0] = "D>",     [BC_dstore_1] = "D>",    [BC_dstore_2] = "D>",     [BC_dstore_3] = "D>",
    [BC_astore_0] = "A>",     [BC_astore_1] = "A>",    [BC_astore_2] = "A>",     [BC_astore_3] = "A>",
    [BC_iastore] = "AII>",    [BC_lastore] = "AIJ>",   [BC_fastore] = "AIF>",    [BC_dastore] = "AID>",
    [BC_aastore] = "AIA>",    [BC_bastore] = "AII>",   [BC_castore] = "AII>",    [BC_sastore] = "AII>",
    [BC_pop] = "1>",          [BC_iadd] = "II>I",      [BC_ladd] = "JJ>J",       [BC_fadd] = "FF>F",
    [BC_dadd] = "DD>D",       [BC_isub] = "II>I",      [BC_lsub] = "JJ>J",       [BC_fsub] = "FF>F",
    [BC_dsub] = "DD>D",       [BC_imul] = "II>I",      [BC_lmul] = "JJ>J",       [BC_fmul] = "FF>F",
    [BC_dmul] = "DD>D",       [BC_idiv] = "II>I",      [BC_ldiv] = "JJ>J",       [BC_fdiv] = "FF>F",
    [BC_ddiv] = "DD>D",       [BC_irem] = "II>I",      [BC_lrem] = "JJ>J",       [BC_frem] = "FF>F",
    [BC_drem] = "DD>D",       [BC_ineg] = "I>I",       [BC_lneg] = "J>J",        [BC_fneg] = "F>F",
    [BC_dneg] = "D>D",        [BC_ishl] = "II>I",      [BC_lshl] = "JI>J",       [BC_ishr] = "II>I",
    [BC_lshr] = "JI>J",       [BC_iushr] = "II>I",     [BC_lushr] = "JI>J",      [BC_iand] = "II>I",
    [BC_land] = "JJ>J",       [BC_ior] = "II>I",       [BC_lor] = "JJ>J",        [BC_ixor] = "II>I",
    [BC_lxor] = "JJ>J",       [BC_iinc] = ">",         [BC_i2l] = "I>J",         [BC_i2f] = "I>F",
    [BC_i2d] = "I>D",         [BC_l2i] = "J>I",        [BC_l2f] = "J>F",         [BC_l2d] = "J>D",
    [BC_f2i] = "F>I",         [BC_f2l] = "F>J",        [BC_f2d] = "F>D",         [BC_d2i] = "D>I",
    [BC_d2l] = "D>J",         [BC_d2f] = "D>F",        [BC_i2b] = "I>I",         [BC_i2c] = "I>I",
    [BC_i2s] = "I>I",         [BC_lcmp] = "JJ>I",      [BC_fcmpl] = "FF>I",      [BC_fcmpg] = "FF>I",
    [BC_dcmpl] = "DD>I",      [BC_dcmpg] = "DD>I",     [BC_ifeq] = "I>",         [BC_ifne] = "I>",
    [BC_iflt] = "I>",         [BC_ifge] = "I>",        [BC_ifgt] = "I>",         [BC_ifle] = "I>",
    [BC_if_icmpeq] = "II>",   [BC_if_icmpne] = "II>",  [BC_if_icmplt] = "II>",   [BC_if_icmpge] = "II>",
    [BC_if_icmpgt] = "II>",   [BC_if_icmple] = "II>",  [BC_if_acmpeq] = "AA>",   [BC_if_acmpne] = "AA>",
    [BC_goto] = ">",          [BC_tableswitch] = "I>", [BC_lookupswitch] = "I>", [BC_ireturn] = "I>",
    [BC_lreturn] = "J>",      [BC_freturn] = "F>",     [BC_dreturn] = "D>",      [BC_areturn] = "A>",
    [BC_return] = ">",        [BC_new] = ">A",         [BC_newarray] = "I>A",    [BC_anewarray] = "I>A",
    [BC_arraylength] = "A>I", [BC_athrow] = "A>",      [BC_checkcast] = "A>A",   [BC_instanceof] = "A>I",
    [BC_monitorenter] = "A>", [BC_monitorexit] = "A>", [BC_ifnull] = "A>",       [BC_ifnonnull] = "A>",
    [BC_goto_w] = ">",
};

const char *stack_effect(unsigned op)
{
    return op < BC_COUNT ? effects[op] : NULL;
}

u4 stack_effect_slots(const char *half)
{
    u4 n = 0;
    for (; *half && *half != '>'; half++)
        n += *half == 'J' || *half == 'D' ? 2 : 1;
    return n;
}
