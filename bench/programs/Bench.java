/**
 * Runs a program's kernel: once, or again and again while it prints the time of each iteration for bench/run.
 *
 * <pre>
 *   java PROGRAM [SIZE]                once, with the size of a whole run (or SIZE): prints the checksum
 *   java PROGRAM -s SECONDS [SIZE]     iterations for at least so long, with a size for 50 to 100 ms a piece
 *   java PROGRAM -i COUNT [SIZE]       so many iterations
 * </pre>
 *
 * The last two print "begin MILLISECONDS", the time of day at which the first iteration begins, and a line for each
 * iteration: nanoseconds from the beginning to its end, nanoseconds that it took, checksum. All iterations do the same work.
 */
public final class Bench {
    /** A program's work. The checksum depends on nothing but the size. */
    public interface Kernel {
        long run(int size);
    }

    private Bench() {}

    /** What a program's main method calls; {@code whole} and {@code part} are the sizes of a whole run and of an iteration. */
    public static void run(String[] args, int whole, int part, Kernel kernel) {
        boolean repeat = args.length > 1 && args[0].startsWith("-");
        int at = repeat ? 2 : 0;
        int size = args.length > at ? Integer.parseInt(args[at]) : repeat ? part : whole;
        if (!repeat) {
            System.out.println(kernel.run(size));
        } else if (args[0].equals("-s")) {
            iterate(kernel, size, (long) (Double.parseDouble(args[1]) * 1e9), Integer.MAX_VALUE);
        } else {
            iterate(kernel, size, Long.MAX_VALUE, Integer.parseInt(args[1]));
        }
    }

    private static void iterate(Kernel kernel, int size, long nanoseconds, int count) {
        System.out.println("begin " + System.currentTimeMillis());
        StringBuilder line = new StringBuilder();
        long begin = System.nanoTime(), end = begin;
        for (int i = 0; i < count && end - begin < nanoseconds; i++) {
            long start = System.nanoTime();
            long checksum = kernel.run(size);
            end = System.nanoTime();
            line.setLength(0);
            line.append(end - begin).append(' ').append(end - start).append(' ').append(checksum);
            System.out.println(line);
        }
    }
}
