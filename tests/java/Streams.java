/**
 * Streams: sources, every intermediate operation, collectors, primitives, laziness, flatMap, infinite, parallel.
 */
import java.util.*;
import java.util.function.Function;
import java.util.stream.*;

public class Streams {
    record Person(String name, int age, String city) {
    }

    public static void main(String[] args) {
        List<Person> people = List.of(new Person("Ann", 30, "Oslo"), new Person("Bob", 25, "Rome"),
                new Person("Cid", 35, "Oslo"),
                new Person("Dee", 25, "Bern"), new Person("Eve", 41, "Rome"));
        System.out.println(people.stream().filter(p -> p.age() > 26).map(Person::name)
                .collect(Collectors.joining(", ", "[", "]")));
        System.out.println("" + people.stream().collect(Collectors.groupingBy(Person::city, TreeMap::new,
                Collectors.averagingInt(Person::age))));
        System.out.println("" + people.stream().collect(Collectors.partitioningBy(p -> p.age() < 30,
                Collectors.mapping(Person::name, Collectors.toList()))));
        System.out.println(people.stream().sorted(Comparator.comparingInt(Person::age)
                .thenComparing(Person::name, Comparator.reverseOrder())).map(Person::name).toList());
        System.out.println("" + people.stream().collect(Collectors.toMap(Person::city, Person::age, Integer::sum,
                TreeMap::new)));
        System.out.println("" + people.stream().collect(Collectors.teeing(Collectors.counting(),
                Collectors.summingInt(Person::age), (n, s) -> s + "/" + n)));
        System.out.println(people.stream().mapToInt(Person::age).summaryStatistics());
        System.out.println(IntStream.rangeClosed(1, 10).filter(i -> i % 2 == 1).mapToObj(i -> "x".repeat(i))
                .mapToInt(String::length).sum() + " "
                + IntStream.of(3, 1, 2).boxed().sorted(Collections.reverseOrder()).collect(Collectors.toList()) + " "
                + DoubleStream.iterate(1, d -> d / 2).limit(10).sum() + " " + LongStream.range(0, 100)
                        .reduce(1, (a, b) -> (a * 31 + b) % 1000003));
        System.out.println(Stream.iterate(new int[] {0, 1}, f -> new int[] {f[1], f[0] + f[1]}).map(f -> f[0])
                .takeWhile(n -> n < 200)
                .dropWhile(n -> n < 5).skip(1).map(String::valueOf).collect(Collectors.joining(" ")));
        StringBuilder log = new StringBuilder();
        Optional<Integer> first = Stream.of(1, 2, 3, 4, 5).peek(i -> log.append("p").append(i)).map(i -> {
            log.append("m").append(i);
            return i * i;
        }).filter(i -> i > 5).findFirst();
        System.out.println(first + " " + log);
        System.out.println(Stream.of("a b", "c", "").flatMap(s -> Arrays.stream(s.split(" "))).distinct().count()
                + " "
                + Stream.concat(Stream.of(1), Stream.empty()).anyMatch(i -> i == 1) + Stream.of(1, 2)
                        .allMatch(i -> i > 1) + Stream.of(1).noneMatch(i -> i > 1)
                + " " + Stream.of(1, 2, 3).mapMulti((Integer i, java.util.function.Consumer<Object> c) -> {
                    for (int k = 0; k < i; k++) {
                        c.accept(i);
                    }
                }).toList());
        System.out.println(Stream.of("b", "a", "c").reduce("", String::concat) + " " + Stream.of(1, 2, 3)
                .reduce(0, (a, b) -> a + b, Integer::sum)
                + " " + Stream.of(5, 3, 8).min(Comparator.naturalOrder()) + Stream.empty().max((a, b) -> 0) + " "
                + Arrays.toString(Stream.of(1, 2).toArray(Integer[]::new)) + " " + "hello".chars()
                        .mapToObj(c -> (char) c).collect(Collectors.groupingBy(Function.identity(), TreeMap::new,
                        Collectors.counting())));
        try {
            Stream<Integer> s = Stream.of(1);
            s.count();
            s.count();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        try {
            Stream.of("a", "a").collect(Collectors.toMap(s -> s, s -> 1));
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(IntStream.range(0, 20000).parallel().filter(i -> i % 3 == 0).mapToLong(i -> (long) i * i)
                .sum() + " "
                + IntStream.range(0, 5000).parallel().boxed().map(i -> i % 100).collect(Collectors.toSet()).size()
                        + " "
                + Stream.iterate(1, i -> i + 1).limit(1000).parallel().map(i -> i * 2)
                        .sorted(Comparator.reverseOrder()).limit(3).toList() + " "
                + IntStream.range(0, 1000).parallel().mapToObj(Integer::toString).collect(Collectors.joining())
                        .hashCode());
        int[] big = new Random(1).ints(30000, 0, 1000000).toArray();
        int[] copy = big.clone();
        Arrays.parallelSort(big);
        Arrays.sort(copy);
        System.out.println(Arrays.equals(big, copy) + " " + big[100]);
        Arrays.parallelPrefix(copy, (a, b) -> a ^ b);
        System.out.println(copy[copy.length - 1] + " " + Stream.of(1, 2, 3, 4).parallel().map(i -> i * 2)
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
        try (Stream<String> s = Stream.of("x").onClose(() -> System.out.println("closed"))) {
            s.forEach(System.out::println);
        }
        PrimitiveIterator.OfInt it = IntStream.range(0, 3).iterator();
        Spliterator<Integer> split = List.of(1, 2, 3, 4).spliterator();
        Spliterator<Integer> half = split.trySplit();
        half.forEachRemaining(i -> System.out.print(i + " "));
        System.out.println(it.nextInt() + it.nextInt() + " " + split.estimateSize() + " "
                + split.hasCharacteristics(Spliterator.SIZED));
    }
}
