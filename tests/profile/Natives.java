import java.util.zip.Deflater;

/** Work in a library of the JDK's, then work for the collector. */
public class Natives {
    static Object[] kept = new Object[40_000];

    public static void main(String[] args) {
        byte[] in = new byte[1 << 20], out = new byte[1 << 20];
        for (int i = 0; i < in.length; i++)
            in[i] = (byte) (i * i >> 7);
        for (int i = 0; i < 12; i++) {
            Deflater d = new Deflater(9);
            d.setInput(in);
            d.finish();
            while (!d.finished())
                d.deflate(out);
            d.end();
        }
        for (int i = 0; i < 8_000_000; i++)
            kept[i % kept.length] = new Object[] {kept[(i * 31) % kept.length == 0 ? 0 : 1], i};
        for (int i = 0; i < 5; i++)
            System.gc();
        System.out.println("done");
    }
}
