// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
/** Class files that break chapter 4's format rules, and the message of each refusal. */
import java.util.function.Consumer;
import jdk.internal.org.objectweb.asm.*;

import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class ClassFormatErrors extends ClassLoader {
    static void attempt(String what, String name, int version, int access, String parent,
            Consumer<ClassWriter> body) {
        ClassWriter w = new ClassWriter(0);
        w.visit(version, access, name, null, parent, null);
        body.accept(w);
        w.visitEnd();
        define(what, w.toByteArray());
    }

    static void define(String what, byte[] b) {
        try {
            System.out.println(what + ": defined " + new ClassFormatErrors().defineClass(null, b, 0, b.length));
        } catch (LinkageError e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    static void abstractMethod(ClassWriter w, int access, String name, String descriptor) {
        w.visitMethod(access, name, descriptor, null, null).visitEnd();
    }

    public static void main(String[] args) {
        String object = "java/lang/Object";
        Consumer<ClassWriter> nothing = w -> {
        };
        attempt("good", "Good", V17, ACC_PUBLIC | ACC_SUPER, object, nothing);
        attempt("interface not abstract", "Bad", V17, ACC_INTERFACE, object, nothing);
        attempt("final and abstract", "Bad", V17, ACC_FINAL | ACC_ABSTRACT, object, nothing);
        attempt("illegal name", "a;b", V17, ACC_PUBLIC, object, nothing);
        attempt("array name", "[I", V17, ACC_PUBLIC, object, nothing);
        attempt("interface's parent", "Bad", V17, ACC_INTERFACE | ACC_ABSTRACT, "java/lang/String", nothing);
        attempt("final parent", "Bad", V17, ACC_PUBLIC, "java/lang/String", nothing);
        attempt("interface as parent", "Bad", V17, ACC_PUBLIC, "java/lang/Runnable", nothing);
        attempt("missing parent", "Bad", V17, ACC_PUBLIC, "no/Such", nothing);
        attempt("own parent", "Bad", V17, ACC_PUBLIC, "Bad", nothing);
        attempt("private and public field", "Bad", V17, ACC_PUBLIC, object,
                w -> w.visitField(ACC_PUBLIC | ACC_PRIVATE, "f", "I", null, null));
        attempt("final volatile field", "Bad", V17, ACC_PUBLIC, object,
                w -> w.visitField(ACC_FINAL | ACC_VOLATILE, "f", "I", null, null));
        attempt("field descriptor", "Bad", V17, ACC_PUBLIC, object, w -> w.visitField(0, "f", "Q", null, null));
        attempt("void field", "Bad", V17, ACC_PUBLIC, object, w -> w.visitField(0, "f", "V", null, null));
        attempt("field name", "Bad", V17, ACC_PUBLIC, object, w -> w.visitField(0, "a.b", "I", null, null));
        attempt("duplicate field", "Bad", V17, ACC_PUBLIC, object, w -> {
            w.visitField(0, "f", "I", null, null);
            w.visitField(0, "f", "I", null, null);
        });
        attempt("too many dimensions", "Bad", V17, ACC_PUBLIC, object,
                w -> w.visitField(0, "f", "[".repeat(256) + "I", null, null));
        attempt("constant of wrong type", "Bad", V17, ACC_PUBLIC, object,
                w -> w.visitField(ACC_STATIC | ACC_FINAL, "f", "J", null, 5));
        attempt("method descriptor", "Bad", V17, ACC_PUBLIC | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_ABSTRACT, "m", "(I"));
        attempt("method name", "Bad", V17, ACC_PUBLIC | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_ABSTRACT, "<m>", "()V"));
        attempt("duplicate method", "Bad", V17, ACC_PUBLIC | ACC_ABSTRACT, object, w -> {
            abstractMethod(w, ACC_ABSTRACT, "m", "()V");
            abstractMethod(w, ACC_ABSTRACT, "m", "()V");
        });
        attempt("abstract final method", "Bad", V17, ACC_PUBLIC | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_ABSTRACT | ACC_FINAL, "m", "()V"));
        attempt("public private method", "Bad", V17, ACC_PUBLIC, object,
                w -> abstractMethod(w, ACC_PUBLIC | ACC_PRIVATE | ACC_NATIVE, "m", "()V"));
        attempt("method without code", "Bad", V17, ACC_PUBLIC, object,
                w -> abstractMethod(w, ACC_PUBLIC, "m", "()V"));
        attempt("code in a native method", "Bad", V17, ACC_PUBLIC, object, w -> {
            MethodVisitor m = w.visitMethod(ACC_NATIVE, "m", "()V", null, null);
            m.visitCode();
            m.visitInsn(RETURN);
            m.visitMaxs(0, 1);
        });
        attempt("initialiser with a result", "Bad", V17, ACC_PUBLIC, object,
                w -> abstractMethod(w, ACC_NATIVE, "<init>", "()I"));
        attempt("static constructor", "Bad", V17, ACC_PUBLIC, object,
                w -> abstractMethod(w, ACC_STATIC | ACC_NATIVE, "<init>", "()V"));
        attempt("arguments exceed locals", "Bad", V17, ACC_PUBLIC, object, w -> {
            MethodVisitor m = w.visitMethod(ACC_STATIC, "m", "(JJ)V", null, null);
            m.visitCode();
            m.visitInsn(RETURN);
            m.visitMaxs(0, 3);
        });
        attempt("256 arguments", "Bad", V17, ACC_PUBLIC | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_ABSTRACT, "m", "(" + "J".repeat(128) + ")V"));
        attempt("interface field", "Bad", V17, ACC_INTERFACE | ACC_ABSTRACT, object,
                w -> w.visitField(ACC_PUBLIC, "f", "I", null, null));
        attempt("interface method protected", "Bad", V17, ACC_INTERFACE | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_PROTECTED | ACC_ABSTRACT, "m", "()V"));
        attempt("private interface method, version 51", "Bad", V1_7, ACC_INTERFACE | ACC_ABSTRACT, object,
                w -> abstractMethod(w, ACC_PRIVATE | ACC_ABSTRACT, "m", "()V"));
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_PUBLIC, "Cut", null, object, null);
        w.visitEnd();
        byte[] good = w.toByteArray();
        for (int length : new int[] {3, 7, 9, 10, 20, good.length - 1}) {
            define("cut at " + length, java.util.Arrays.copyOf(good, length));
        }
        define("extra byte", java.util.Arrays.copyOf(good, good.length + 1));
        byte[] tag = good.clone();
        tag[10] = 99;
        define("constant tag", tag);
        byte[] utf = good.clone();
        utf[13] = (byte) 0xff;
        define("bad UTF-8", utf);
        byte[] count = good.clone();
        count[8] = count[9] = 0;
        define("no constants", count);
        byte[] minor = good.clone();
        minor[5] = 1;
        define("minor version", minor);
        minor[5] = minor[4] = (byte) 0xff;
        define("preview", minor);
        byte[] old = good.clone();
        old[7] = 40;
        define("version 40", old);
    }
}
