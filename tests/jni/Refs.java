import java.lang.ref.WeakReference;

/** Local, global and weak references, in large numbers and across collections. */
public class Refs {
    static class Box {
        final int n;

        Box(int n) {
            this.n = n;
        }
    }

    static native long thousands(Box[] boxes);

    static native void frames();

    static native void kinds(Object o);

    static native void keep(Object o);

    static native Object kept();

    static native void drop();

    static native void keepWeak(Object o);

    static native boolean weakCleared();

    static native Object weakGet();

    static native void dropWeak();

    static native int recurse(int depth, Object o);

    static native void churn(int n);

    static int down(int depth, Object o) {
        return depth == 0 ? o.hashCode() == System.identityHashCode(o) ? 1 : 0 : recurse(depth - 1, o) + 1;
    }

    static void collect() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    static void makeGarbage() {
        keepWeak(new Box(99));
        keep(new Box(7));
    }

    /** So that no stack slot still holds the box. */
    static int overwrite(int n) {
        long a = n, b = n + 1, c = n + 2, d = n + 3;
        return n == 0 ? (int) (a + b + c + d) : overwrite(n - 1) + (int) (a ^ b ^ c ^ d);
    }

    public static void main(String[] args) throws Exception {
        Say.init();
        Box[] boxes = new Box[10_000];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = new Box(i);
        }
        System.out.println(thousands(boxes));
        frames();
        kinds("text");
        churn(200_000);

        Thread maker = new Thread(Refs::makeGarbage);
        maker.start();
        maker.join();
        boolean cleared = false;
        for (int i = 0; i < 50 && !cleared; i++) {
            overwrite(200);
            collect();
            cleared = weakCleared();
        }
        System.out.println("weak cleared " + cleared + ", " + weakGet());
        System.out.println("global kept " + ((Box) kept()).n);
        drop();
        dropWeak();
        Box strong = new Box(1);
        keepWeak(strong);
        collect();
        System.out.println("weak kept " + (weakGet() == strong));
        dropWeak();
        System.out.println(recurse(400, new Object()));
    }
}
