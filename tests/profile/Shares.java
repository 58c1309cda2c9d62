/** Three methods that do the same work 5, 3 and 2 times in turn: 50, 30 and 20 percent of the time. */
public class Shares {
    static int sink;

    static int work(int seed) {
        int x = seed;
        for (int i = 0; i < 20_000; i++) {
            x = x * 31 + i;
            x ^= x >>> 7;
        }
        return x;
    }

    static void five() {
        for (int i = 0; i < 5; i++)
            sink += work(i);
    }

    static void three() {
        for (int i = 0; i < 3; i++)
            sink += work(i);
    }

    static void two() {
        for (int i = 0; i < 2; i++)
            sink += work(i);
    }

    public static void main(String[] args) throws Exception {
        Thread idle = new Thread(() -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                // the end
            }
        }, "idle");
        idle.setDaemon(true);
        idle.start();
        int rounds = Integer.parseInt(args[0]);
        for (int i = 0; i < rounds; i++) {
            five();
            three();
            two();
        }
        System.out.println("done");
        if (args.length > 1)
            System.exit(Integer.parseInt(args[1]));
    }
}
