// Boxes that compiled code does away with, puts off, or makes when it is left: which object it is must stay what valueOf says.
public class Boxes {
    interface Op {
        Object apply(Object x, Object y);
    }

    static final class Add implements Op {
        public Object apply(Object x, Object y) {
            return Long.valueOf(((Number) x).longValue() + ((Number) y).longValue());
        }
    }

    static Object kept;
    static int never;

    static long sum(int n) {
        Long s = 0L;
        for (int i = 0; i < n; i++)
            s = s + (long) (i & 1023);
        return s;
    }

    static Object chain(Op op, int n) {
        Object x = 0L;
        for (int i = 0; i < n; i++)
            x = op.apply(x, Long.valueOf(i));
        return x;
    }

    static boolean same(int a, int b) {
        Integer x = a, y = b;
        return x == y;
    }

    static boolean sameAs(long a, Long y) {
        Long x = a;
        return x == y;
    }

    static boolean differ(char a, char b) {
        Character x = a, y = b;
        return x != y;
    }

    static boolean sameShort(short a, short b) {
        return Short.valueOf(a) == Short.valueOf(b);
    }

    static boolean sameByte(byte a, byte b) {
        return Byte.valueOf(a) == Byte.valueOf(b);
    }

    static boolean otherClass(int a) {
        Object x = Integer.valueOf(a), y = Long.valueOf(a);
        return x == y;
    }

    static boolean fresh(long a) {
        return Long.valueOf(a) == new Long(a);
    }

    // The division throws, or its class is not initialised yet: code is left with both boxes in the frame.
    static String left(int a, int divisor) {
        Integer x = a, y = x;
        Integer z = a;
        int r;
        try {
            r = 100 / divisor;
        } catch (ArithmeticException e) {
            r = -1;
        }
        return r + " " + (x == y) + " " + (x == z) + " " + (x == Integer.valueOf(a)) + " " + x.equals(z);
    }

    static Object onOneWay(boolean need, int i) {
        Integer x = i;
        if (need)
            return x;
        return x + 1 == i ? x : null;
    }

    static Object merged(int i) {
        Long x;
        if ((i & 1) == 0)
            x = (long) i;
        else
            x = (long) -i;
        if (x > 100000)
            kept = x;
        return (i & 2) == 0 ? x : (Object) Boolean.valueOf(x > 0);
    }

    static int locked(long n) {
        Long x = n;
        synchronized (x) {
            return Thread.holdsLock(Long.valueOf(n)) ? 1 : 0;
        }
    }

    static int tried(int i) {
        try {
            Object o = Long.valueOf(i);
            never += o.hashCode();
            return o == Long.valueOf(i) ? 1 : 0;
        } catch (OutOfMemoryError e) {
            return 2;
        } finally {
            never++;
        }
    }

    static int switched(Character c) {
        switch (c) {
        case 'a':
            return 1;
        case '\u1234':
            return 2;
        default:
            return 3;
        }
    }

    @SuppressWarnings("removal")
    public static void main(String[] args) {
        long total = 0;
        int same = 0, made = 0, way = 0, lock = 0, in = 0, cases = 0;
        Op add = new Add();
        for (int round = 0; round < 2000; round++) {
            total += sum(300) + (Long) chain(add, 200);
            for (int i = -200; i < 200; i++) {
                same += same(i, i) ? 1 : 0;
                same += same(i, i + 1) ? 1000000 : 0;
                same += sameAs(i, (long) i) ? 1 : 0;
                same += differ((char) (i + 200), (char) (i + 200)) ? 1 : 0;
                same += sameShort((short) i, (short) i) ? 1 : 0;
                same += sameByte((byte) i, (byte) i) ? 1 : 0;
                same += otherClass(i) || fresh(i) ? 1000000 : 0;
                made += onOneWay((i & round & 7) == 1, i) != null ? 1 : 0;
                way += merged(i).hashCode();
                lock += locked(i);
                in += tried(i);
                cases += switched((char) (i & 0x1fff)) + switched((char) ('a' + (i & 1)));
            }
        }
        System.out.println(total + " " + same + " " + made + " " + way + " " + lock + " " + in + " " + cases);
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 30000; i++) {
            String s = left(i % 300 - 150, i < 29000 ? 7 : i % 3);
            if (i % 1009 == 0 || i > 29990)
                b.append(s).append('\n');
        }
        System.out.print(b);
        Integer x = 127, y = 128;
        System.out.println((x == Integer.valueOf(127)) + " " + (y == Integer.valueOf(128)) + " " + kept);
    }
}
