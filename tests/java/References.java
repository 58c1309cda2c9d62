/**
 * Weak, soft and phantom references, queues, WeakHashMap, Cleaner and finalizers, with bounded waits for the
 * collector.
 */
import java.lang.ref.*;
import java.util.*;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public class References {
    static final CountDownLatch FINALIZED = new CountDownLatch(3);
    static Object resurrected;

    static class WithFinalizer {
        final int id;

        WithFinalizer(int id) {
            this.id = id;
        }

        @Override
        @SuppressWarnings("deprecation")
        protected void finalize() {
            if (id == 1) {
                resurrected = this;
            }
            FINALIZED.countDown();
            if (id == 2) {
                throw new IllegalStateException("ignored");
            }
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Collects until the condition holds; a collector may need several rounds, and a conservative one some luck. */
    static boolean eventually(Condition c) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (c.holds()) {
                return true;
            }
            System.gc();
            clutter(20);
            Thread.sleep(i < 20 ? 1 : 10);
        }
        return false;
    }

    static int clutter(int n) {
        Object[] o = new Object[50];
        return n == 0 ? o.length : clutter(n - 1) + o.length;
    }

    /** Makes many, so that a conservatively found stray pointer to one of them does not matter. */
    static List<Reference<Object>> makeWeak(int n, ReferenceQueue<Object> queue) {
        List<Reference<Object>> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            list.add(new WeakReference<>(new byte[100 + i], queue));
        }
        return list;
    }

    static List<Reference<Object>> makePhantom(int n, ReferenceQueue<Object> queue) {
        List<Reference<Object>> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            list.add(new PhantomReference<>(new int[] {i}, queue));
        }
        return list;
    }

    static void makeFinalizable() {
        for (int i = 0; i < 3; i++) {
            new WithFinalizer(i);
        }
    }

    static void fillMap(Map<Object, String> map) {
        for (int i = 0; i < 50; i++) {
            map.put(new Object(), "v" + i);
        }
    }

    static void registerCleanups(Cleaner cleaner, CountDownLatch latch, int n) {
        for (int i = 0; i < n; i++) {
            cleaner.register(new Object(), latch::countDown);
        }
    }

    public static void main(String[] args) throws Exception {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Object strong = new Object();
        WeakReference<Object> held = new WeakReference<>(strong, queue);
        SoftReference<Object> soft = new SoftReference<>(new byte[1000]);
        List<Reference<Object>> weak = makeWeak(40, queue);
        System.out.println("weak cleared " + eventually(() -> weak.stream().filter(r -> r.get() == null)
                .count() > 20));
        int[] polled = {0};
        System.out.println("enqueued " + eventually(() -> {
            while (queue.poll() != null) {
                polled[0]++;
            }
            return polled[0] > 20;
        }));
        System.out.println("held " + (held.get() == strong) + " soft " + (soft.get() != null) + " "
                + held.refersTo(strong));
        ReferenceQueue<Object> phantoms = new ReferenceQueue<>();
        List<Reference<Object>> phantom = makePhantom(40, phantoms);
        System.out.println("phantom get " + phantom.get(3).get());
        System.out.println("phantom enqueued " + eventually(() -> phantoms.poll() != null));
        makeFinalizable();
        System.out.println("finalized " + eventually(() -> FINALIZED.getCount() < 3));
        Map<Object, String> map = new WeakHashMap<>();
        fillMap(map);
        System.out.println("weak map shrank " + eventually(() -> map.size() < 25));
        Cleaner cleaner = Cleaner.create();
        CountDownLatch cleaned = new CountDownLatch(10);
        registerCleanups(cleaner, cleaned, 30);
        System.out.println("cleaner ran " + eventually(() -> cleaned.await(1, TimeUnit.MILLISECONDS)));
        int[] runs = {0};
        Cleaner.Cleanable explicit = cleaner.register(strong, () -> runs[0]++);
        explicit.clean();
        explicit.clean();
        WeakReference<Object> manual = new WeakReference<>(strong, queue);
        while (queue.poll() != null) {
        }
        System.out.println(runs[0] + " " + manual.enqueue() + " " + manual.enqueue() + " "
                + (queue.remove(1000) == manual) + " " + manual.get() + " " + queue.remove(2));
        held.clear();
        System.out.println(held.get() + " " + held.refersTo(null));
        Reference.reachabilityFence(strong);
    }
}
