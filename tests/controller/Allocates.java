import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Allocates until there is a thread that refills lists ahead, at most 20 s; prints whether there is. */
public class Allocates {
    static Object[] kept = new Object[1000];

    static boolean thread(String name) throws Exception {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path p : (Iterable<Path>) tasks::iterator)
                if (Files.readString(p.resolve("comm")).trim().equals(name))
                    return true;
        }
        return false;
    }

    public static void main(String[] args) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        boolean found = false;
        while (!found && System.nanoTime() < end) {
            for (int i = 0; i < 1_000_000; i++)
                kept[i % kept.length] = new long[i & 15];
            found = thread("allocation");
        }
        System.out.println("allocation " + found);
    }
}
