/**
 * A loop in main that never returns and prints how fast it is: at least every 50 ms a line with the time of day in
 * milliseconds and the steps a microsecond since the line before. The first line has the time at which the loop begins.
 */
public class OptLoop {
    public static void main(String[] args) {
        System.out.println("begin " + System.currentTimeMillis());
        int[] table = new int[1024];
        long last = System.nanoTime(), steps = 0;
        int x = 1;
        while (true) {
            for (int i = 0; i < table.length; i++) {
                x ^= x << 13;
                x ^= x >>> 17;
                x ^= x << 5;
                table[i] += x & 0xff;
            }
            steps += table.length;
            long now = System.nanoTime();
            if (now - last >= 50_000_000) {
                System.out.println(System.currentTimeMillis() + " " + steps * 1000.0 / (now - last));
                last = now;
                steps = 0;
            }
        }
    }
}
