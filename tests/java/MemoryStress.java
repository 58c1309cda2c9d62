/** Allocation from several threads with much garbage: live structures must survive collections undamaged. */
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class MemoryStress {
    static class Tree {
        final Tree left;
        final Tree right;
        final int[] payload;

        Tree(int depth, int seed) {
            payload = new int[] {seed, seed * 31};
            left = depth == 0 ? null : new Tree(depth - 1, seed * 2);
            right = depth == 0 ? null : new Tree(depth - 1, seed * 2 + 1);
        }

        long sum() {
            return payload[0] + (payload[1] == payload[0] * 31 ? 0 : 1_000_000)
                    + (left == null ? 0 : left.sum() + right.sum());
        }
    }

    static long work(int seed) {
        Tree kept = new Tree(10, seed);
        Map<String, List<Integer>> map = new HashMap<>();
        StringBuilder text = new StringBuilder();
        long total = 0;
        for (int i = 0; i < 3000; i++) {
            map.computeIfAbsent("key" + i % 101, k -> new ArrayList<>()).add(i);
            byte[] garbage = new byte[i % 4000];
            total += garbage.length + new Tree(3, i).sum();
            if (i % 500 == 0) {
                text.append(i).append(new char[10]);
                int[][] grid = new int[20][20];
                grid[i % 20][3] = i;
                total += grid[i % 20][3];
            }
        }
        for (List<Integer> l : map.values()) {
            for (int v : l) {
                total += v;
            }
        }
        return total + kept.sum() + text.length();
    }

    public static void main(String[] args) throws Exception {
        long[] results = new long[3];
        Thread[] threads = new Thread[3];
        for (int i = 0; i < 3; i++) {
            int id = i;
            threads[i] = new Thread(() -> results[id] = work(id + 1));
            threads[i].start();
        }
        System.gc();
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(results[0] + " " + results[1] + " " + results[2]);
        Object[] chain = null;
        for (int i = 0; i < 200000; i++) {
            chain = new Object[] {chain, i};
        }
        long sum = 0;
        while (chain != null) {
            sum += (Integer) chain[1];
            chain = (Object[]) chain[0];
        }
        System.out.println(sum);
    }
}
