import java.io.InputStream;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/**
 * Threads that execute instructions for the first time together: each round loads the class Work anew, through a loader of
 * its own, and all threads run it at once. Everyone must compute the same.
 */
public class QuickeningRaces {
    static final int THREADS = 8, ROUNDS = 40;

    public interface Shape { long area(int scale); default long twice(int scale) { return 2 * area(scale); } }

    /** One of every kind of instruction that is rewritten when it first runs. */
    public static class Work implements IntUnaryOperator, Shape {
        static int counted = 3;
        static long wide = 1L << 40;
        static double ratio = 0.5;
        static String text = "static";
        static final Object lock = new Object();
        boolean flag = true;
        byte small = -3;
        char letter = 'x';
        short half = 300;
        int whole = 70000;
        long big = 1L << 33;
        float single = 1.5f;
        double twofold = 2.25;
        String name = "work";
        Work next;
        volatile int shared = 5;
        volatile long sharedLong = 6;

        boolean isFlag() { return flag; }
        int getWhole() { return whole; }
        long getBig() { return big; }
        double getTwofold() { return twofold; }
        String getName() { return name; }
        Work getNext() { return next; }
        private int hidden(int x) { return x * 3 + small; }
        static int fixed(int x) { return x + counted; }
        public long area(int scale) { return (long) whole * scale; }

        int switches(String s, int i) {
            switch (s) { case "work": i += 1; break; case "static": i += 2; break; default: i += 3; }
            switch (i & 3) { case 0: return i; case 1: return i * 2; case 2: return -i; default: return i + 100; }
        }

        int arrays(int n) {
            int[] ints = new int[n];
            byte[] bytes = new byte[n];
            char[] chars = new char[n];
            double[] doubles = new double[n];
            Object[] objects = new Object[n];
            String[][] table = new String[n][2];
            for (int i = 0; i < n; i++) {
                ints[i] = i;
                bytes[i] = (byte) i;
                chars[i] = (char) (i + 'a');
                doubles[i] = i * 0.5;
                objects[i] = i % 2 == 0 ? name : this;
                table[i][1] = text;
            }
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += ints[i] + bytes[i] + chars[i] + (int) doubles[i] + table[i][1].length();
                if (objects[i] instanceof String)
                    sum += ((String) objects[i]).length();
                else if (objects[i] instanceof Shape)
                    sum += (int) ((Shape) objects[i]).twice(1);
            }
            return sum;
        }

        int failures() {
            int sum = 0;
            Work nobody = sum == 0 ? null : this;
            try { sum += nobody.whole; } catch (NullPointerException e) { sum += 1; }
            try { sum += nobody.getWhole(); } catch (NullPointerException e) { sum += 10; }
            try { sum += (new int[2][3])[1][5]; } catch (ArrayIndexOutOfBoundsException e) { sum += 100; }
            try { sum += ((Work) (Object) name).whole; } catch (ClassCastException e) { sum += 1000; }
            try { sum += sum / (nobody == null ? 0 : 1); } catch (ArithmeticException e) { sum += 10000; }
            return sum;
        }

        public int applyAsInt(int x) {
            Work other = new Work();
            other.next = this;
            other.flag = (x & 1) == 0;
            other.small++;
            other.letter += 2;
            other.half -= 5;
            other.whole += x;
            other.big ^= x;
            other.single *= 2;
            other.twofold += 1;
            other.shared = x;
            other.sharedLong = x + 1;
            long sum = other.small + other.letter + other.half + other.whole + other.big + (long) other.single
                + other.shared + other.sharedLong;
            sum += other.isFlag() ? 1 : 0;
            sum += other.getWhole() + other.getBig() + (long) other.getTwofold() + other.getName().length();
            sum += other.getNext().hidden(x) + fixed(x) + wide % 1000 + (long) (ratio * 10);
            sum += other.switches(name, x) + other.switches(text, x) + other.arrays(9) + other.failures();
            IntUnaryOperator twice = i -> i * 2 + x;
            Shape shape = other::area;
            sum += twice.applyAsInt(3) + shape.area(2) + shape.twice(3);
            sum += ("a" + x + 'b' + sum + 1.5 + name).hashCode();
            sum += Work.class.getName().length() + int[].class.getName().length();
            synchronized (lock) { sum++; }
            for (int i = 0, j = 10; i < j; i++, j--)
                sum = sum * 31 + Math.max(i, j) + Math.abs(i - j) + (long) Math.sqrt(i * i);
            return (int) (sum ^ sum >>> 32);
        }
    }

    /** Defines Work and nothing else. */
    static class Fresh extends ClassLoader {
        final byte[] bytes;
        Fresh(byte[] bytes) { super(QuickeningRaces.class.getClassLoader()); this.bytes = bytes; }
        @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.equals("QuickeningRaces$Work"))
                    return super.loadClass(name, resolve);
                Class<?> c = findLoadedClass(name);
                return c != null ? c : defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        byte[] bytes;
        try (InputStream in = QuickeningRaces.class.getResourceAsStream("QuickeningRaces$Work.class")) {
            bytes = in.readAllBytes();
        }
        int[] expected = new int[3];
        for (int i = 0; i < expected.length; i++)
            expected[i] = new Work().applyAsInt(i);

        IntUnaryOperator[] current = new IntUnaryOperator[1];
        AtomicInteger wrong = new AtomicInteger(), done = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(THREADS, () -> {
            try {
                Class<?> c = new Fresh(bytes).loadClass("QuickeningRaces$Work");
                java.lang.reflect.Constructor<?> init = c.getDeclaredConstructor();
                init.setAccessible(true);
                current[0] = (IntUnaryOperator) init.newInstance();
            } catch (ReflectiveOperationException e) {
                e.printStackTrace();
            }
        });
        Thread[] threads = new Thread[THREADS];
        for (int n = 0; n < THREADS; n++) {
            threads[n] = new Thread(() -> {
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        start.await();
                        IntUnaryOperator work = current[0];
                        for (int i = 0; i < expected.length; i++)
                            if (work.applyAsInt(i) != expected[i])
                                wrong.incrementAndGet();
                        done.incrementAndGet();
                    }
                } catch (Exception e) {
                    e.printStackTrace();
                }
            });
            threads[n].start();
        }
        for (Thread t : threads)
            t.join();
        System.out.println(done + " runs, " + wrong + " wrong");
    }
}
