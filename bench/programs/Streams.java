import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Streams and lambdas: filtering, mapping, grouping, sorting and reducing lists of small objects. */
public class Streams implements Bench.Kernel {
    enum Kind { FRUIT, BREAD, MILK, TOOL }

    static final class Item {
        final String name;
        final Kind kind;
        final int price;
        final List<Integer> sizes;

        Item(String name, Kind kind, int price, List<Integer> sizes) {
            this.name = name;
            this.kind = kind;
            this.price = price;
            this.sizes = sizes;
        }

        Kind kind() {
            return kind;
        }

        int price() {
            return price;
        }
    }

    static List<Item> items(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> new Item("item" + i, Kind.values()[i * 7 % 11 % 4], i * 31 % 977,
                        IntStream.range(0, i % 5).boxed().collect(Collectors.toList())))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static long once(List<Item> items, int round) {
        Map<Kind, Integer> sums = items.stream().filter(i -> i.price % 7 != round % 7)
                .collect(Collectors.groupingBy(Item::kind, TreeMap::new, Collectors.summingInt(Item::price)));
        long checksum = 0;
        for (Map.Entry<Kind, Integer> e : sums.entrySet()) {
            checksum = checksum * 31 + e.getKey().ordinal() * 5 + e.getValue();
        }
        checksum += items.stream().flatMap(i -> i.sizes.stream()).mapToInt(Integer::intValue).filter(s -> s != 2).sum();
        checksum += IntStream.rangeClosed(1, 3000).filter(i -> i % 3 == 0).mapToLong(i -> (long) i * i).sum();
        String names = items.stream().sorted(Comparator.comparing(Item::kind).thenComparingInt(Item::price).reversed())
                .limit(40).map(i -> i.name).collect(Collectors.joining(","));
        checksum = checksum * 17 + names.hashCode();
        Optional<Item> cheapest = items.stream().skip(round % 50).min(Comparator.comparingInt(Item::price));
        checksum += cheapest.map(i -> i.name.length()).orElse(0);
        checksum += items.stream().anyMatch(i -> i.price == round) ? 3 : 5;
        checksum += Stream.iterate(round, i -> i * 3 + 1).limit(60).distinct().reduce(0, (a, b) -> a ^ b);
        return checksum;
    }

    @Override
    public long run(int rounds) {
        List<Item> items = items(1200);
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            checksum = checksum * 31 + once(items, r);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 60, 420, new Streams());
    }
}
