import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Writes and compiles random programs batch by batch, in one process because a warm compiler is several times as fast:
 * {@code java Batches SEED PROGRAMS BATCH FOLDER} fills FOLDER/[FIRST]/src and FOLDER/[FIRST]/classes, and then prints
 * FIRST and the number of programs. Waits while AHEAD batches are there that nobody has removed yet.
 */
public final class Batches {
    private static final int AHEAD = 6;

    private Batches() {}

    private static void waitForRoom(List<Path> made) throws InterruptedException {
        while (true) {
            made.removeIf(folder -> !Files.exists(folder));
            if (made.size() < AHEAD) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private static boolean compile(Path folder, List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-g", "-nowarn", "-Xlint:none", "-proc:none", "-XDstringConcat=inline", "-classpath",
                System.getProperty("java.class.path"), "-d", folder.resolve("classes").toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean good = compiler
                    .getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!good) {
                System.err.println(messages);
            }
            return good;
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        long seed = Long.parseLong(args[0]);
        int programs = Integer.parseInt(args[1]), batch = Integer.parseInt(args[2]);
        Path all = Path.of(args[3]);
        List<Path> made = new ArrayList<>();
        for (int first = 0; first < programs; first += batch) {
            waitForRoom(made);
            int count = Math.min(batch, programs - first);
            Path folder = all.resolve(Integer.toString(first));
            Path src = folder.resolve("src");
            Files.createDirectories(src);
            Files.createDirectories(folder.resolve("classes"));
            List<Path> sources = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                Path source = src.resolve("P" + i + ".java");
                Files.writeString(source, new Generator(seed, i).program());
                sources.add(source);
            }
            if (!compile(folder, sources)) {
                System.out.println("bad " + first);
                System.exit(1);
            }
            made.add(folder);
            System.out.println(first + " " + count);
        }
    }
}
