import java.util.ArrayList;
import java.util.List;

/** What -Xmx and -Xss mean. */
public class Limits {
    static int depth;

    static void down() {
        depth++;
        down();
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("heap")) {
            List<byte[]> list = new ArrayList<>();
            try {
                while (true) {
                    list.add(new byte[100 << 10]);
                }
            } catch (OutOfMemoryError e) {
                int n = list.size();
                list = null;
                int max = Integer.parseInt(args[1]) * 10;
                System.out.println(e.getMessage() + ", " + (n > max / 2 && n <= max ? "within" : "at " + n + " of " + max));
            }
        } else {
            int[] depths = new int[2];
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(null, () -> {
                    try {
                        depth = 0;
                        down();
                    } catch (StackOverflowError e) {
                    }
                }, "deep", i == 0 ? 0 : 16 << 20);
                thread.start();
                thread.join();
                depths[i] = depth;
            }
            System.out.println(depths[0] > 500 && depths[1] > 3 * depths[0] ? "as asked" : depths[0] + " " + depths[1]);
        }
    }
}
