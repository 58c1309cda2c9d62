import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Boxed numbers in collections: lists, queues, heaps and trees of Integer, Long and Double. */
public class BoxedCollections implements Bench.Kernel {
    static long lists(int n, int seed) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            seed = seed * 1103515245 + 12345;
            numbers.add((seed >>> 8) % 100_000);
        }
        List<Long> squares = new ArrayList<>();
        for (Integer v : numbers) {
            squares.add((long) v * v);
        }
        Collections.sort(numbers);
        Long sum = 0L;
        for (Long v : squares) {
            sum += v;
        }
        Double mean = 0.0;
        for (int i = 0; i < n; i++) {
            mean += numbers.get(i) / (double) n;
        }
        return sum + numbers.get(n / 3) + mean.longValue();
    }

    static long queues(int n) {
        ArrayDeque<Integer> deque = new ArrayDeque<>();
        PriorityQueue<Long> heap = new PriorityQueue<>();
        long sum = 0;
        for (int i = 0; i < n; i++) {
            deque.add(i * 37 % 4099);
            heap.add((long) i * 7919 % 10_007);
            if (i % 4 == 3) {
                sum += deque.poll() * 31 + heap.poll();
            }
        }
        while (heap.size() > n / 2) {
            sum = sum * 31 + heap.poll();
        }
        return sum;
    }

    static long trees(int n) {
        TreeMap<Integer, Double> tree = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            tree.merge(i * 2654435 % 3001, i * 0.5, Double::sum);
        }
        long sum = 0;
        for (Integer key : tree.headMap(1500).keySet()) {
            sum = sum * 7 + key + tree.get(key).intValue();
        }
        return sum;
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            checksum = checksum * 31 + lists(3000, r) + queues(2000) + trees(2000);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 40, 100, new BoxedCollections());
    }
}
