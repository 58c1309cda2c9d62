/**
 * Method references of all kinds: static, bound, unbound, constructors, arrays, super, varargs, interface,
 * private.
 */
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.*;
import java.util.stream.Collectors;

public class MethodReferences {
    final String name;

    MethodReferences(String name) {
        this.name = name;
    }

    MethodReferences() {
        this("default");
    }

    private String secret(int i) {
        return name + i;
    }

    static int total(int... values) {
        return Arrays.stream(values).sum();
    }

    static String join(Object a, Object b) {
        return a + "/" + b;
    }

    @Override
    public String toString() {
        return "ref " + name;
    }

    static class Child extends MethodReferences {
        Child() {
            super("child");
        }

        @Override
        public String toString() {
            Supplier<String> parents = super::toString;
            Supplier<String> own = this::describe;
            return own.get() + ":" + parents.get();
        }

        private String describe() {
            return "child";
        }
    }

    interface Namer {
        default String name() {
            return "namer";
        }

        static Namer make() {
            return new Namer() {
            };
        }
    }

    class Inner {
        @Override
        public String toString() {
            return "inner of " + name;
        }
    }

    Supplier<Inner> inner() {
        return Inner::new;
    }

    static <T> T identity(T t) {
        return t;
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) {
        Function<String, Integer> parse = Integer::parseInt;
        BiFunction<Object, Object, String> join = MethodReferences::join;
        Supplier<Integer> bound = "bound"::length;
        Function<String, String> unbound = String::toUpperCase;
        BiFunction<String, String, Boolean> two = String::equalsIgnoreCase;
        Function<String, MethodReferences> make = MethodReferences::new;
        Supplier<MethodReferences> none = MethodReferences::new;
        IntFunction<int[][]> array = int[][]::new;
        Function<Integer, List<String>[]> generic = List[]::new;
        IntBinaryOperator varargs = MethodReferences::total;
        IntFunction<String> secret = new MethodReferences("s")::secret;
        Comparator<String> compare = Comparator.comparing(String::length, Integer::compare);
        UnaryOperator<String> same = MethodReferences::<String>identity;
        System.out.println(parse.apply("42") + " " + join.apply(1, 'c') + " " + bound.get() + " "
                + unbound.apply("up") + " "
                + two.apply("A", "a") + " " + make.apply("made") + " " + none.get() + " " + array.apply(3).length
                        + " "
                + generic.apply(2).getClass() + " " + varargs.applyAsInt(4, 5) + " " + secret.apply(1) + " "
                + compare.compare("aa", "b") + " " + same.apply("id"));
        System.out.println(new Child() + " " + new MethodReferences("o").inner().get());
        Function<Namer, String> namer = Namer::name;
        Supplier<Namer> maker = Namer::make;
        System.out.println(namer.apply(maker.get()));
        ToIntFunction<Integer> unbox = Integer::intValue;
        ToLongFunction<Integer> widened = Integer::intValue;
        Function<Integer, Double> doubled = Integer::doubleValue;
        Consumer<String> ignoring = String::length;
        Function<int[], Object> clone = int[]::clone;
        ignoring.accept("x");
        System.out.println(unbox.applyAsInt(5) + widened.applyAsLong(6) + doubled.apply(7)
                + ((int[]) clone.apply(new int[2])).length);
        try {
            MethodReferences absent = null;
            IntFunction<String> never = absent::secret;
        } catch (NullPointerException e) {
            System.out.println("receiver is checked at once");
        }
        java.util.Deque<String> upper = List.of("b", "a", "c").stream().sorted(Comparator.reverseOrder())
                .map(String::toUpperCase)
                .collect(Collectors.toCollection(java.util.ArrayDeque::new));
        System.out.println(upper);
        System.out.println(Arrays.stream(new String[] {"1", "2"}).map(Integer::valueOf).reduce(0, Integer::sum) + " "
                + Arrays.asList(3, 1, 2).stream().max(Integer::compareTo).get());
        Callable3<String, Integer, Integer, String> substring = String::substring;
        System.out.println(substring.call("abcdef", 1, 3));
        Object held = (Supplier<StringBuilder>) new StringBuilder("sb")::reverse;
        System.out.println(((Supplier<?>) held).get() + " " + ((Supplier<?>) held).get());
    }

    interface Callable3<A, B, C, R> {
        R call(A a, B b, C c);
    }
}
