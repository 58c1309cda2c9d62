import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiled code calls natives, methods that the interpreter runs in C, and getters: arguments and results of every
 * type, exceptions with their stack traces, and receivers of many classes.
 */
public class CompiledToNative {
    abstract static class Cell {
        abstract long value();

        abstract Object label();
    }

    static final class LongCell extends Cell {
        long field = 7;
        String label = "seven";

        long value() {
            return field;
        }

        Object label() {
            return label;
        }
    }

    static final class IntCell extends Cell {
        int field = -3;
        Object label = "minus three";

        long value() {
            return field;
        }

        Object label() {
            return label;
        }
    }

    static final class OtherCell extends Cell {
        long value() {
            return 1L << 40;
        }

        Object label() {
            return "constant";
        }
    }

    static final class LastCell extends Cell {
        static int calls;

        long value() {
            return calls++ & 1;
        }

        Object label() {
            return this;
        }
    }

    static final boolean[] BOOLEANS = {true, false};
    static final byte[] BYTES = {-128, 127};
    static final char[] CHARS = {'\uffff', 'a'};
    static final short[] SHORTS = {-32768, 5};
    static final int[] INTS = {Integer.MIN_VALUE, 6};
    static final long[] LONGS = {Long.MIN_VALUE, 7};
    static final float[] FLOATS = {-0.0f, 1.5f};
    static final double[] DOUBLES = {-0.0, 2.5};
    static final Object[] OBJECTS = {"zero", null};

    static String results(int i) {
        StringBuilder b = new StringBuilder();
        b.append(Array.getBoolean(BOOLEANS, i)).append(' ').append(Array.getByte(BYTES, i)).append(' ');
        b.append((int) Array.getChar(CHARS, i)).append(' ').append(Array.getShort(SHORTS, i)).append(' ');
        b.append(Array.getInt(INTS, i)).append(' ').append(Array.getLong(LONGS, i)).append(' ');
        b.append(Array.getFloat(FLOATS, i)).append(' ').append(Array.getDouble(DOUBLES, i)).append(' ');
        b.append(Array.get(OBJECTS, i)).append(' ').append(Array.getLong(BYTES, i)).append(' ');
        return b.append(Array.getDouble(CHARS, i)).append(' ').append(Array.getLength(LONGS)).toString();
    }

    static void stores(Object[] arrays, int round) {
        Array.setByte(arrays[0], 1, (byte) round);
        Array.setLong(arrays[1], 1, round * 10_000_000_000L);
        Array.setDouble(arrays[2], 1, round / 4.0);
        Array.setFloat(arrays[3], 1, round / 8.0f);
        Array.setBoolean(arrays[4], 1, round % 2 == 0);
        Array.set(arrays[5], 1, round);
    }

    static int fails(int kind) {
        try {
            switch (kind) {
                case 0: return Array.getInt(null, 0);
                case 1: return Array.getInt(INTS, 2);
                case 2: return Array.getInt(FLOATS, 0);
                case 3: return Thread.holdsLock(null) ? 1 : 0;
                default: Array.setByte(INTS, -1, (byte) 0); return 0;
            }
        } catch (RuntimeException e) {
            StackTraceElement top = e.getStackTrace()[0], next = e.getStackTrace()[1];
            if (!top.isNativeMethod() || next.isNativeMethod() || !next.getMethodName().equals("fails")) {
                throw new AssertionError("wrong stack trace", e);
            }
            return e.getClass().getSimpleName().hashCode() + top.getMethodName().hashCode();
        }
    }

    static long cells(Cell[] cells) {
        long sum = 0;
        for (Cell c : cells) {
            sum += c.value() * 3 + (c.label() instanceof String ? 1 : 0);
        }
        return sum;
    }

    static long numbers(Number[] numbers) {
        long sum = 0;
        for (Number n : numbers) {
            sum += n.longValue() + (long) (n.doubleValue() * 2) + n.intValue();
        }
        return sum;
    }

    static int same(Object[] keys, Object key) {
        int n = 0;
        for (Object k : keys) {
            if (k.equals(key)) {
                n += 1 + (k.hashCode() & 3);
            }
        }
        return n;
    }

    static int clones(Object[] a, long[] b) {
        Object[] x = a.clone();
        long[] y = b.clone();
        x[0] = null;
        y[0]++;
        return x.length + y.length + (a[0] != null ? 1 : 0) + (int) (y[0] - b[0]);
    }

    public static void main(String[] args) {
        Cell[] cells = {new LongCell(), new IntCell(), new OtherCell(), new LastCell()};
        Number[] numbers = {1L << 35, 2, 3.5, 4.5f, (short) 5, (byte) 6};
        Object[] keys = {"text", "text\u1234", 17, 17L, 'c', 1.5, "", List.of("text"), "texu"};
        Object[] arrays = {new byte[2], new long[2], new double[2], new float[2], new boolean[2], new Object[2]};
        long[] sums = new long[6];
        String first = results(0), second = results(1);
        for (int round = 0; round < 60_000; round++) {
            sums[0] += cells(cells);
            sums[1] += numbers(numbers);
            sums[2] += same(keys, keys[round % keys.length]) + same(keys, new String("text"));
            sums[3] += clones(keys, LONGS);
            if (round % 16 == 0) {
                stores(arrays, round);
                sums[4] += fails(round / 16 % 5);
                if (!results(0).equals(first) || !results(1).equals(second)) {
                    throw new AssertionError(results(0) + " / " + results(1));
                }
            }
            sums[5] += Array.getByte(arrays[0], 1) + Array.getLong(arrays[1], 1) + (long) Array.getDouble(arrays[2], 1);
        }
        System.out.println(first);
        System.out.println(second);
        List<Object> stored = new ArrayList<>();
        for (Object a : arrays) {
            stored.add(Array.get(a, 1));
        }
        System.out.println(stored);
        for (long sum : sums) {
            System.out.println(sum);
        }
    }
}
