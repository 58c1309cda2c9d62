/** Lambdas: every kind of capture and adaptation, serialisable ones, recursion, intersection types, identity. */
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.function.*;

public class Lambdas {
    interface Many {
        String go(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o);
    }

    interface Checked<T, X extends Exception> {
        T get() throws X;
    }

    interface SerializableFunction extends Function<Integer, Integer>, Serializable {
    }

    private int field = 10;
    static Function<Integer, Integer> factorial;

    Supplier<Integer> captureThis(int add) {
        return () -> field++ + add;
    }

    static Supplier<String> captureAll(boolean z, byte b, char c, short s, int i, long l, float f, double d,
            Object o) {
        return () -> "" + z + b + c + s + i + l + f + d + o;
    }

    static <T, X extends Exception> T call(Checked<T, X> c) throws X {
        return c.get();
    }

    static Runnable nested(StringBuilder log) {
        return () -> {
            int local = log.length();
            Runnable inner = () -> {
                Runnable innermost = () -> log.append(local).append(';');
                innermost.run();
                innermost.run();
            };
            inner.run();
        };
    }

    public static void main(String[] args) throws Exception {
        Supplier<Integer> s = new Lambdas().captureThis(5);
        System.out.println(s.get() + " " + s.get());
        System.out.println(captureAll(true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, "o").get());
        Many many = (z, b, c, sh, i, l, f, d, o) -> z + " " + b + " " + c + " " + sh + " " + i + " " + l + " " + f
                + " " + d + " " + o;
        System.out.println(many.go(false, (byte) -1, 'x', (short) -2, -3, -4L, -5f, -6d, null));
        factorial = n -> n <= 1 ? 1 : n * factorial.apply(n - 1);
        System.out.println(factorial.apply(10));
        StringBuilder log = new StringBuilder();
        nested(log).run();
        System.out.println(log);
        try {
            call(() -> {
                throw new java.io.IOException("checked");
            });
        } catch (java.io.IOException e) {
            System.out.println(e.getMessage());
        }
        // Boxing, unboxing and widening between the interface and the body.
        IntFunction<Object> box = i -> i;
        ToLongFunction<Integer> widen = i -> i;
        IntToDoubleFunction convert = i -> i / 2;
        Function<Integer, Object> object = i -> i + 1;
        ToDoubleBiFunction<Long, Float> mix = (a, b) -> a * b;
        Predicate<Object> isNull = o -> o == null;
        BooleanSupplier yes = () -> true;
        System.out.println(box.apply(3) + " " + widen.applyAsLong(4) + " " + convert.applyAsDouble(5) + " "
                + object.apply(6) + " "
                + mix.applyAsDouble(7L, 0.5f) + " " + isNull.negate().test("x") + " " + yes.getAsBoolean());
        Runnable both = (Runnable & Serializable) () -> System.out.println("both");
        both.run();
        System.out.println(both instanceof Serializable);
        int captured = args.length + 7;
        SerializableFunction f = x -> x * captured;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(f);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            SerializableFunction back = (SerializableFunction) in.readObject();
            System.out.println(back.apply(6));
        }
        Supplier<?>[] same = new Supplier<?>[2];
        for (int i = 0; i < 2; i++) {
            same[i] = () -> "no capture";
        }
        System.out.println((same[0] == same[1]) + " " + same[0].getClass().isHidden() + " " + same[0].getClass()
                .isSynthetic()
                + " " + same[0].getClass().getInterfaces()[0] + " "
                        + (same[0].getClass().getName().startsWith("Lambdas$$Lambda")));
        IntUnaryOperator compose = ((IntUnaryOperator) x -> x + 1).compose(x -> x * 2).andThen(x -> -x);
        System.out.println(compose.applyAsInt(20));
        Function<Integer, Function<Integer, Function<Integer, Integer>>> curried = a -> b -> c -> a * 100 + b * 10
                + c;
        System.out.println(curried.apply(1).apply(2).apply(3));
        try {
            Object o = (Function<String, String>) x -> x.trim();
            @SuppressWarnings("unchecked") Function<Object, Object> raw = (Function<Object, Object>) o;
            raw.apply(5);
        } catch (ClassCastException e) {
            System.out.println("argument is cast");
        }
        long total = 0;
        for (int i = 0; i < 1000; i++) {
            int j = i;
            LongSupplier each = () -> j * 2L;
            total += each.getAsLong();
        }
        System.out.println(total);
    }
}
