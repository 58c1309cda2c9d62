/**
 * Arrays of every kind: defaults, initialisers, multi-dimensional and ragged, covariance, clone, classes,
 * arraycopy.
 */
import java.util.Arrays;

public class ArrayKinds {
    static String describe(Object array) {
        Class<?> c = array.getClass();
        return c.getName() + " " + c.getSimpleName() + " " + c.getTypeName() + " of " + c.getComponentType()
                + " extends "
                + c.getSuperclass() + " " + Arrays.toString(c.getInterfaces()) + " "
                + java.lang.reflect.Modifier.toString(c.getModifiers());
    }

    private interface Hidden {
    }

    public static void main(String[] args) {
        boolean[] z = new boolean[2];
        byte[] b = {1, -1, (byte) 200};
        char[] c = {'a', '\u0000', '\uffff'};
        short[] s = {1, -1, (short) 40000};
        int[] i = {1, -1, 1 << 31};
        long[] l = {1L, -1L, 1L << 63};
        float[] f = {1.5f, -0f, Float.NaN};
        double[] d = {1.5, -0d, Double.NaN};
        String[] t = {"x", null};
        System.out.println(z[0] + " " + b[2] + " " + (int) c[2] + " " + s[2] + " " + i[2] + " " + l[2] + " " + f[1]
                + " "
                + d[2] + " " + t[1]);
        for (Object array : new Object[] {z, b, c, s, i, l, f, d, t, new int[1][1], new Hidden[0][],
                new Object[0][0][0]}) {
            System.out.println(describe(array));
        }
        int[][][] cube = new int[2][3][4];
        int n = 0;
        for (int[][] plane : cube) {
            for (int[] row : plane) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = n++;
                }
            }
        }
        System.out.println(Arrays.deepToString(cube) + " " + cube[1][2][3]);
        long[][][] ragged = new long[3][][];
        ragged[1] = new long[][] {{1}, {}, {2, 3}};
        System.out.println(Arrays.deepToString(ragged));
        String[][][][] deep = new String[2][1][0][];
        System.out.println(deep[1][0].length + " " + deep.getClass() + " " + deep[0].getClass());
        int[][] jagged = {{1}, {2, 3}, {4, 5, 6}};
        int[][] copy = jagged.clone();
        copy[0] = new int[] {9};
        copy[1][0] = 8;
        System.out.println(Arrays.deepToString(jagged) + Arrays.deepToString(copy)
                + (copy.getClass() == jagged.getClass()));
        Object[] objects = new Integer[] {1, 2};
        Number[] numbers = (Number[]) objects;
        try {
            numbers[0] = 1.5;
        } catch (ArrayStoreException e) {
            System.out.println(e.getMessage());
        }
        Object o = jagged;
        System.out.println((o instanceof Object[]) + " " + (o instanceof int[][]) + " " + (o instanceof Object[][])
                + " "
                + (o instanceof Cloneable) + " " + (o instanceof java.io.Serializable[]) + " "
                        + (o instanceof long[][]));
        for (int start = 0; start < 4; start++) {
            int[] overlap = {0, 1, 2, 3, 4, 5, 6, 7};
            System.arraycopy(overlap, start, overlap, 2, 4);
            byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7};
            System.arraycopy(bytes, 2, bytes, start, 5);
            String[] strings = {"0", "1", "2", "3", "4", "5"};
            System.arraycopy(strings, 1, strings, start, 2);
            System.out.println(Arrays.toString(overlap) + Arrays.toString(bytes) + Arrays.toString(strings));
        }
        Object[] mixed = {"a", "b", 3, "d"};
        String[] partly = new String[4];
        try {
            System.arraycopy(mixed, 0, partly, 0, 4);
        } catch (ArrayStoreException e) {
            System.out.println(Arrays.toString(partly));
        }
        double[] grown = Arrays.copyOf(d, 5);
        Object[] typed = Arrays.copyOf(t, 3, Object[].class);
        System.out.println(Arrays.toString(grown) + typed.getClass()
                + Arrays.toString(Arrays.copyOfRange(c, 1, 2).length == 1 ? i : i));
        Arrays.fill(l, 1, 3, 7);
        Arrays.sort(i);
        System.out.println(Arrays.toString(l) + Arrays.toString(i) + Arrays.binarySearch(i, -1)
                + Arrays.equals(i, i.clone())
                + Arrays.hashCode(b) + " " + Arrays.mismatch(i, new int[] {i[0], 0})
                        + Arrays.compare(b, new byte[] {1, 2}));
        Object made = java.lang.reflect.Array.newInstance(String.class, 2, 3);
        System.out.println(made.getClass() + " " + java.lang.reflect.Array.getLength(made) + " "
                + java.lang.reflect.Array.newInstance(int[].class, 0).getClass());
        char[] big = new char[100_000];
        Arrays.fill(big, 'z');
        System.out.println(new String(big).hashCode() + " " + int[].class + " " + void.class + " "
                + int[][].class.getName());
    }
}
