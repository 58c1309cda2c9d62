/**
 * Generics: bridge methods, covariant returns, erased casts, wildcards, recursive bounds, generic methods and
 * arrays.
 */
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

public class Generics {
    interface Transformer<A, B> {
        B apply(A a);

        default <C> Transformer<A, C> then(Transformer<? super B, ? extends C> next) {
            return a -> next.apply(apply(a));
        }
    }

    static class Length implements Transformer<String, Integer> {
        @Override
        public Integer apply(String s) {
            return s.length();
        }
    }

    static class Animal implements Cloneable {
        Animal self() {
            return this;
        }

        @Override
        protected Animal clone() throws CloneNotSupportedException {
            return (Animal) super.clone();
        }
    }

    static class Dog extends Animal {
        int legs = 4;

        @Override
        Dog self() {
            return this;
        }

        @Override
        public Dog clone() throws CloneNotSupportedException {
            return (Dog) super.clone();
        }
    }

    abstract static class Builder<T extends Builder<T>> {
        final StringBuilder text = new StringBuilder();

        abstract T me();

        T add(Object o) {
            text.append(o);
            return me();
        }
    }

    static class ListBuilder extends Builder<ListBuilder> {
        @Override
        ListBuilder me() {
            return this;
        }

        ListBuilder comma() {
            text.append(", ");
            return this;
        }
    }

    static class Pair<A extends Comparable<? super A>, B> implements Comparable<Pair<A, B>> {
        final A a;
        final B b;

        Pair(A a, B b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public int compareTo(Pair<A, B> other) {
            return a.compareTo(other.a);
        }

        @Override
        public String toString() {
            return "(" + a + "," + b + ")";
        }
    }

    static <T extends Object & Comparable<? super T>> T largest(List<? extends T> list) {
        T best = null;
        for (T t : list) {
            if (best == null || t.compareTo(best) > 0) {
                best = t;
            }
        }
        return best;
    }

    @SafeVarargs
    static <T> List<T> listOf(T... items) {
        return new ArrayList<>(Arrays.asList(items));
    }

    static <T> T[] swap(T[] array) {
        T first = array[0];
        array[0] = array[1];
        array[1] = first;
        return array;
    }

    static class Box<T> {
        T value;

        T get() {
            return value;
        }
    }

    static class IntBox extends Box<Integer> {
        @Override
        Integer get() {
            return value + 1;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static void pollution() {
        List<String> strings = new ArrayList<>();
        ((List) strings).add(5);
        System.out.println(strings.size());
        try {
            String s = strings.get(0);
        } catch (ClassCastException e) {
            System.out.println("heap pollution found");
        }
        Box box = new IntBox();
        box.value = "text";
        try {
            box.get();
        } catch (ClassCastException e) {
            System.out.println("and in a bridge");
        }
        Transformer raw = new Length();
        try {
            raw.apply(1);
        } catch (ClassCastException e) {
            System.out.println("and in an argument");
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(new Length().then(n -> n * 2).then(Integer::toBinaryString).apply("seven c"));
        Animal a = new Dog();
        System.out.println(a.self().getClass() + " " + ((Dog) a.clone()).legs);
        System.out.println(new ListBuilder().add(1).comma().add("x").comma().add(null).text);
        System.out.println(largest(Arrays.asList(3, 9, 4)) + " "
                + largest(List.of(new Pair<>("k", 1), new Pair<>("z", 2))));
        List<Number> numbers = listOf(1, 2.5, 3L);
        numbers.sort(Comparator.comparing(Number::doubleValue).reversed());
        System.out.println(numbers + " " + Arrays.toString(swap(new String[] {"a", "b"})));
        pollution();
        for (Class<?> c : new Class<?>[] {Length.class, Dog.class, IntBox.class, Pair.class, ListBuilder.class}) {
            Method[] methods = c.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(m -> m.getName() + m.getReturnType().getName() + m.isBridge()));
            for (Method m : methods) {
                System.out.println(c.getSimpleName() + "." + m.getName() + " " + m.getReturnType().getSimpleName()
                        + " "
                        + m.isBridge() + m.isSynthetic() + m.isVarArgs());
            }
        }
        System.out.println(Pair.class.getTypeParameters()[0].getBounds()[0] + " "
                + Length.class.getGenericInterfaces()[0]
                + " " + ListBuilder.class.getGenericSuperclass());
    }
}
