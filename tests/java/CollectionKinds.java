/**
 * Collections: lists, deques, hash, tree and linked maps, sets, views, iterators, fail-fast, sorting, immutables.
 */
import java.util.*;
import java.util.concurrent.*;

public class CollectionKinds {
    static void attempt(String what, Runnable r) {
        try {
            r.run();
            System.out.println(what + ": fine");
        } catch (RuntimeException e) {
            System.out.println(what + ": " + e);
        }
    }

    record Key(int hash, String name) implements Comparable<Key> {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public int compareTo(Key o) {
            return name.compareTo(o.name);
        }
    }

    static void lists() {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            list.add(i * 7 % 20);
        }
        list.remove(3);
        list.remove(Integer.valueOf(19));
        list.add(2, 100);
        list.subList(5, 8).clear();
        list.removeIf(x -> x % 5 == 0);
        list.replaceAll(x -> x + 1);
        System.out.println(list + " " + list.indexOf(8) + " " + list.contains(3));
        Collections.sort(list);
        Collections.reverse(list);
        Collections.swap(list, 0, 1);
        Collections.rotate(list, 2);
        Collections.shuffle(list, new Random(42));
        System.out.println(list + " " + Collections.max(list) + " " + Collections.frequency(list, 7) + " "
                + list.hashCode());
        ListIterator<Integer> it = list.listIterator(list.size());
        while (it.hasPrevious()) {
            int v = it.previous();
            if (v % 3 == 0) {
                it.set(-v);
            } else if (v % 2 == 0) {
                it.remove();
            }
        }
        System.out.println(list);
        LinkedList<String> linked = new LinkedList<>(List.of("a", "b", "c"));
        linked.addFirst("z");
        linked.pollLast();
        linked.push("p");
        System.out.println(linked + " " + linked.peekFirst() + linked.descendingIterator().next());
        ArrayDeque<Integer> deque = new ArrayDeque<>();
        for (int i = 0; i < 40; i++) {
            if (i % 3 == 0) {
                deque.addFirst(i);
            } else {
                deque.addLast(i);
            }
            if (i % 4 == 3) {
                deque.pollFirst();
            }
        }
        System.out.println(deque);
        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.comparing(String::length)
                .thenComparing(Comparator.reverseOrder()));
        Collections.addAll(queue, "ccc", "a", "bb", "b", "dddd", "aa");
        StringBuilder drained = new StringBuilder();
        while (!queue.isEmpty()) {
            drained.append(queue.poll()).append(' ');
        }
        System.out.println(drained);
    }

    static void maps() {
        Map<String, Integer> hash = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            hash.merge("k" + i % 17, i, Integer::sum);
        }
        System.out.println(hash.size() + " " + hash + " " + hash.hashCode());
        System.out.println(hash.getOrDefault("none", -1) + " " + hash.putIfAbsent("k1", 0) + " "
                + hash.computeIfAbsent("new", String::length)
                + " " + hash.computeIfPresent("k2", (k, v) -> null) + " " + hash.compute("k3", (k, v) -> v + 1) + " "
                        + hash.containsKey("k2"));
        hash.keySet().removeIf(k -> k.length() > 2);
        hash.replaceAll((k, v) -> -v);
        hash.put(null, null);
        System.out.println(hash);
        Map<Key, Integer> colliding = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            colliding.put(new Key(i % 2, "n" + i), i);
        }
        for (int i = 0; i < 190; i++) {
            colliding.remove(new Key(i % 2, "n" + i));
        }
        System.out.println(colliding.size() + " " + colliding.get(new Key(1, "n195")) + " "
                + colliding.get(new Key(1, "n3")));
        TreeMap<Integer, String> tree = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            tree.put(i * 37 % 50, "v" + i);
        }
        tree.keySet().removeIf(k -> k % 4 == 1);
        System.out.println(tree.firstKey() + " " + tree.floorKey(9) + " " + tree.ceilingEntry(13) + " "
                + tree.headMap(6, true) + " "
                + tree.descendingMap().tailMap(4) + " " + tree.pollLastEntry() + " " + tree.subMap(10, 15).size());
        LinkedHashMap<Integer, Integer> lru = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> e) {
                return size() > 5;
            }
        };
        for (int i = 0; i < 10; i++) {
            lru.put(i, i);
            lru.get(i - 4);
        }
        System.out.println(lru);
        Map<Object, String> identity = new IdentityHashMap<>();
        identity.put(new String("a"), "1");
        identity.put(new String("a"), "2");
        System.out.println(identity.size() + " " + new WeakHashMap<>(Map.of("x", 1)).get("x"));
        ConcurrentHashMap<String, Integer> concurrent = new ConcurrentHashMap<>();
        for (int i = 0; i < 1000; i++) {
            concurrent.merge("c" + i % 50, 1, Integer::sum);
        }
        System.out.println(concurrent.reduceValues(1, Integer::sum) + " " + concurrent.mappingCount() + " "
                + concurrent.search(1, (k, v) -> k.equals("c7") ? v : null));
        ConcurrentSkipListMap<String, Integer> skip = new ConcurrentSkipListMap<>(concurrent);
        System.out.println(skip.firstKey() + " " + skip.headMap("c12"));
    }

    static void sets() {
        Set<Integer> set = new TreeSet<>(List.of(5, 1, 9, 3));
        set.retainAll(List.of(1, 2, 3, 9));
        System.out.println(set + " " + ((NavigableSet<Integer>) set).descendingSet() + " "
                + new LinkedHashSet<>(List.of("q", "w", "e")) + " "
                + Collections.disjoint(set, List.of(4)) + " " + new HashSet<>(Arrays.asList(1, 1, null)).size());
        BitSet bits = new BitSet();
        bits.set(1, 70);
        bits.clear(10, 65);
        bits.flip(3);
        System.out.println(bits + " " + bits.cardinality() + " " + bits.nextClearBit(4) + " "
                + Arrays.toString(bits.toLongArray()));
    }

    public static void main(String[] args) {
        lists();
        maps();
        sets();
        attempt("immutable list", () -> List.of(1).add(2));
        attempt("null in List.of", () -> List.of(1, null));
        attempt("duplicate in Set.of", () -> Set.of(1, 1));
        attempt("unmodifiable", () -> Collections.unmodifiableMap(new HashMap<>()).put(1, 1));
        attempt("modification", () -> {
            List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
            for (Integer i : l) {
                l.add(i);
            }
        });
        attempt("tree without order", () -> new TreeSet<>(List.of(new Object(), new Object())));
        attempt("null in tree", () -> new TreeMap<String, String>().put(null, ""));
        attempt("empty queue", () -> new ArrayDeque<>().pop());
        attempt("checked", () -> {
            @SuppressWarnings({"unchecked", "rawtypes"}) List<Object> l =
                    (List) Collections.checkedList(new ArrayList<>(), String.class);
            l.add(1);
        });
        attempt("bad comparator", () -> {
            Integer[] values = new Integer[100];
            Arrays.setAll(values, i -> i * 31 % 100);
            Arrays.sort(values, (a, b) -> a % 3 == 0 ? 1 : -1);
        });
    }
}
