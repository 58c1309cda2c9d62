/**
 * Method handles: every kind of find, conversions, combinators, loops, collectors, spreaders, errors, invocation
 * forms.
 */
import java.lang.invoke.*;
import java.util.*;

import static java.lang.invoke.MethodHandles.*;
import static java.lang.invoke.MethodType.methodType;

public class MethodHandleKinds {
    int field = 5;
    static long counter = 10;

    MethodHandleKinds() {
    }

    MethodHandleKinds(int field) {
        this.field = field;
    }

    private String secret(int a, String b) {
        return field + ":" + a + b;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static String describe(Object... parts) {
        return Arrays.toString(parts);
    }

    static boolean even(int i) {
        return i % 2 == 0;
    }

    static String mixed(byte b, char c, short s, long l, float f, double d, Object o, boolean z) {
        return "" + b + c + s + l + f + d + o + z;
    }

    static int fail(int i) throws java.io.IOException {
        throw new java.io.IOException("failed " + i);
    }

    static int recover(java.io.IOException e, int i) {
        return -i;
    }

    static int cleanup(Throwable t, int result, int i) {
        return result + i + (t == null ? 1000 : 2000);
    }

    static class Child extends MethodHandleKinds {
        @Override
        public String toString() {
            return "child";
        }

        MethodHandle superToString() throws ReflectiveOperationException {
            return lookup().findSpecial(Object.class, "hashCode", methodType(int.class), Child.class);
        }
    }

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
        Lookup l = lookup();
        MethodHandle add = l.findStatic(MethodHandleKinds.class, "add", methodType(int.class, int.class, int.class));
        MethodHandle secret = l.findVirtual(MethodHandleKinds.class, "secret",
                methodType(String.class, int.class, String.class));
        MethodHandle make = l.findConstructor(MethodHandleKinds.class, methodType(void.class, int.class));
        MethodHandle get = l.findGetter(MethodHandleKinds.class, "field", int.class);
        MethodHandle set = l.findSetter(MethodHandleKinds.class, "field", int.class);
        MethodHandle sget = l.findStaticGetter(MethodHandleKinds.class, "counter", long.class);
        MethodHandle sset = l.findStaticSetter(MethodHandleKinds.class, "counter", long.class);
        MethodHandleKinds m = (MethodHandleKinds) make.invokeExact(7);
        set.invokeExact(m, (int) get.invokeExact(m) + (int) add.invokeExact(1, 2));
        sset.invokeExact((long) sget.invokeExact() * 2);
        System.out.println((String) secret.invokeExact(m, 3, "x") + " " + counter + " "
                + (int) add.invoke((byte) 1, 'a') + " " + add.invokeWithArguments(4, 5) + " "
                + (Object) add.invoke(Integer.valueOf(6), (short) 7));
        System.out.println(l.findVirtual(CharSequence.class, "length", methodType(int.class)).invoke("four") + " "
                + l.findVirtual(Object.class, "toString", methodType(String.class)).invoke(new Child()) + " "
                + (new Child().superToString().type()) + " " + l.unreflect(String.class.getMethod("trim"))
                        .invoke(" t ") + " " + l.findVirtual(List.class, "get", methodType(Object.class, int.class))
                        .invoke(List.of("e"), 0));
        System.out.println(secret.bindTo(m).type() + " " + secret.bindTo(m).invoke(1, "b") + " "
                + insertArguments(add, 1, 10).invoke(5) + " " + dropArguments(add, 1, String.class)
                .invoke(1, "skip", 2) + " "
                + permuteArguments(secret, methodType(String.class, String.class, MethodHandleKinds.class, int.class),
                        1, 2, 0).invoke("p", m, 8));
        MethodHandle describe = l.findStatic(MethodHandleKinds.class, "describe",
                methodType(String.class, Object[].class));
        System.out.println((String) describe.invoke(1, 'c', 2.5) + describe.invoke() + describe.invoke((Object) null)
                + describe.isVarargsCollector() + (String) describe.asFixedArity().invokeExact(new Object[] {1})
                + describe.asCollector(Object[].class, 2).invoke(8, 9) + add.asSpreader(int[].class, 2)
                        .invoke(new int[] {3, 4}) + add.asSpreader(1, Integer[].class, 1)
                        .invoke(3, new Integer[] {9}));
        MethodHandle mixed = l.findStatic(MethodHandleKinds.class, "mixed",
                methodType(String.class, byte.class, char.class, short.class, long.class, float.class, double.class,
                Object.class, boolean.class));
        System.out.println(mixed.invoke((byte) 1, 'c', (byte) 2, 3, 4L, 5f, "o", true) + " "
                + mixed.invokeWithArguments((byte) 1, 'c', (short) 2, 3, 4, 5, 6, false));
        System.out.println(explicitCastArguments(add, methodType(byte.class, double.class, boolean.class))
                .invoke(300.7, true) + " " + add.asType(methodType(Object.class, Object.class, Integer.class))
                .invoke((Object) 1, (Integer) 2)
                + " " + add.asType(methodType(void.class, short.class, char.class)).type());
        MethodHandle even = l.findStatic(MethodHandleKinds.class, "even", methodType(boolean.class, int.class));
        MethodHandle guarded = guardWithTest(even, insertArguments(add, 0, 100), insertArguments(add, 0, -100));
        System.out.println((int) guarded.invokeExact(4) + " " + (int) guarded.invokeExact(5) + " "
                + filterArguments(add, 0, guarded).invoke(2, 1) + " " + filterReturnValue(add, even).invoke(2, 3)
                + " "
                + foldArguments(l.findStatic(MethodHandleKinds.class, "add",
                        methodType(int.class, int.class, int.class)), guarded).invoke(6) + " "
                        + collectArguments(add, 1, add).invoke(1, 2, 3));
        MethodHandle fail = l.findStatic(MethodHandleKinds.class, "fail", methodType(int.class, int.class));
        System.out.println(catchException(fail, java.io.IOException.class,
                l.findStatic(MethodHandleKinds.class, "recover",
                methodType(int.class, java.io.IOException.class, int.class))).invoke(9) + " "
                + tryFinally(guarded, l.findStatic(MethodHandleKinds.class, "cleanup",
                        methodType(int.class, Throwable.class, int.class, int.class))).invoke(3));
        MethodHandle one = constant(int.class, 1);
        MethodHandle sum = countedLoop(insertArguments(identity(int.class), 0, 5), constant(int.class, 100),
                dropArguments(add, 2));
        System.out.println(one.invoke() + " " + sum.invoke() + " " + zero(long.class).invoke() + " "
                + empty(methodType(String.class, int.class)).invoke(3) + " " + identity(String.class).invoke("id"));
        MethodHandle iterate = iteratedLoop(null, constant(String.class, ""),
                l.findVirtual(String.class, "concat", methodType(String.class, String.class)));
        attempt("iterated", () -> iterate.type());
        MethodHandle whileLoop = whileLoop(constant(int.class, 1),
                l.findStatic(MethodHandleKinds.class, "below", methodType(boolean.class, int.class, int.class)),
                l.findStatic(MethodHandleKinds.class, "twice", methodType(int.class, int.class, int.class)));
        System.out.println(whileLoop.invoke(1000));
        System.out.println(arrayElementGetter(int[].class).invoke(new int[] {4, 5}, 1) + " "
                + arrayConstructor(String[].class).invoke(3).getClass() + " " + arrayLength(long[].class)
                .invoke(new long[6]));
        double[] doubles = new double[2];
        arrayElementSetter(double[].class).invoke(doubles, 1, 3);
        System.out.println(doubles[1] + " " + throwException(int.class, IllegalStateException.class).type() + " "
                + exactInvoker(add.type()).invoke(add, 1, 1) + " " + invoker(add.type()).invoke(add, (short) 2, 2)
                + " "
                + spreadInvoker(add.type(), 1).invoke(add, 1, new Object[] {5}));
        attempt("wrong exact type", () -> (long) add.invokeExact(1, 2));
        attempt("wrong exact arguments", () -> (int) add.invokeExact(1));
        attempt("cannot convert", () -> add.invoke("a", 1));
        attempt("class cast", () -> (int) add.invoke((Object) "a", 1));
        attempt("null unboxed", () -> (int) add.invoke((Integer) null, 1));
        attempt("null receiver", () -> secret.invoke((MethodHandleKinds) null, 1, ""));
        attempt("no such", () -> l.findStatic(MethodHandleKinds.class, "nope", methodType(void.class)));
        attempt("not static", () -> l.findStatic(MethodHandleKinds.class, "secret",
                methodType(String.class, int.class, String.class)));
        attempt("no access", () -> publicLookup().findVirtual(MethodHandleKinds.class, "secret",
                methodType(String.class, int.class, String.class)));
        attempt("no field", () -> l.findGetter(MethodHandleKinds.class, "none", int.class));
        attempt("spread length", () -> add.asSpreader(Object[].class, 2).invoke(new Object[] {1}));
        attempt("array bounds", () -> arrayElementGetter(int[].class).invoke(new int[1], 1));
        attempt("reflected invoke", () -> MethodHandle.class.getMethod("invokeExact", Object[].class)
                .invoke(add, (Object) new Object[] {1, 2}));
        Runnable proxied = MethodHandleProxies.asInterfaceInstance(Runnable.class, dropReturn(add));
        proxied.run();
        Comparator<?> c = MethodHandleProxies.asInterfaceInstance(Comparator.class,
                add.asType(methodType(int.class, Object.class, Object.class)));
        System.out.println(l.revealDirect(add) + " " + add + " " + methodType(int.class, String[].class)
                .toMethodDescriptorString() + " " + MethodType.fromMethodDescriptorString("(IJ)V", null).wrap() + " "
                + methodType(List.class, int.class).generic());
        MutableCallSite site = new MutableCallSite(add);
        MethodHandle dynamic = site.dynamicInvoker();
        int before = (int) dynamic.invokeExact(3, 4);
        site.setTarget(l.findStatic(Math.class, "max", add.type()));
        SwitchPoint point = new SwitchPoint();
        MethodHandle switched = point.guardWithTest(add, l.findStatic(Math.class, "min", add.type()));
        int valid = (int) switched.invokeExact(1, 2);
        SwitchPoint.invalidateAll(new SwitchPoint[] {point});
        System.out.println(before + " " + (int) dynamic.invokeExact(3, 4) + " " + valid + " "
                + (int) switched.invokeExact(1, 2) + " " + ((ConstantCallSite) new ConstantCallSite(add)).getTarget()
                .invoke(1, 0));
        int total = 0;
        for (int i = 0; i < 200; i++) {
            total += (int) guarded.invokeExact(i) + (int) add.invoke(i, (short) 1);
        }
        System.out.println(total);
    }

    static boolean below(int v, int limit) {
        return v < limit;
    }

    static int twice(int v, int limit) {
        return v * 2;
    }

    static MethodHandle dropReturn(MethodHandle h) {
        return insertArguments(h.asType(h.type().changeReturnType(void.class)), 0, 1, 2);
    }
}
