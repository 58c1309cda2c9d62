// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
/**
 * invokedynamic and dynamic constants by hand: own bootstraps, nesting, primitives, null, failures that stay
 * failures.
 */
import java.lang.invoke.*;
import java.lang.reflect.InvocationTargetException;
import jdk.internal.org.objectweb.asm.*;

import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class DynamicConstants extends ClassLoader {
    static int calls;

    public static Object constant(MethodHandles.Lookup lookup, String name, Class<?> type, Object... extra) {
        System.out.println("bootstrap " + name + " " + type + " " + java.util.Arrays.toString(extra));
        calls++;
        switch (name) {
        case "null": return null;
        case "fails": throw new IllegalStateException("bootstrap failed");
        case "error": throw new AbstractMethodError("bootstrap's error");
        case "wrong": return "not an integer";
        default: return type == int.class ? (Object) (40 + extra.length) : type == long.class ? (Object) 1L
                : type == double.class ? (Object) 2.5 : type == boolean.class ? (Object) true : name + extra.length;
        }
    }

    public static CallSite site(MethodHandles.Lookup lookup, String name, MethodType type, Object... extra)
            throws ReflectiveOperationException {
        System.out.println("link " + name + type + " " + java.util.Arrays.toString(extra));
        switch (name) {
        case "fails": throw new IllegalStateException("no site");
        case "null": return null;
        case "wrong": return new ConstantCallSite(MethodHandles.constant(String.class, "wrong type"));
        case "mutable":
            MutableCallSite site = new MutableCallSite(type);
            site.setTarget(MethodHandles.insertArguments(lookup.findStatic(DynamicConstants.class, "retarget",
                    MethodType.methodType(int.class, MutableCallSite.class, int.class)), 0, site));
            return site;
        default: return new ConstantCallSite(MethodHandles.insertArguments(lookup.findStatic(DynamicConstants.class,
                "join", MethodType.methodType(String.class, String.class, int.class, long.class, Object.class)), 0,
                name));
        }
    }

    public static String join(String name, int a, long b, Object c) {
        return name + a + b + c;
    }

    public static int retarget(MutableCallSite site, int x) {
        site.setTarget(MethodHandles.dropArguments(MethodHandles.constant(int.class, x * 100), 0, int.class));
        return x;
    }

    static final Handle CONSTANT = new Handle(H_INVOKESTATIC, "DynamicConstants", "constant",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Object;", false);
    static final Handle SITE = new Handle(H_INVOKESTATIC, "DynamicConstants", "site",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;", false);

    static Class<?> made;

    static void method(ClassWriter w, String name, String descriptor,
            java.util.function.Consumer<MethodVisitor> code) {
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, name, descriptor, null, null);
        m.visitCode();
        code.accept(m);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    static void call(String name, Object... arguments) throws Exception {
        for (int i = 0; i < 2; i++) {
            try {
                for (var m : made.getMethods()) {
                    if (m.getName().equals(name)) {
                        System.out.println(name + " = " + m.invoke(null, arguments));
                    }
                }
            } catch (InvocationTargetException e) {
                System.out.println(name + " threw " + e.getCause()
                        + (i == 0 ? ", cause " + e.getCause().getCause() : ""));
            }
        }
    }

    static void load(ClassWriter w, String method, String constant, String type, int returns, Object... extra) {
        method(w, method, "()" + type, m -> {
            m.visitLdcInsn(new ConstantDynamic(constant, type, CONSTANT, extra));
            m.visitInsn(returns);
        });
    }

    public static void main(String[] args) throws Exception {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        w.visit(V17, ACC_PUBLIC, "Made", null, "java/lang/Object", null);
        load(w, "text", "text", "Ljava/lang/String;", ARETURN, 1, 2L, 3f, 4d, "five", Type.getType("[I"),
                Type.getMethodType("()V"));
        load(w, "number", "number", "I", IRETURN, "x");
        load(w, "wide", "wide", "J", LRETURN);
        load(w, "real", "real", "D", DRETURN);
        load(w, "truth", "truth", "Z", IRETURN);
        load(w, "nothing", "null", "Ljava/lang/Object;", ARETURN);
        load(w, "failing", "fails", "Ljava/lang/Object;", ARETURN);
        load(w, "erring", "error", "Ljava/lang/Object;", ARETURN);
        load(w, "wrongly", "wrong", "I", IRETURN);
        load(w, "nested", "outer", "Ljava/lang/String;", ARETURN,
                new ConstantDynamic("inner", "I", CONSTANT, new ConstantDynamic("null", "Ljava/lang/Object;",
                CONSTANT)));
        method(w, "dynamic", "(IJLjava/lang/Object;)Ljava/lang/String;", m -> {
            m.visitVarInsn(ILOAD, 0);
            m.visitVarInsn(LLOAD, 1);
            m.visitVarInsn(ALOAD, 3);
            m.visitInvokeDynamicInsn("joined", "(IJLjava/lang/Object;)Ljava/lang/String;", SITE, "extra",
                    new ConstantDynamic("argument", "I", CONSTANT));
            m.visitInsn(ARETURN);
        });
        for (String name : new String[] {"fails", "null", "wrong", "mutable"}) {
            method(w, "dyn_" + name, "(I)I", m -> {
                m.visitVarInsn(ILOAD, 0);
                m.visitInvokeDynamicInsn(name, "(I)I", SITE);
                m.visitInsn(IRETURN);
            });
        }
        method(w, "sameEntry", "()Z", m -> {
            // Two call sites that share one constant pool entry are still linked each on its own.
            for (int i = 0; i < 2; i++) {
                m.visitInsn(ICONST_1);
                m.visitInvokeDynamicInsn("mutable", "(I)I", SITE);
            }
            m.visitInsn(ISUB);
            m.visitInsn(IRETURN);
        });
        byte[] b = w.toByteArray();
        made = new DynamicConstants().defineClass("Made", b, 0, b.length);
        for (String name : "text number wide real truth nothing failing erring wrongly nested sameEntry".split(" ")) {
            call(name);
        }
        call("dynamic", 1, 2L, 'c');
        call("dyn_fails", 1);
        call("dyn_null", 1);
        call("dyn_wrong", 1);
        call("dyn_mutable", 3);
        System.out.println(calls);
    }
}
