/*
 * opcodes.h - the one table of T0's internal opcodes. prepare.c translates bytecode into them.
 *
 * T0 keeps the top of the operand stack in a register when that pays. Which one is the dispatch *state*:
 *
 *     0  everything is in memory
 *     1  the top slot (int, float, reference, return address) is in `tos`
 *     2  the top two slots are a long, in `tos`
 *     3  the top two slots are a double, in `fp`
 *
 * There is a dispatch table per state, and a handler says by the table it leaves through what it cached. An
 * opcode has handlers for the states that its operands can be in; in every other state its entry is spill_N,
 * which stores the cached value and dispatches the same instruction again in state 0. So caching is only ever
 * an optimisation: writing the state-0 handler is enough for correctness.
 *
 * Columns: name, states with handlers of their own (state 0 always has one):
 *     ALL 0 1 2 3    ONE 0 1    LONG 0 2    DBL 0 3    MEM 0
 * After | the operand units of the instruction (unit 0 is the opcode).
 */
#ifndef SAMOVAR_RUNTIME_EXEC_OPCODES_H
#define SAMOVAR_RUNTIME_EXEC_OPCODES_H

// clang-format off
/* Loads, stores and constants. Local indices 0..3 are implied by the opcode; _n reads unit 1; _w is `wide` (4 units). */
#define OPS_STACK(X)                                                                                                   \
    X(nop, ALL) X(skip2, ALL) /* skip2: second half of a five-unit call */                                             \
    X(iconst_m1, ALL) X(iconst_0, ALL) X(iconst_1, ALL) X(iconst_2, ALL) X(iconst_3, ALL) X(iconst_4, ALL)             \
    X(iconst_5, ALL) X(lconst_0, ALL) X(lconst_1, ALL) X(fconst_1, ALL) X(fconst_2, ALL) X(dconst_0, ALL)              \
    X(dconst_1, ALL)                                                                                                   \
    X(bipush, ALL) X(sipush, ALL)         /* | value */                                                                \
    X(ldc, MEM) X(ldc_w, MEM) X(ldc2_w, MEM)                                                                           \
    X(ldc_num, ALL) X(ldc_w_num, ALL)     /* | rcp index of the raw bits */                                            \
    X(ldc2_w_long, ALL) X(ldc2_w_double, ALL)                                                                          \
    X(ldc_obj, ALL) X(ldc_w_obj, ALL)     /* | rcp index of a root cell */                                             \
    X(ldc_class, ALL) X(ldc_w_class, ALL) /* | rcp index of the class */                                               \
    X(load_0, ALL) X(load_1, ALL) X(load_2, ALL) X(load_3, ALL) X(load_n, ALL) X(load_w, ALL)                          \
    X(lload_0, ALL) X(lload_1, ALL) X(lload_2, ALL) X(lload_3, ALL) X(lload_n, ALL) X(lload_w, ALL)                    \
    X(dload_0, ALL) X(dload_1, ALL) X(dload_2, ALL) X(dload_3, ALL) X(dload_n, ALL) X(dload_w, ALL)                    \
    X(store_0, ONE) X(store_1, ONE) X(store_2, ONE) X(store_3, ONE) X(store_n, ONE) X(store_w, ONE)                    \
    X(lstore_0, LONG) X(lstore_1, LONG) X(lstore_2, LONG) X(lstore_3, LONG) X(lstore_n, LONG) X(lstore_w, LONG)        \
    X(dstore_0, DBL) X(dstore_1, DBL) X(dstore_2, DBL) X(dstore_3, DBL) X(dstore_n, DBL) X(dstore_w, DBL)              \
    X(pop, ONE) X(pop2, ALL) X(dup, ONE) X(dup_x1, ONE) X(dup_x2, ONE) X(dup2, ALL) X(dup2_x1, MEM) X(dup2_x2, MEM)    \
    X(swap, ONE)

#define OPS_ARITH(X)                                                                                                   \
    X(iadd, ONE) X(isub, ONE) X(imul, ONE) X(idiv, ONE) X(irem, ONE) X(ineg, ONE) X(ishl, ONE) X(ishr, ONE)            \
    X(iushr, ONE) X(iand, ONE) X(ior, ONE) X(ixor, ONE)                                                                \
    X(ladd, LONG) X(lsub, LONG) X(lmul, LONG) X(ldiv, LONG) X(lrem, LONG) X(lneg, LONG) X(land, LONG) X(lor, LONG)     \
    X(lxor, LONG) X(lshl, ONE) X(lshr, ONE) X(lushr, ONE)                                                              \
    X(fadd, ONE) X(fsub, ONE) X(fmul, ONE) X(fdiv, ONE) X(frem, ONE) X(fneg, ONE)                                      \
    X(dadd, DBL) X(dsub, DBL) X(dmul, DBL) X(ddiv, DBL) X(drem, DBL) X(dneg, DBL)                                      \
    X(iinc, ALL) X(iinc_w, ALL) /* | local, constant */                                                                \
    X(i2l, ONE) X(i2f, ONE) X(i2d, ONE) X(l2i, LONG) X(l2f, LONG) X(l2d, LONG) X(f2i, ONE) X(f2l, ONE) X(f2d, ONE)     \
    X(d2i, DBL) X(d2l, DBL) X(d2f, DBL) X(i2b, ONE) X(i2c, ONE) X(i2s, ONE)                                            \
    X(lcmp, LONG) X(fcmpl, ONE) X(fcmpg, ONE) X(dcmpl, DBL) X(dcmpg, DBL)

/* | displacement. The _back forms are backward branches: they poll. */
#define OPS_BRANCH(X)                                                                                                  \
    X(ifeq, ONE) X(ifne, ONE) X(iflt, ONE) X(ifge, ONE) X(ifgt, ONE) X(ifle, ONE)                                      \
    X(if_icmpeq, ONE) X(if_icmpne, ONE) X(if_icmplt, ONE) X(if_icmpge, ONE) X(if_icmpgt, ONE) X(if_icmple, ONE)        \
    X(if_acmpeq, ONE) X(if_acmpne, ONE) X(ifnull, ONE) X(ifnonnull, ONE) X(goto, ALL)                                  \
    X(ifeq_back, ONE) X(ifne_back, ONE) X(iflt_back, ONE) X(ifge_back, ONE) X(ifgt_back, ONE) X(ifle_back, ONE)        \
    X(if_icmpeq_back, ONE) X(if_icmpne_back, ONE) X(if_icmplt_back, ONE) X(if_icmpge_back, ONE)                        \
    X(if_icmpgt_back, ONE) X(if_icmple_back, ONE) X(if_acmpeq_back, ONE) X(if_acmpne_back, ONE)                        \
    X(ifnull_back, ONE) X(ifnonnull_back, ONE) X(goto_back, ALL)                                                       \
    X(goto_w, MEM) X(jsr, MEM) X(jsr_w, MEM) X(ret, MEM) X(ret_w, MEM)                                                 \
    X(tableswitch, ONE)  /* | default, low, high, displacements: two units each */                                     \
    X(lookupswitch, ONE) /* | default, pairs, then (key, displacement): two units each */

#define OPS_ARRAY(X)                                                                                                   \
    X(iaload, ONE) X(laload, ONE) X(daload, ONE) X(aaload, ONE) X(baload, ONE) X(caload, ONE) X(saload, ONE)           \
    X(iastore, ONE) X(lastore, LONG) X(dastore, DBL) X(aastore, ONE) X(bastore, ONE) X(castore, ONE)                   \
    X(arraylength, ONE)                                                                                                \
    X(newarray, ONE)       /* | element type code */                                                                   \
    X(anewarray, MEM) X(anewarray_q, ONE) /* | rcp index of the element class */                                       \
    X(multianewarray, MEM) /* | pool index, dimensions */

/* Quick forms by width: b (also boolean), c, s, i (also float), l, d, a. _z: boolean puts. */
#define OPS_FIELD(X)                                                                                                   \
    X(getfield, MEM) X(putfield, MEM) X(getstatic, MEM) X(putstatic, MEM) /* | pool index */                           \
    X(getfield_b, ONE) X(getfield_c, ONE) X(getfield_s, ONE) X(getfield_i, ONE) X(getfield_l, ONE) X(getfield_d, ONE)  \
    X(getfield_a, ONE) /* | offset */                                                                                  \
    X(putfield_z, ONE) X(putfield_b, ONE) X(putfield_s, ONE) X(putfield_i, ONE) X(putfield_l, LONG)                    \
    X(putfield_d, DBL) X(putfield_a, ONE) /* | offset */                                                               \
    X(getstatic_b, ALL) X(getstatic_c, ALL) X(getstatic_s, ALL) X(getstatic_i, ALL) X(getstatic_l, ALL)                \
    X(getstatic_d, ALL) X(getstatic_a, ALL) /* | rcp index of the field */                                             \
    X(putstatic_z, ONE) X(putstatic_b, ONE) X(putstatic_s, ONE) X(putstatic_i, ONE) X(putstatic_l, LONG)               \
    X(putstatic_d, DBL) X(putstatic_a, ONE)   /* | rcp index of the field */                                           \
    X(putfield_volatile, MEM) X(putstatic_volatile, MEM) X(getfield_far, MEM) X(putfield_far, MEM) /* | rcp index */

#define OPS_INVOKE(X)                                                                                                  \
    X(invokevirtual, MEM) X(invokespecial, MEM) X(invokestatic, MEM) X(invokeinterface, MEM) X(invokedynamic, MEM)     \
    X(invokestatic_q, ALL)      /* | rcp index of the method */                                                        \
    X(invokespecial_q, ALL)     /* | rcp index of the method: direct call with a receiver */                           \
    X(invokevirtual_q, ALL)     /* | vtable index, argument slots */                                                   \
    X(invokeinterface_q, ALL)   /* | rcp index of the method, argument slots, skip2, method_imt_slot */                \
    X(invokedefault_q, ALL)     /* | rcp index, argument slots: invokevirtual of an interface's method */              \
    /* The same, noting the receiver's class: of methods under watch (tier/site_profile.h). */                         \
    X(invokevirtual_watch, MEM) X(invokeinterface_watch, MEM) X(invokedefault_watch, MEM)                              \
    X(invokesite_q, ALL)        /* | site number: direct call of a selected method with a receiver */                  \
    X(invokehandle_q, ALL)      /* | rcp index of the call site */                                                     \
    X(invokedynamic_q, ALL)     /* | site number (two units), skip2 */                                                 \
    X(invokespecial_object_init, ALL) /* Object.<init> without a frame */                                              \
    X(return, ALL) X(return1, ONE) X(lreturn, LONG) X(dreturn, DBL)                                                    \
    X(return_z, ONE) X(return_b, ONE) X(return_c, ONE) X(return_s, ONE)                                                \
    X(return_sync, MEM) X(return_object_init, MEM)                                                                     \
    /* What a method's entry can be, besides its code. */                                                              \
    X(enter_baseline, MEM) X(enter_sync, MEM) X(enter_native, MEM) X(enter_fast_native, MEM) X(enter_failing, MEM)                            \
    X(enter_mh_basic, MEM)                                                                                             \
    X(enter_mh_direct, MEM) X(enter_mh_virtual, MEM) X(enter_mh_interface, MEM)                                        \
    /* What a method's shortcut can be. */                                                                             \
    X(call_intrinsic, MEM) X(call_getter_z, MEM) X(call_getter_i, MEM) X(call_getter_l, MEM) X(call_getter_d, MEM)     \
    X(call_getter_a, MEM) X(call_compiled, MEM)                                                                                            \
    X(call_from_c, MEM) X(exit_to_c, ALL)

#define OPS_OBJECT(X)                                                                                                  \
    X(new, MEM) X(new_q, ALL) X(new_ref_q, MEM) /* | rcp index of the class; new_ref_q: java.lang.ref.Reference */     \
    X(checkcast, MEM) X(checkcast_class, ONE) X(checkcast_slow, ONE) /* | rcp index of the class, depth (_class) */    \
    X(instanceof, MEM) X(instanceof_class, ONE) X(instanceof_slow, ONE) /* | the same */                               \
    X(athrow, ONE) X(monitorenter, ONE) X(monitorexit, ONE)                                                            \
    X(illegal, MEM) /* no such bytecode: only in classes that were not verified */

/*
 * Superinstructions: named by the instructions they do at once, in order. Only the opcode of the first one is replaced, so
 * that the others can still be jumped to; operands are read where they are, and two more kinds of place are used: a
 * branch and a getfield have a unit free (the last), which holds locals (fuse.c). Where an operand of the name is
 * left out, it is that: load_s is load_0..3, load_load a pair of any loads, whose length is the last part of the name.
 */
#define FOR_LOADS(X, suffix, states)                                                                                   \
    X(load_0_##suffix, states) X(load_1_##suffix, states) X(load_2_##suffix, states) X(load_3_##suffix, states)        \
    X(load_n_##suffix, states)
#define FOR_CONDITIONS(X, prefix, suffix, states)                                                                      \
    X(prefix##eq##suffix, states) X(prefix##ne##suffix, states) X(prefix##lt##suffix, states)                          \
    X(prefix##ge##suffix, states) X(prefix##gt##suffix, states) X(prefix##le##suffix, states)
#define FOR_FIELD_TYPES(X, prefix, states)                                                                             \
    X(prefix##_getfield_b, states) X(prefix##_getfield_i, states) X(prefix##_getfield_l, states)                       \
    X(prefix##_getfield_d, states) X(prefix##_getfield_a, states)
#define OPS_SUPER(X)                                                                                                   \
    FOR_LOADS(X, load_0, ALL) FOR_LOADS(X, load_1, ALL) FOR_LOADS(X, load_2, ALL) FOR_LOADS(X, load_3, ALL)            \
    FOR_LOADS(X, load_n, ALL)                                                                                          \
    FOR_LOADS(X, iaload, ONE) FOR_LOADS(X, daload, ONE) FOR_LOADS(X, aaload, ONE) FOR_LOADS(X, baload, ONE)            \
    FOR_LOADS(X, caload, ONE)                                                                                          \
    FOR_LOADS(X, iadd, ONE) FOR_LOADS(X, isub, ONE) FOR_LOADS(X, iadd_store_n, ONE) FOR_LOADS(X, return1, MEM)         \
    /* The field's type is not known yet: becomes one of the forms below when the getfield has become quick. */        \
    FOR_LOADS(X, getfield, ALL) X(dup_getfield, ONE)                                                                   \
    FOR_FIELD_TYPES(X, load_0, ALL) FOR_FIELD_TYPES(X, load_s, ALL) FOR_FIELD_TYPES(X, load_n, ALL)                    \
    FOR_FIELD_TYPES(X, dup, ONE)                                                                                       \
    FOR_CONDITIONS(X, load_load_if_icmp, _2, MEM) FOR_CONDITIONS(X, load_load_if_icmp, _3, MEM)                        \
    FOR_CONDITIONS(X, load_load_if_icmp, _4, MEM)                                                                      \
    FOR_CONDITIONS(X, iconst_if_icmp, , ONE) FOR_CONDITIONS(X, bipush_if_icmp, , ONE)                                  \
    FOR_CONDITIONS(X, lcmp_if, , LONG) FOR_CONDITIONS(X, dcmpl_if, , DBL) FOR_CONDITIONS(X, dcmpg_if, , DBL)           \
    X(load_s_ifeq, MEM) X(load_s_ifne, MEM) X(load_s_ifnull, MEM) X(load_s_ifnonnull, MEM)                             \
    X(load_n_ifeq, MEM) X(load_n_ifne, MEM) X(load_n_ifnull, MEM) X(load_n_ifnonnull, MEM)                             \
    X(arraylength_if_icmplt, ONE) X(arraylength_if_icmpge, ONE)                                                        \
    X(iinc_goto_back, MEM) X(iconst_1_iadd, ONE) X(iconst_1_isub, ONE) X(iadd_store_n, ONE)                            \
    X(iconst_0_return_z, MEM) X(iconst_1_return_z, MEM)                                                                \
    X(dload_n_dmul, DBL) X(dload_n_dadd, DBL) X(dload_n_dsub, DBL) X(dload_n_dload_n_dmul, ALL)                        \
    X(dload_n_dload_n_dmul_dadd, DBL) X(dload_n_dload_n_dmul_dsub, DBL) X(dload_n_dmul_dadd, DBL)                      \
    X(dload_n_dmul_dsub, DBL) X(dadd_dstore_n, DBL) X(dmul_dadd, DBL) X(dmul_dsub, DBL)

#define OPS(X) OPS_STACK(X) OPS_ARITH(X) OPS_BRANCH(X) OPS_ARRAY(X) OPS_FIELD(X) OPS_INVOKE(X) OPS_OBJECT(X) OPS_SUPER(X)

// clang-format on

enum opcode {
#define X(name, states) OP_##name,
    OPS(X)
#undef X
        N_OPS
};

const char *opcode_name(unsigned op);

#endif
