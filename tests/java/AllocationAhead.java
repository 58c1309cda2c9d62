import java.util.ArrayList;
import java.util.List;

/** Allocates fast enough that lists are filled ahead; all that is new has to be empty, and what is kept has to stay. */
public class AllocationAhead {
    static final class Node {
        Node left, right;
        long a, b, c;
        Object[] more;
        byte[] bytes;
    }

    static long bad;

    static Node make(int seed) {
        Node n = new Node();
        if (n.left != null || n.right != null || n.a != 0 || n.b != 0 || n.c != 0 || n.more != null || n.bytes != null)
            bad++;
        n.more = new Object[seed % 90];
        for (Object o : n.more)
            if (o != null)
                bad++;
        n.bytes = new byte[seed * 7 % 900];
        for (byte b : n.bytes)
            if (b != 0)
                bad++;
        n.a = n.b = n.c = seed;
        for (int i = 0; i < n.more.length; i++)
            n.more[i] = n;
        for (int i = 0; i < n.bytes.length; i++)
            n.bytes[i] = (byte) seed;
        return n;
    }

    static void check(Node n) {
        int seed = (int) n.a;
        if (n.b != seed || n.c != seed || n.more.length != seed % 90 || n.bytes.length != seed * 7 % 900)
            bad++;
        for (Object o : n.more)
            if (o != n)
                bad++;
        for (byte b : n.bytes)
            if (b != (byte) seed)
                bad++;
    }

    static void run(int seed, int rounds) {
        Node[] kept = new Node[1000];
        for (int i = 0; i < rounds; i++) {
            int r = (seed = seed * 1103515245 + 12345) >>> 12;
            Node n = make(r % 10000);
            Node old = kept[r % kept.length];
            if (old != null)
                check(old);
            kept[r % kept.length] = n;
        }
        for (Node n : kept)
            if (n != null)
                check(n);
    }

    public static void main(String[] args) throws Exception {
        run(1, 100_000);
        System.out.println("one thread: " + bad);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int seed = i;
            Thread t = new Thread(() -> run(seed, 25_000));
            t.start();
            threads.add(t);
        }
        for (Thread t : threads)
            t.join();
        System.out.println("three: " + bad);
    }
}
