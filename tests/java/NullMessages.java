/**
 * Helpful NullPointerException messages: each form of the failed action and of the description of what was null.
 */
public class NullMessages {
    interface Shape {
        Shape inner();

        static Shape none(int a, String[] b) {
            return null;
        }
    }

    Shape shape;
    NullMessages link;
    static NullMessages root = new NullMessages();
    static int[][] grid = new int[3][];
    static Object[] objects = new Object[4];
    byte[] bytes;
    char[] chars;
    short[] shorts;
    long[] longs;
    float[] floats;
    double[] doubles;
    boolean[] flags;
    String text;
    int number;

    NullMessages follow(int steps) {
        return null;
    }

    void self(NullMessages other) {
        try {
            this.link.number = other.number;
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try {
            other.link.link = this;
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
    }

    static void run(Runnable r) {
        try {
            r.run();
            System.out.println("no exception");
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
    }

    static void parameters(String s, int i, long j, Object[][] table) {
        try {
            s.length();
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try {
            table[i][i + 1].toString();
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try {
            table[(int) j][i * 2].hashCode();
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try {
            table[2][0] = s;
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        for (int k = 0; k < 1; k++) {
            String local = s;
            try {
                local.isEmpty();
            } catch (NullPointerException e) {
                System.out.println(e.getMessage());
            }
            try {
                table[k + 2][k - 1 + i] = local;
            } catch (NullPointerException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    public static void main(String[] args) {
        run(() -> root.link.follow(1));
        run(() -> root.follow(2).number++);
        run(() -> System.out.println(root.link.link.number));
        run(() -> root.link.link.text = "x");
        run(() -> grid[1][2] = 3);
        run(() -> System.out.println(grid[2][0]));
        run(() -> objects[1].toString());
        run(() -> System.out.println(((int[][]) objects[0])[1].length));
        run(() -> root.bytes[1]++);
        run(() -> root.chars[1] = 'c');
        run(() -> root.shorts[1] = 1);
        run(() -> root.longs[1] = 1);
        run(() -> root.floats[1] = 1);
        run(() -> root.doubles[1] = root.doubles[2]);
        run(() -> root.flags[1] = true);
        run(() -> System.out.println(root.chars[0]));
        run(() -> System.out.println(root.longs[0]));
        run(() -> System.out.println(root.floats[0]));
        run(() -> System.out.println(root.shorts[0]));
        run(() -> root.shape.inner().inner());
        run(() -> Shape.none(1, args).inner());
        run(() -> System.out.println(root.text.length()));
        run(() -> System.out.println(root.bytes.length));
        run(() -> {
            synchronized (root.link) {
                System.out.println("entered");
            }
        });
        run(() -> {
            throw root.number == 0 ? null : new RuntimeException();
        });
        run(() -> {
            RuntimeException e = null;
            throw e;
        });
        run(() -> {
            Integer boxed = (Integer) objects[2];
            int i = boxed;
        });
        run(() -> {
            Object o = null;
            o.getClass();
        });
        run(() -> ((String) objects[3]).trim());
        run(() -> new NullMessages().link.self(null));
        run(() -> (new int[1][][])[0][0] = null);
        run(() -> objects[root.number + 3 - 1 / 1].hashCode());
        root.self(new NullMessages());
        root.self(null);
        parameters(null, 0, 1, new Object[][] {new Object[2], new Object[3], null});
        parameters(null, 1, 0, new Object[][] {new Object[3], new Object[3], null});
        try {
            java.util.Objects.requireNonNull(null, "required");
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        NullPointerException own = new NullPointerException();
        System.out.println(own.getMessage());
    }
}
