// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
/**
 * Faulty methods are refused by the type checker, and by the old verifier before version 50; first lines of the
 * messages.
 */
import java.util.function.Consumer;
import jdk.internal.org.objectweb.asm.*;

import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class VerifyErrors extends ClassLoader {
    static void attempt(String what, int version, String descriptor, int stack, int locals,
            Consumer<MethodVisitor> code) throws Exception {
        ClassWriter w = new ClassWriter(0);
        w.visit(version, ACC_PUBLIC | ACC_SUPER, "Faulty", null, "java/lang/Object", null);
        w.visitField(ACC_PUBLIC | ACC_FINAL, "constant", "I", null, null);
        MethodVisitor init = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(1, 1);
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "run", descriptor, null, null);
        code.accept(m);
        m.visitMaxs(stack, locals);
        w.visitEnd();
        byte[] b = w.toByteArray();
        try {
            Class<?> c = new VerifyErrors().defineClass("Faulty", b, 0, b.length);
            c.getDeclaredConstructor().newInstance();
            System.out.println(what + ": accepted");
        } catch (LinkageError e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage().lines().findFirst()
                    .get());
        }
    }

    public static void main(String[] args) throws Exception {
        for (int version : new int[] {V17, V1_4}) {
            System.out.println("version " + version);
            attempt("good", version, "()V", 0, 0, m -> m.visitInsn(RETURN));
            attempt("stack overflow", version, "()V", 1, 0, m -> {
                m.visitInsn(ICONST_0);
                m.visitInsn(ICONST_0);
                m.visitInsn(RETURN);
            });
            attempt("stack underflow", version, "()V", 1, 0, m -> {
                m.visitInsn(POP);
                m.visitInsn(RETURN);
            });
            attempt("int as reference", version, "(I)Ljava/lang/Object;", 1, 1, m -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitInsn(ARETURN);
            });
            attempt("wrong return", version, "()Ljava/lang/String;", 1, 0, m -> {
                m.visitInsn(ICONST_0);
                m.visitInsn(IRETURN);
            });
            attempt("object as string", version, "(Ljava/lang/Object;)Ljava/lang/String;", 1, 1, m -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitInsn(ARETURN);
            });
            attempt("local out of range", version, "()V", 1, 1, m -> {
                m.visitVarInsn(ILOAD, 5);
                m.visitInsn(RETURN);
            });
            attempt("unset local", version, "()I", 1, 1, m -> {
                m.visitVarInsn(ILOAD, 0);
                m.visitInsn(IRETURN);
            });
            attempt("half a long", version, "()V", 2, 0, m -> {
                m.visitInsn(LCONST_0);
                m.visitInsn(POP);
                m.visitInsn(RETURN);
            });
            attempt("falls off", version, "()V", 1, 0, m -> m.visitInsn(NOP));
            attempt("uninitialised object", version, "()Ljava/lang/Object;", 1, 0, m -> {
                m.visitTypeInsn(NEW, "java/lang/Object");
                m.visitInsn(ARETURN);
            });
            attempt("final field", version, "(LFaulty;)V", 2, 1, m -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitInsn(ICONST_1);
                m.visitFieldInsn(PUTFIELD, "Faulty", "constant", "I");
                m.visitInsn(RETURN);
            });
            attempt("branch without frame", version, "(I)V", 1, 1, m -> {
                Label l = new Label();
                m.visitVarInsn(ILOAD, 0);
                m.visitJumpInsn(IFEQ, l);
                m.visitInsn(NOP);
                m.visitLabel(l);
                m.visitInsn(RETURN);
            });
            attempt("argument type", version, "(Ljava/lang/Object;)V", 2, 1, m -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "length", "()I", false);
                m.visitInsn(POP);
                m.visitInsn(RETURN);
            });
            attempt("throws an int", version, "()V", 1, 0, m -> {
                m.visitInsn(ICONST_0);
                m.visitInsn(ATHROW);
            });
            attempt("float added to int", version, "(FI)I", 2, 2, m -> {
                m.visitVarInsn(FLOAD, 0);
                m.visitVarInsn(ILOAD, 1);
                m.visitInsn(IADD);
                m.visitInsn(IRETURN);
            });
            attempt("byte array as int array", version, "([B)I", 2, 1, m -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitInsn(ICONST_0);
                m.visitInsn(IALOAD);
                m.visitInsn(IRETURN);
            });
        }
    }
}
