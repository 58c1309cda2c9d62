/**
 * Var handles: fields, statics, arrays, byte views; all access modes; compare-and-set; errors; Unsafe underneath.
 */
import java.lang.invoke.*;
import java.nio.*;
import java.util.Arrays;

public class VarHandleKinds {
    boolean z;
    byte b;
    char c;
    short s;
    volatile int i;
    long l;
    float f;
    double d;
    Object o = "old";
    static int shared;
    final int fixed = 9;

    interface Body {
        Object run() throws Throwable;
    }

    static void attempt(String what, Body body) {
        try {
            System.out.println(what + ": " + body.run());
        } catch (Throwable t) {
            System.out.println(what + ": " + t);
        }
    }

    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        VarHandleKinds v = new VarHandleKinds();
        VarHandle i = lookup.findVarHandle(VarHandleKinds.class, "i", int.class);
        i.set(v, 5);
        i.setVolatile(v, (int) i.get(v) + 1);
        i.setRelease(v, (int) i.getAcquire(v) + 1);
        i.setOpaque(v, (int) i.getOpaque(v) + 1);
        System.out.println(v.i + " " + i.compareAndSet(v, 8, 20) + i.compareAndSet(v, 8, 21) + " "
                + (int) i.compareAndExchange(v, 20, 30) + " " + (int) i.compareAndExchangeAcquire(v, 1, 2) + " "
                + (int) i.getAndSet(v, 40) + " "
                + (int) i.getAndAdd(v, 2) + " " + (int) i.getAndBitwiseOr(v, 1) + " "
                        + (int) i.getAndBitwiseAnd(v, 0x2b) + " " + (int) i.getAndBitwiseXor(v, 3) + " " + v.i + " "
                        + (int) i.getVolatile(v));
        while (!i.weakCompareAndSetPlain(v, 40, 41)) {
        }
        System.out.println(v.i);
        for (String name : "z b c s l f d".split(" ")) {
            VarHandle h = lookup.findVarHandle(VarHandleKinds.class, name, VarHandleKinds.class.getDeclaredField(name)
                    .getType());
            switch (name) {
            case "z" -> System.out.print((boolean) h.getAndSet(v, true) + " " + h.compareAndSet(v, true, false) + " "
                    + (boolean) h.getAndBitwiseOr(v, true) + v.z);
            case "b" -> System.out.print((byte) h.getAndAdd(v, (byte) 127) + " " + (byte) h.getAndAdd(v, (byte) 1)
                    + " " + v.b + h.compareAndSet(v, (byte) -128, (byte) 3) + v.b);
            case "c" -> System.out.print((char) h.getAndSet(v, 'x') + v.c + (char) h.compareAndExchange(v, 'x', 'y')
                    + v.c);
            case "s" -> System.out.print((short) h.getAndAdd(v, (short) -5) + " " + v.s
                    + (short) h.getAndBitwiseXor(v, (short) 0xff) + v.s);
            case "l" -> System.out.print((long) h.getAndAdd(v, 1L << 40) + " " + h.compareAndSet(v, 1L << 40, 3L)
                    + v.l);
            case "f" -> System.out.print((float) h.getAndAdd(v, 1.5f) + " " + h.compareAndSet(v, 1.5f, -0f) + v.f);
            default -> System.out.print((double) h.getAndAdd(v, 2.5) + " " + h.weakCompareAndSet(v, 0.0, 1.0) + v.d);
            }
            System.out.print(" | ");
        }
        System.out.println();
        VarHandle o = lookup.findVarHandle(VarHandleKinds.class, "o", Object.class);
        System.out.println(o.compareAndSet(v, "old", "new") + " " + o.getAndSet(v, 5) + " "
                + o.compareAndExchange(v, "no", "yes") + " " + v.o);
        VarHandle shared = lookup.findStaticVarHandle(VarHandleKinds.class, "shared", int.class);
        shared.set(3);
        System.out.println((int) shared.getAndAdd(4) + " " + VarHandleKinds.shared + " " + shared.varType()
                + shared.coordinateTypes() + i.coordinateTypes());
        VarHandle ints = MethodHandles.arrayElementVarHandle(int[].class);
        VarHandle strings = MethodHandles.arrayElementVarHandle(String[].class);
        int[] array = {1, 2, 3};
        String[] texts = {"a", "b"};
        ints.setVolatile(array, 1, (int) ints.getAndAdd(array, 2, 10) + 7);
        System.out.println(Arrays.toString(array) + strings.compareAndSet(texts, 0, "a", "z")
                + strings.getAndSet(texts, 1, "y") + Arrays.toString(texts));
        VarHandle longs = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
        VarHandle shorts = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = new byte[16];
        longs.set(bytes, 3, 0x0102030405060708L);
        shorts.set(bytes, 12, (short) 0x1234);
        System.out.println(Arrays.toString(bytes) + Long.toHexString((long) longs.get(bytes, 1)) + " "
                + (short) shorts.get(bytes, 3));
        VarHandle view = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
        ByteBuffer direct = ByteBuffer.allocateDirect(16);
        view.setVolatile(direct, 4, 77);
        System.out.println((int) view.getAndAdd(direct, 4, 3) + " " + direct.getInt(4) + " "
                + view.compareAndSet(direct, 4, 80, 81));
        attempt("index", () -> (int) ints.get(array, 3));
        attempt("view index", () -> (long) longs.get(bytes, 9));
        attempt("null", () -> (int) i.get((VarHandleKinds) null));
        attempt("null array", () -> (int) ints.get((int[]) null, 0));
        attempt("final", () -> {
            lookup.findVarHandle(VarHandleKinds.class, "fixed", int.class).set(v, 1);
            return 0;
        });
        attempt("wrong value", () -> {
            i.set(v, "text");
            return 0;
        });
        attempt("wrong store", () -> {
            Object[] covariant = new Integer[1];
            MethodHandles.arrayElementVarHandle(Object[].class).set(covariant, 0, "s");
            return 0;
        });
        attempt("read-only buffer", () -> {
            view.set(ByteBuffer.allocate(8).asReadOnlyBuffer(), 0, 1);
            return 0;
        });
        attempt("missing", () -> lookup.findVarHandle(VarHandleKinds.class, "q", int.class));
        attempt("exact", () -> (long) i.withInvokeExactBehavior().get(v));
        System.out.println(i.isAccessModeSupported(VarHandle.AccessMode.GET_AND_ADD) + " "
                + o.isAccessModeSupported(VarHandle.AccessMode.GET_AND_ADD) + " "
                + (int) i.toMethodHandle(VarHandle.AccessMode.GET).invoke(v) + " "
                + MethodHandles.varHandleExactInvoker(VarHandle.AccessMode.GET,
                        MethodType.methodType(int.class, VarHandleKinds.class)).invoke(i, v) + " "
                        + i.accessModeType(VarHandle.AccessMode.COMPARE_AND_SET));
        VarHandle.fullFence();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int k = 0; k < 3000; k++) {
                    shared.getAndAdd(1);
                    int old;
                    do {
                        old = (int) ints.getVolatile(array, 0);
                    } while (!ints.compareAndSet(array, 0, old, old + 2));
                }
            });
            threads[t].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(VarHandleKinds.shared + " " + array[0]);
    }
}
