// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
/**
 * Instructions javac seldom or never emits: all dup forms, swap, wide, goto_w, jsr and ret, nop, multianewarray,
 * ldc kinds.
 */
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Consumer;
import jdk.internal.org.objectweb.asm.*;

import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class Bytecodes extends ClassLoader {
    static int serial;

    /** Builds a class with one static method `run` and calls it. */
    static Object run(int version, String descriptor, Consumer<MethodVisitor> code, Object... arguments)
            throws Exception {
        ClassWriter w = new ClassWriter(version >= V1_7 ? ClassWriter.COMPUTE_FRAMES : ClassWriter.COMPUTE_MAXS) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        String name = "Made" + serial++;
        w.visit(version, ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "run", descriptor, null, null);
        m.visitCode();
        code.accept(m);
        m.visitMaxs(0, 0);
        m.visitEnd();
        w.visitEnd();
        byte[] b = w.toByteArray();
        Class<?> c = new Bytecodes().defineClass(name, b, 0, b.length);
        for (Method method : c.getMethods()) {
            if (method.getName().equals("run")) {
                return method.invoke(null, arguments);
            }
        }
        throw new AssertionError();
    }

    /** Pushes constants, shuffles, and folds what is on the stack into one long, so that the order shows. */
    static void shuffle(String what, Consumer<MethodVisitor> code) throws Exception {
        System.out.println(what + " " + run(V17, "()J", m -> {
            code.accept(m);
            m.visitInsn(LRETURN);
        }));
    }

    static void ints(MethodVisitor m, int n) {
        for (int i = 1; i <= n; i++) {
            m.visitInsn(ICONST_0 + i);
        }
    }

    /** Folds n ints on the stack, top first, into a decimal number. */
    static void fold(MethodVisitor m, int n) {
        m.visitInsn(LCONST_0);
        for (int i = 0; i < n; i++) {
            m.visitLdcInsn(10L);
            m.visitInsn(LMUL);
            m.visitInsn(DUP2_X1);
            m.visitInsn(POP2);
            m.visitInsn(I2L);
            m.visitInsn(LADD);
        }
    }

    public static void main(String[] args) throws Exception {
        shuffle("dup_x1", m -> {
            ints(m, 2);
            m.visitInsn(DUP_X1);
            fold(m, 3);
        });
        shuffle("dup_x2", m -> {
            ints(m, 3);
            m.visitInsn(DUP_X2);
            fold(m, 4);
        });
        shuffle("dup_x2 over a long", m -> {
            m.visitLdcInsn(500L);
            m.visitInsn(ICONST_3);
            m.visitInsn(DUP_X2);
            m.visitInsn(I2L);
            m.visitInsn(LADD);
            m.visitInsn(DUP2_X1);
            m.visitInsn(POP2);
            m.visitInsn(I2L);
            m.visitInsn(LADD);
        });
        shuffle("dup2", m -> {
            ints(m, 2);
            m.visitInsn(DUP2);
            fold(m, 4);
        });
        shuffle("dup2_x1", m -> {
            ints(m, 3);
            m.visitInsn(DUP2_X1);
            fold(m, 5);
        });
        shuffle("dup2_x2", m -> {
            ints(m, 4);
            m.visitInsn(DUP2_X2);
            fold(m, 6);
        });
        shuffle("dup2_x2 of longs", m -> {
            m.visitLdcInsn(70L);
            m.visitLdcInsn(9L);
            m.visitInsn(DUP2_X2);
            m.visitInsn(LSUB);
            m.visitInsn(LSUB);
        });
        shuffle("swap", m -> {
            ints(m, 2);
            m.visitInsn(SWAP);
            m.visitInsn(NOP);
            fold(m, 2);
        });
        shuffle("pop and pop2", m -> {
            ints(m, 5);
            m.visitInsn(POP);
            m.visitInsn(POP2);
            fold(m, 2);
        });
        System.out.println("wide " + run(V17, "(IJFDLjava/lang/Object;)Ljava/lang/String;", m -> {
            m.visitVarInsn(ILOAD, 0);
            m.visitVarInsn(ISTORE, 300);
            m.visitIincInsn(300, 1000);
            m.visitIincInsn(300, -30000);
            m.visitIincInsn(0, 200);
            m.visitVarInsn(LLOAD, 1);
            m.visitVarInsn(LSTORE, 400);
            m.visitVarInsn(FLOAD, 3);
            m.visitVarInsn(FSTORE, 60000);
            m.visitVarInsn(DLOAD, 4);
            m.visitVarInsn(DSTORE, 500);
            m.visitVarInsn(ALOAD, 6);
            m.visitVarInsn(ASTORE, 256);
            m.visitTypeInsn(NEW, "java/lang/StringBuilder");
            m.visitInsn(DUP);
            m.visitMethodInsn(INVOKESPECIAL, "java/lang/StringBuilder", "<init>", "()V", false);
            int[][] loads = {{ILOAD, 300}, {ILOAD, 0}, {LLOAD, 400}, {FLOAD, 60000}, {DLOAD, 500}, {ALOAD, 256}};
            String[] types = {"I", "I", "J", "F", "D", "Ljava/lang/Object;"};
            for (int i = 0; i < loads.length; i++) {
                m.visitVarInsn(loads[i][0], loads[i][1]);
                m.visitMethodInsn(INVOKEVIRTUAL, "java/lang/StringBuilder", "append", "(" + types[i]
                        + ")Ljava/lang/StringBuilder;", false);
                m.visitIntInsn(BIPUSH, ' ');
                m.visitMethodInsn(INVOKEVIRTUAL, "java/lang/StringBuilder", "append", "(C)Ljava/lang/StringBuilder;",
                        false);
            }
            m.visitMethodInsn(INVOKEVIRTUAL, "java/lang/StringBuilder", "toString", "()Ljava/lang/String;", false);
            m.visitInsn(ARETURN);
        }, 5, 6L, 7f, 8d, "nine"));
        // Jumps too far for 16 bits: ASM makes goto_w of them. The bulk between is 40,000 instructions.
        System.out.println("goto_w " + run(V17, "(I)I", m -> {
            Label far = new Label(), back = new Label(), end = new Label();
            m.visitVarInsn(ILOAD, 0);
            m.visitJumpInsn(IFEQ, far);
            m.visitLabel(back);
            for (int i = 0; i < 10000; i++) {
                m.visitIincInsn(0, 1);
            }
            m.visitVarInsn(ILOAD, 0);
            m.visitLdcInsn(25000);
            m.visitJumpInsn(IF_ICMPGE, end);
            m.visitJumpInsn(GOTO, back);
            m.visitLabel(far);
            m.visitInsn(ICONST_M1);
            m.visitInsn(IRETURN);
            m.visitLabel(end);
            m.visitVarInsn(ILOAD, 0);
            m.visitInsn(IRETURN);
        }, 3));
        System.out.println("jsr and ret " + run(V1_4, "(I)I", m -> {
            Label sub = new Label(), loop = new Label(), done = new Label();
            m.visitInsn(ICONST_0);
            m.visitVarInsn(ISTORE, 1);
            m.visitLabel(loop);
            m.visitVarInsn(ILOAD, 0);
            m.visitJumpInsn(IFLE, done);
            m.visitJumpInsn(JSR, sub);
            m.visitJumpInsn(JSR, sub);
            m.visitJumpInsn(GOTO, loop);
            m.visitLabel(sub);
            m.visitVarInsn(ASTORE, 2);
            m.visitIincInsn(0, -1);
            m.visitIincInsn(1, 7);
            m.visitVarInsn(RET, 2);
            m.visitLabel(done);
            m.visitVarInsn(ILOAD, 1);
            m.visitInsn(IRETURN);
        }, 9));
        System.out.println("multianewarray " + run(V17, "()Ljava/lang/Object;", m -> {
            m.visitInsn(ICONST_2);
            m.visitInsn(ICONST_3);
            m.visitMultiANewArrayInsn("[[[J", 2);
            m.visitInsn(ARETURN);
        }).getClass());
        System.out.println("ldc " + run(V17, "()Ljava/lang/Object;", m -> {
            m.visitLdcInsn(Type.getType("[[Ljava/lang/String;"));
            m.visitInsn(ARETURN);
        }) + " " + run(V17, "()Ljava/lang/Object;", m -> {
            m.visitLdcInsn(Type.getMethodType("(IJ)Ljava/util/List;"));
            m.visitInsn(ARETURN);
        }) + " " + run(V17, "()Ljava/lang/Object;", m -> {
            m.visitLdcInsn(new Handle(H_INVOKESTATIC, "java/lang/Math", "max", "(II)I", false));
            m.visitInsn(ARETURN);
        }));
        for (int version : new int[] {V1_1, V1_3, V1_5, V1_6, V1_7, V1_8, V11, V17}) {
            System.out.print(run(version, "(I)I", m -> {
                Label negative = new Label();
                m.visitVarInsn(ILOAD, 0);
                m.visitJumpInsn(IFLT, negative);
                m.visitVarInsn(ILOAD, 0);
                m.visitInsn(IRETURN);
                m.visitLabel(negative);
                m.visitVarInsn(ILOAD, 0);
                m.visitInsn(INEG);
                m.visitInsn(IRETURN);
            }, -version) + " ");
        }
        System.out.println();
        int[] keys = new int[300];
        Arrays.setAll(keys, i -> i * 1000 - 150000);
        StringBuilder found = new StringBuilder();
        for (int key : new int[] {-150000, 0, 149000, 500}) {
            found.append(run(V17, "(I)I", m -> {
                Label[] labels = new Label[keys.length];
                Arrays.setAll(labels, i -> new Label());
                Label otherwise = new Label();
                m.visitVarInsn(ILOAD, 0);
                m.visitLookupSwitchInsn(otherwise, keys, labels);
                for (int i = 0; i < labels.length; i++) {
                    m.visitLabel(labels[i]);
                    m.visitLdcInsn(i);
                    m.visitInsn(IRETURN);
                }
                m.visitLabel(otherwise);
                m.visitInsn(ICONST_M1);
                m.visitInsn(IRETURN);
            }, key)).append(' ');
        }
        System.out.println("lookupswitch " + found);
        System.out.println("subword " + run(V17, "(I)I", m -> {
            // A boolean array written with bastore keeps only the lowest bit.
            m.visitInsn(ICONST_2);
            m.visitIntInsn(NEWARRAY, T_BOOLEAN);
            m.visitInsn(DUP);
            m.visitInsn(ICONST_0);
            m.visitVarInsn(ILOAD, 0);
            m.visitInsn(BASTORE);
            m.visitInsn(ICONST_0);
            m.visitInsn(BALOAD);
            m.visitInsn(IRETURN);
        }, 0x102) + " " + run(V17, "(I)Z", m -> {
            m.visitVarInsn(ILOAD, 0);
            m.visitInsn(IRETURN);
        }, 3) + " " + run(V17, "(I)B", m -> {
            m.visitVarInsn(ILOAD, 0);
            m.visitInsn(IRETURN);
        }, 0x1ff) + " " + run(V17, "(I)C", m -> {
            m.visitVarInsn(ILOAD, 0);
            m.visitInsn(IRETURN);
        }, 0x10041));
        Object[] many = new Object[255];
        StringBuilder descriptor = new StringBuilder("(");
        for (int i = 0; i < 255; i++) {
            many[i] = i;
            descriptor.append('I');
        }
        System.out.println("255 arguments " + run(V17, descriptor + ")I", m -> {
            m.visitInsn(ICONST_0);
            for (int i = 0; i < 255; i++) {
                m.visitVarInsn(ILOAD, i);
                m.visitInsn(IADD);
            }
            m.visitInsn(IRETURN);
        }, many));
    }
}
