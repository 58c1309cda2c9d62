// vm: -Xmx32m
/** OutOfMemoryError is thrown, caught and survived, with the messages a program can meet. */
public class OutOfMemory {
    static class Node {
        Node next;
        byte[] payload = new byte[4096];

        Node(Node next) {
            this.next = next;
        }
    }

    static int fill() {
        int count = 0;
        Node head = null;
        try {
            while (true) {
                head = new Node(head);
                count++;
            }
        } catch (OutOfMemoryError e) {
            head = null;
            System.out.println(e);
        }
        return count;
    }

    static void large(String what, Runnable r) {
        try {
            r.run();
            System.out.println(what + ": allocated");
        } catch (OutOfMemoryError e) {
            System.out.println(what + ": " + e);
        }
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 2; i++) {
            int count = fill();
            System.out.println(count > 1000 && count < 9000);
        }
        large("int[1 << 28]", () -> System.out.println(new int[1 << 28].length));
        large("long[1 << 30]", () -> System.out.println(new long[1 << 30].length));
        large("byte[MAX_VALUE]", () -> System.out.println(new byte[Integer.MAX_VALUE].length));
        large("Object[MAX_VALUE - 1]", () -> System.out.println(new Object[Integer.MAX_VALUE - 1].length));
        large("int[9000][9000]", () -> System.out.println(new int[9000][9000].length));
        large("StringBuilder", () -> {
            StringBuilder b = new StringBuilder("0123456789");
            while (true) {
                b.append(b);
            }
        });
        Thread t = new Thread(() -> large("in a thread", () -> System.out.println(new long[100 << 20].length)));
        t.start();
        t.join();
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 100000; i++) {
            s.append(i % 10);
        }
        System.out.println(s.length() + " " + (Runtime.getRuntime().maxMemory() <= 33 << 20));
    }
}
