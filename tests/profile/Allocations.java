/** Allocates in three methods 6, 3 and 1 times as much, all of one size and in one order; and large arrays. */
public class Allocations {
    static Object sink;

    static void six() {
        for (int i = 0; i < 60; i++)
            sink = new byte[96]; // 112 bytes with its header
    }

    static void three() {
        for (int i = 0; i < 30; i++)
            sink = new byte[96];
    }

    static void one() {
        for (int i = 0; i < 10; i++)
            sink = new byte[96];
    }

    static void large() {
        sink = new long[100_000];
    }

    public static void main(String[] args) {
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            six();
            three();
            one();
            if (i % 100 == 0)
                large();
        }
    }
}
