// vm: -Xmx48m
/**
 * Exceptions in eight threads at once: thrown through deep stacks, with traces; stack overflows; heaps that are full.
 */
import java.util.concurrent.atomic.AtomicInteger;

public class ExceptionStorm {
    static final int THREADS = 8;
    static volatile Object sink;

    interface Body {
        int run(int me) throws Exception;
    }

    static void parallel(String what, Body body) throws Exception {
        AtomicInteger sum = new AtomicInteger();
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int me = i;
            threads[i] = new Thread(() -> {
                try {
                    sum.addAndGet(body.run(me));
                } catch (Throwable e) {
                    System.out.println(what + ": " + e);
                }
            });
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(what + " " + sum.get());
    }

    static int down(int depth) {
        if (depth == 0) {
            throw new IllegalStateException();
        }
        try {
            return down(depth - 1);
        } finally {
            sink = depth;
        }
    }

    static int endless(int n) {
        return endless(n + 1) + 1;
    }

    static synchronized int locked(int[] a, int i) {
        return a[i];
    }

    static int implicit(int i) {
        int[] none = null;
        Object o = "text";
        switch (i % 5) {
            case 0: return none.length;
            case 1: return (Integer) o;
            case 2: return 1 / (i - i);
            case 3: return new int[i - i - 1].length;
            default: return locked(new int[0], i);
        }
    }

    public static void main(String[] args) throws Exception {
        parallel("deep", me -> {
            int caught = 0;
            for (int i = 0; i < 200; i++) {
                try {
                    down(100 + i % 10);
                } catch (IllegalStateException e) {
                    caught += e.getStackTrace().length > 100 ? 1 : 0;
                }
            }
            return caught;
        });
        parallel("implicit", me -> {
            int caught = 0;
            for (int i = 0; i < 5000; i++) {
                try {
                    implicit(i);
                } catch (NullPointerException | ClassCastException | ArithmeticException | NegativeArraySizeException
                        | ArrayIndexOutOfBoundsException e) {
                    caught++;
                }
            }
            return caught;
        });
        parallel("overflow", me -> {
            int caught = 0;
            for (int i = 0; i < 5; i++) {
                try {
                    endless(0);
                } catch (StackOverflowError e) {
                    caught++;
                }
            }
            return caught;
        });
        parallel("memory", me -> {
            int caught = 0;
            for (int i = 0; i < 3; i++) {
                try {
                    Object[] chain = null;
                    for (;;) {
                        chain = new Object[] {chain, new byte[50_000]};
                    }
                } catch (OutOfMemoryError e) {
                    caught++;
                }
            }
            return caught;
        });
        parallel("large", me -> {
            int caught = 0;
            for (int i = 0; i < 20; i++) {
                try {
                    sink = new long[100_000_000];
                } catch (OutOfMemoryError e) {
                    caught++;
                }
            }
            return caught;
        });
        byte[] enough = new byte[1 << 20];
        System.out.println(enough.length);
    }
}
