/*
 * build_intrinsics.h - methods that the builder knows by name.
 *
 * X(ID, class, name, descriptor, operation): the operation makes the result of the arguments; NOP:
 * build_intrinsics.c has a case of its own. The methods of Unsafe are one entry; their names say what they do
 * (build_unsafe.c); so are those of samovar.Memory (build_region.c).
 */
#ifndef SAMOVAR_FRONTEND_BUILD_INTRINSICS_H
#define SAMOVAR_FRONTEND_BUILD_INTRINSICS_H

#include "base/base.h"

// clang-format off
#define INTRINSICS(X) \
    X(ABS_I,      "java/lang/Math", "abs", "(I)I", ABS) \
    X(ABS_J,      "java/lang/Math", "abs", "(J)J", ABS) \
    X(ABS_F,      "java/lang/Math", "abs", "(F)F", ABS) \
    X(ABS_D,      "java/lang/Math", "abs", "(D)D", ABS) \
    X(MIN_I,      "java/lang/Math", "min", "(II)I", MIN) \
    X(MIN_J,      "java/lang/Math", "min", "(JJ)J", MIN) \
    X(MIN_F,      "java/lang/Math", "min", "(FF)F", MIN) \
    X(MIN_D,      "java/lang/Math", "min", "(DD)D", MIN) \
    X(MAX_I,      "java/lang/Math", "max", "(II)I", MAX) \
    X(MAX_J,      "java/lang/Math", "max", "(JJ)J", MAX) \
    X(MAX_F,      "java/lang/Math", "max", "(FF)F", MAX) \
    X(MAX_D,      "java/lang/Math", "max", "(DD)D", MAX) \
    X(SQRT,       "java/lang/Math", "sqrt", "(D)D", SQRT) \
    X(STRICT_SQRT, "java/lang/StrictMath", "sqrt", "(D)D", SQRT) \
    X(FMA_F,      "java/lang/Math", "fma", "(FFF)F", FMA) \
    X(FMA_D,      "java/lang/Math", "fma", "(DDD)D", FMA) \
    X(FLOOR,      "java/lang/Math", "floor", "(D)D", FLOOR) \
    X(CEIL,       "java/lang/Math", "ceil", "(D)D", CEIL) \
    X(RINT,       "java/lang/Math", "rint", "(D)D", RINT) \
    X(MULTIPLY_HIGH, "java/lang/Math", "multiplyHigh", "(JJ)J", MULHI) \
    X(BIT_COUNT_I, "java/lang/Integer", "bitCount", "(I)I", POPCNT) \
    X(BIT_COUNT_J, "java/lang/Long", "bitCount", "(J)I", POPCNT) \
    X(LEADING_I,  "java/lang/Integer", "numberOfLeadingZeros", "(I)I", CLZ) \
    X(LEADING_J,  "java/lang/Long", "numberOfLeadingZeros", "(J)I", CLZ) \
    X(TRAILING_I, "java/lang/Integer", "numberOfTrailingZeros", "(I)I", CTZ) \
    X(TRAILING_J, "java/lang/Long", "numberOfTrailingZeros", "(J)I", CTZ) \
    X(REVERSE_BYTES_I, "java/lang/Integer", "reverseBytes", "(I)I", BSWAP) \
    X(REVERSE_BYTES_J, "java/lang/Long", "reverseBytes", "(J)J", BSWAP) \
    X(ROTATE_LEFT_I, "java/lang/Integer", "rotateLeft", "(II)I", ROTL) \
    X(ROTATE_LEFT_J, "java/lang/Long", "rotateLeft", "(JI)J", ROTL) \
    X(ROTATE_RIGHT_I, "java/lang/Integer", "rotateRight", "(II)I", ROTR) \
    X(ROTATE_RIGHT_J, "java/lang/Long", "rotateRight", "(JI)J", ROTR) \
    X(FLOAT_TO_RAW_BITS, "java/lang/Float", "floatToRawIntBits", "(F)I", F2I_BITS) \
    X(BITS_TO_FLOAT, "java/lang/Float", "intBitsToFloat", "(I)F", I2F_BITS) \
    X(DOUBLE_TO_RAW_BITS, "java/lang/Double", "doubleToRawLongBits", "(D)J", D2L_BITS) \
    X(BITS_TO_DOUBLE, "java/lang/Double", "longBitsToDouble", "(J)D", L2D_BITS) \
    X(TO_UNSIGNED_LONG, "java/lang/Integer", "toUnsignedLong", "(I)J", U2L) \
    /* With checks: a zero divisor, an overflow. */ \
    X(DIVIDE_UNSIGNED_I, "java/lang/Integer", "divideUnsigned", "(II)I", UDIV) \
    X(DIVIDE_UNSIGNED_J, "java/lang/Long", "divideUnsigned", "(JJ)J", UDIV) \
    X(REMAINDER_UNSIGNED_I, "java/lang/Integer", "remainderUnsigned", "(II)I", UREM) \
    X(REMAINDER_UNSIGNED_J, "java/lang/Long", "remainderUnsigned", "(JJ)J", UREM) \
    X(ADD_EXACT_I, "java/lang/Math", "addExact", "(II)I", ADD) \
    X(ADD_EXACT_J, "java/lang/Math", "addExact", "(JJ)J", ADD) \
    X(SUB_EXACT_I, "java/lang/Math", "subtractExact", "(II)I", SUB) \
    X(SUB_EXACT_J, "java/lang/Math", "subtractExact", "(JJ)J", SUB) \
    X(MUL_EXACT_I, "java/lang/Math", "multiplyExact", "(II)I", MUL) \
    X(MUL_EXACT_J, "java/lang/Math", "multiplyExact", "(JJ)J", MUL) \
    /* Helpers of the runtime. */ \
    X(SIN,        "java/lang/Math", "sin", "(D)D", NOP) \
    X(COS,        "java/lang/Math", "cos", "(D)D", NOP) \
    X(TAN,        "java/lang/Math", "tan", "(D)D", NOP) \
    X(EXP,        "java/lang/Math", "exp", "(D)D", NOP) \
    X(LOG,        "java/lang/Math", "log", "(D)D", NOP) \
    X(LOG10,      "java/lang/Math", "log10", "(D)D", NOP) \
    X(POW,        "java/lang/Math", "pow", "(DD)D", NOP) \
    X(ARRAYCOPY,  "java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V", NOP) \
    X(NEW_ARRAY,  "java/lang/reflect/Array", "newArray", "(Ljava/lang/Class;I)Ljava/lang/Object;", NOP) \
    X(CURRENT_THREAD, "java/lang/Thread", "currentThread", "()Ljava/lang/Thread;", NOP) \
    /* Objects and classes. */ \
    X(OBJECT_INIT, "java/lang/Object", "<init>", "()V", NOP) \
    X(GET_CLASS,  "java/lang/Object", "getClass", "()Ljava/lang/Class;", NOP) \
    X(IS_ARRAY,   "java/lang/Class", "isArray", "()Z", NOP) \
    X(REFERS_TO,  "java/lang/ref/Reference", "refersTo0", "(Ljava/lang/Object;)Z", NOP) \
    X(PHANTOM_REFERS_TO, "java/lang/ref/PhantomReference", "refersTo0", "(Ljava/lang/Object;)Z", NOP) \
    X(CLEAR_REFERENCE, "java/lang/ref/Reference", "clear0", "()V", NOP) \
    X(IS_INSTANCE, "java/lang/Class", "isInstance", "(Ljava/lang/Object;)Z", NOP) \
    X(CLONE,      "java/lang/Object", "clone", "()Ljava/lang/Object;", NOP) \
    X(HASH_CODE,  "java/lang/Object", "hashCode", "()I", NOP) \
    X(IDENTITY_HASH, "java/lang/System", "identityHashCode", "(Ljava/lang/Object;)I", NOP) \
    X(BOX_B,      "java/lang/Byte", "valueOf", "(B)Ljava/lang/Byte;", SEXT8) \
    X(BOX_C,      "java/lang/Character", "valueOf", "(C)Ljava/lang/Character;", ZEXT16) \
    X(BOX_S,      "java/lang/Short", "valueOf", "(S)Ljava/lang/Short;", SEXT16) \
    X(BOX_I,      "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", NOP) \
    X(BOX_J,      "java/lang/Long", "valueOf", "(J)Ljava/lang/Long;", NOP) \
    X(CHECK_INDEX, "jdk/internal/util/Preconditions", "checkIndex", \
      "(IILjava/util/function/BiFunction;)I", NOP) \
    X(IS_COMPILE_CONSTANT, "java/lang/invoke/MethodHandleImpl", "isCompileConstant", "(Ljava/lang/Object;)Z", NOP) \
    X(LATIN1_EQUALS, "java/lang/StringLatin1", "equals", "([B[B)Z", NOP) \
    X(LATIN1_COMPARE, "java/lang/StringLatin1", "compareTo", "([B[B)I", NOP) \
    X(LATIN1_HASH, "java/lang/StringLatin1", "hashCode", "([B)I", NOP) \
    /* Method handles: the descriptor differs from call to call. */ \
    X(INVOKE_BASIC, "java/lang/invoke/MethodHandle", "invokeBasic", NULL, NOP) \
    X(LINK_TO_STATIC, "java/lang/invoke/MethodHandle", "linkToStatic", NULL, NOP) \
    X(LINK_TO_SPECIAL, "java/lang/invoke/MethodHandle", "linkToSpecial", NULL, NOP) \
    X(LINK_TO_VIRTUAL, "java/lang/invoke/MethodHandle", "linkToVirtual", NULL, NOP) \
    X(LINK_TO_INTERFACE, "java/lang/invoke/MethodHandle", "linkToInterface", NULL, NOP) \
    X(ALLOCATE_INSTANCE, "jdk/internal/misc/Unsafe", "allocateInstance", \
      "(Ljava/lang/Class;)Ljava/lang/Object;", NOP) \
    X(UNINITIALIZED_ARRAY, "jdk/internal/misc/Unsafe", "allocateUninitializedArray", \
      "(Ljava/lang/Class;I)Ljava/lang/Object;", NOP) \
    X(UNSAFE,     "jdk/internal/misc/Unsafe", NULL, NULL, NOP) \
    X(REGION,     "samovar/Memory", NULL, NULL, NOP)
// clang-format on

enum intrinsic {
    INTRINSIC_NONE,
#define X(id, ...) INTRINSIC_##id,
    INTRINSICS(X)
#undef X
        NINTRINSICS
};

/* Which one a method of the boot loader is. Slow: the environment keeps the answer. */
enum intrinsic intrinsic_find(const struct symbol *holder, const struct symbol *name,
                              const struct symbol *desc);

#endif
