// vm: -Xmx13m
/**
 * The collector finds the layout of an object through its first word. Of a free object that word is a link, and what
 * it leads to may be in use by then: here by objects of which every word would be a wrong layout. The heap is small, so
 * that threads start when there is hardly room for them.
 */
public class FreeListLinks {
    static final long LAYOUT = 2L << 40;

    static class Two {
        int upper = (int) (LAYOUT >>> 32); // of the header's second word
        long a = LAYOUT, b = LAYOUT;
    }

    static class Four extends Two {
        long d = LAYOUT, e = LAYOUT;
    }

    static class Eight extends Four {
        long f = LAYOUT, g = LAYOUT, h = LAYOUT, i = LAYOUT;
    }

    static Two make(int i) {
        return switch (i & 3) {
            case 0 -> new Eight();
            case 1 -> new Four();
            default -> new Two();
        };
    }

    static int fill(Two[] kept, int seed) {
        int x = seed;
        for (int i = 0; i < 100_000; i++) {
            x = x * 1103515245 + 12345;
            Two two = make(x >>> 16);
            if ((x >>> 20 & 7) == 0)
                kept[(x >>> 8) % kept.length & 0xffff] = two;
        }
        return x;
    }

    public static void main(String[] args) throws InterruptedException {
        Two[] kept = new Two[1 << 16];
        int seed = 1;
        long end = System.nanoTime() + 3_000_000_000L;
        for (int round = 0; round < 40 || System.nanoTime() < end; round++) {
            seed = fill(kept, seed);
            if (round % 8 == 7) { /* threads end, and leave what they had not used */
                Thread[] threads = new Thread[4];
                for (int i = 0; i < threads.length; i++) {
                    int s = seed + i;
                    (threads[i] = new Thread(() -> fill(new Two[256], s))).start();
                }
                for (Thread t : threads) t.join();
            }
        }
        long sum = 0;
        for (Two two : kept)
            if (two != null) sum |= two.a | two.b;
        System.out.println(sum == LAYOUT);
    }
}
