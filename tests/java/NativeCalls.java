/**
 * Native methods of the class library in hot loops: their results, what they throw and where from, identity hashes
 * beside locks, references that are cleared.
 */
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

public class NativeCalls {
    static class Own {
        final int code;

        Own(int code) {
            this.code = code;
        }

        @Override
        public int hashCode() {
            return code;
        }
    }

    enum Colour {
        RED, GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    static int describe(Class<?> c) {
        int r = c.isArray() ? 1 : 0;
        r |= c.isPrimitive() ? 2 : 0;
        r |= c.isInterface() ? 4 : 0;
        r |= c.isEnum() ? 8 : 0;
        r |= c.getSuperclass() == null ? 16 : 0;
        r |= c.getComponentType() == int.class ? 32 : 0;
        r |= c.isInstance("text") ? 64 : 0;
        r |= Object[].class.isAssignableFrom(c) ? 128 : 0;
        return r * 31 + c.getModifiers();
    }

    static int references(Reference<Object>[] all, Object what) {
        int r = 0;
        for (Reference<Object> ref : all) {
            r = r * 3 + (ref.refersTo(what) ? 1 : ref.refersTo(null) ? 2 : 0);
        }
        return r;
    }

    static String thrown(Throwable e) {
        StringBuilder s = new StringBuilder(e.getClass().getSimpleName() + ": " + e.getMessage());
        for (StackTraceElement at : e.getStackTrace()) {
            if (at.getClassName().equals("NativeCalls") && at.getMethodName().equals("main")) {
                break;
            }
            s.append(" ").append(at.getMethodName()).append(at.isNativeMethod() ? "*" : "");
        }
        return s.toString();
    }

    static String wrong(int which, Object o) {
        try {
            switch (which) {
                case 0: o.notify(); return "?";
                case 1: o.notifyAll(); return "?";
                case 2: o.wait(1); return "?";
                case 3: synchronized (o) { o.wait(-1); } return "?";
                case 4: return "" + java.lang.reflect.Array.newInstance(void.class, 3);
                case 5: return "" + java.lang.reflect.Array.newInstance(int.class, -3);
                case 6: return "" + java.lang.reflect.Array.getLength(o);
                case 7: return "" + java.lang.reflect.Array.newInstance((Class<?>) null, 1);
                case 8: Thread.sleep(-1); return "?";
                default: return "" + Class.forName("no.such.Class" + which);
            }
        } catch (Exception e) {
            return thrown(e);
        }
    }

    static int hashes(Object[] all) {
        int same = 0;
        for (Object o : all) {
            int h = o.hashCode(), i = System.identityHashCode(o);
            same += h == i ? 1 : 0;
            synchronized (o) {
                same += o.hashCode() == h && System.identityHashCode(o) == i ? 1 : 0;
            }
            same += System.identityHashCode(o) == i ? 1 : 0;
        }
        return same;
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) {
        Class<?>[] classes = {int.class, void.class, int[].class, int[][].class, String.class, String[].class,
            Runnable.class, Runnable[][].class, Colour.class, Colour.GREEN.getClass(), Object.class, Object[].class,
            Comparable.class, Override.class};
        int[] expected = new int[classes.length];
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i < classes.length; i++) {
                int d = describe(classes[i]);
                if (round == 0) {
                    expected[i] = d;
                } else if (expected[i] != d) {
                    throw new AssertionError(classes[i] + ": " + d + " in round " + round);
                }
            }
        }
        System.out.println(Arrays.toString(expected));

        Object one = new Object(), two = new Object();
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<Object>[] all = new Reference[] {new WeakReference<>(one), new SoftReference<>(one),
            new WeakReference<>(two, queue), new PhantomReference<>(one, queue), new PhantomReference<>(two, queue)};
        int sum = 0;
        for (int i = 0; i < 20000; i++) {
            sum += references(all, i % 2 == 0 ? one : two);
        }
        all[0].clear();
        all[4].clear();
        System.out.println(sum + " " + references(all, one) + " " + references(all, two) + " " + all[0].get());
        for (int i = 0; i < 20000; i++) {
            Reference<Object> r = i % 3 == 0 ? new SoftReference<>(one) : new WeakReference<>(one, queue);
            sum += r.refersTo(one) ? 1 : 0;
            r.clear();
            sum += r.refersTo(one) || r.get() != null ? 1000 : r.refersTo(null) ? 1 : 100;
        }
        System.out.println(sum + " " + (one != null && two != null));
        try {
            Reference<Object> none = args.length == 0 ? null : all[0];
            System.out.println(none.refersTo(one));
        } catch (NullPointerException e) {
            System.out.println("null");
        }

        Object[] objects = new Object[300];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = i % 3 == 0 ? new Own(i) : i % 3 == 1 ? new Object() : new int[i];
        }
        int same = 0;
        for (int round = 0; round < 200; round++) {
            same += hashes(objects);
        }
        Long wide = 1L << 40;
        System.out.println(same + " " + (System.identityHashCode(wide) == System.identityHashCode(wide)) + " "
                + System.identityHashCode(null));

        for (int which = 0; which < 10; which++) {
            String first = wrong(which, one);
            for (int round = 0; round < 1000; round++) {
                String now = wrong(which, one);
                if (!now.equals(first)) {
                    System.out.println("round " + round + ": " + now);
                    break;
                }
            }
            System.out.println(first);
        }

        ByteBuffer direct = ByteBuffer.allocateDirect(64).order(ByteOrder.BIG_ENDIAN);
        int[] ints = new int[16];
        long check = 0;
        for (int i = 0; i < 5000; i++) {
            for (int k = 0; k < 16; k++) {
                ints[k] = k * 0x01020304 + i;
            }
            direct.clear();
            direct.asIntBuffer().put(ints);
            direct.asIntBuffer().get(ints);
            check = check * 31 + Arrays.hashCode(ints) + direct.get(i % 64);
        }
        System.out.println(check);
        double x = 0;
        for (int i = 1; i < 20000; i++) {
            x += Double.longBitsToDouble(Double.doubleToRawLongBits(StrictMath.sin(i))) + Float.floatToIntBits(i)
                    + StrictMath.log10(i) + StrictMath.atan2(i, 3);
        }
        System.out.println(x);
        Thread t = Thread.currentThread();
        int alive = 0;
        for (int i = 0; i < 20000; i++) {
            alive += t.isAlive() && Thread.currentThread() == t && !t.isInterrupted() && !Thread.holdsLock(one) ? 1 : 0;
        }
        System.out.println(alive);
    }
}
