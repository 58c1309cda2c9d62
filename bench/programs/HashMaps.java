import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Hash maps: counting, joining and removing with boxed and string keys; a tree map for order. */
public class HashMaps implements Bench.Kernel {
    @Override
    public long run(int rounds) {
        String[] names = new String[2000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "key-" + i * 31 % 2003;
        }
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            Map<Integer, Integer> counts = new HashMap<>();
            int x = r + 1;
            for (int i = 0; i < 40_000; i++) {
                x = x * 1103515245 + 12345;
                counts.merge((x >>> 16) % 5000, 1, Integer::sum);
            }
            Map<String, Integer> byName = new HashMap<>();
            for (int i = 0; i < 30_000; i++) {
                String name = names[i * 7 % names.length];
                Integer old = byName.get(name);
                byName.put(name, old == null ? i : old + 1);
            }
            Set<Long> set = new HashSet<>();
            for (long i = 0; i < 10_000; i++) {
                set.add(i * i % 7919 << 20);
            }
            TreeMap<Integer, String> order = new TreeMap<>();
            for (Map.Entry<String, Integer> e : byName.entrySet()) {
                order.put(e.getValue(), e.getKey());
            }
            for (int i = 0; i < 5000; i += 3) {
                counts.remove(i);
            }
            for (Map.Entry<Integer, Integer> e : counts.entrySet()) {
                checksum += e.getKey() * 31L + e.getValue();
            }
            for (Map.Entry<Integer, String> e : order.entrySet()) {
                checksum = checksum * 3 + e.getKey() + e.getValue().length();
            }
            checksum += set.size();
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 14, 34, new HashMaps());
    }
}
