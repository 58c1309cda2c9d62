import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of every type, object arrays, critical regions, direct buffers. */
public class Arrays {
    static native Object[] make(int n);

    static native void change(boolean[] z, byte[] b, char[] c, short[] s, int[] i, long[] j, float[] f, double[] d);

    static native void bounds(int[] a);

    static native void objects(Object[] a, String[] strings);

    static native void critical(int[] a, String text);

    static native void abort(int[] a);

    static native ByteBuffer buffer(int capacity);

    static native String inspect(Object buffer);

    static native void freeBuffer();

    public static void main(String[] args) {
        Say.init();
        System.out.println(java.util.Arrays.deepToString(make(3)));
        System.out.println(java.util.Arrays.deepToString(make(0)));
        try {
            make(-1);
        } catch (NegativeArraySizeException e) {
            System.out.println(e);
        }
        boolean[] z = new boolean[4];
        byte[] b = new byte[4];
        char[] c = new char[4];
        short[] s = new short[4];
        int[] i = new int[4];
        long[] j = new long[4];
        float[] f = new float[4];
        double[] d = new double[4];
        change(z, b, c, s, i, j, f, d);
        System.out.println(java.util.Arrays.deepToString(new Object[] {z, b, Say.plain(new String(c)), s, i, j, f, d}));
        bounds(i);
        System.out.println(java.util.Arrays.toString(i));
        Object[] objects = {1, "two", null};
        String[] strings = {"a", "b"};
        objects(objects, strings);
        System.out.println(java.util.Arrays.toString(objects) + java.util.Arrays.toString(strings));
        critical(i, "gr\u00fc\u00dfe \ud83d\ude00");
        System.out.println(java.util.Arrays.toString(i));
        abort(i);
        System.out.println(java.util.Arrays.toString(i));

        ByteBuffer buffer = buffer(16);
        System.out.println(buffer + " " + buffer.isDirect() + " " + buffer.order());
        System.out.println(buffer.get(0) + " " + buffer.order(ByteOrder.nativeOrder()).getInt(4));
        buffer.putInt(8, 0x01020304);
        System.out.println(inspect(buffer) + ", " + inspect(buffer.slice(4, 8)));
        System.out.println(inspect(ByteBuffer.allocateDirect(32)) + ", " + inspect(ByteBuffer.allocateDirect(32).asReadOnlyBuffer()));
        System.out.println(inspect(ByteBuffer.allocate(8)));
        freeBuffer();
    }
}
