/** Optional, iterators and iterables of one's own, Objects, Comparator helpers. */
import java.util.*;
import java.util.function.*;

public class Optionals {
    static class Range implements Iterable<Integer> {
        final int from;
        final int to;

        Range(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                int at = from;

                @Override
                public boolean hasNext() {
                    return at < to;
                }

                @Override
                public Integer next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("past " + to);
                    }
                    return at++;
                }
            };
        }
    }

    public static void main(String[] args) {
        Optional<String> some = Optional.of("value");
        Optional<String> none = Optional.empty();
        System.out.println(some + " " + none + " " + some.map(String::length) + " " + none.map(String::length)
                .orElse(-1) + " "
                + some.filter(s -> s.isEmpty()).isPresent() + " " + none.or(() -> Optional.of("other")).get() + " "
                + some.flatMap(s -> Optional.ofNullable((Integer) null)).isEmpty() + " " + OptionalInt.of(5)
                        .getAsInt() + " " + OptionalDouble.empty());
        some.ifPresentOrElse(System.out::println, () -> System.out.println("none"));
        none.ifPresentOrElse(System.out::println, () -> System.out.println("none"));
        try {
            none.get();
        } catch (NoSuchElementException e) {
            System.out.println(e.getMessage());
        }
        try {
            none.orElseThrow(() -> new IllegalStateException("own"));
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        int sum = 0;
        for (int i : new Range(3, 9)) {
            for (int j : new Range(0, i)) {
                sum += i * j;
            }
        }
        System.out.println(sum);
        Iterator<Integer> it = new Range(0, 2).iterator();
        it.next();
        it.forEachRemaining(x -> System.out.println("rest " + x));
        try {
            it.next();
        } catch (NoSuchElementException e) {
            System.out.println(e.getMessage());
        }
        try {
            it.remove();
        } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(Objects.hash(1, "a", null) + " " + Objects.equals(null, null) + " "
                + Objects.toString(null, "default") + " "
                + Objects.requireNonNullElse(null, 5) + " " + Objects.compare("a", "b", Comparator.reverseOrder()));
        try {
            Objects.checkIndex(5, 3);
        } catch (IndexOutOfBoundsException e) {
            System.out.println(e.getMessage());
        }
        List<String> words = Arrays.asList("pear", null, "fig", "apple");
        words.sort(Comparator.nullsFirst(Comparator.comparing(String::length).thenComparing(Function.identity())));
        System.out.println(words);
        StringTokenizer tokens = new StringTokenizer("a b,c", " ,", true);
        System.out.println(tokens.countTokens() + new Scanner("1 2.5 word\nnext line").useLocale(Locale.ROOT)
                .nextInt());
    }
}
