import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Makes a generated program smaller while two VMs still disagree about its output:
 * {@code java Reducer FILE FOLDER TRIES SUPPORT JAVA... -- VM...} where the two commands lack the class path and the class. It
 * leaves out methods, classes, statements and the braces around statements, as long as something can be left out; the result
 * is FOLDER/NAME.java. TRIES says how often the VM is run before it counts as agreeing.
 */
public final class Reducer {
    private static final int SECONDS = 20;

    private final String name;
    private final Path folder;
    private final int tries;
    private final String support;
    private final List<String> reference;
    private final List<String> vm;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
    private List<String> lines;
    private int attempts;

    private Reducer(Path file, Path folder, int tries, String support, List<String> reference, List<String> vm)
            throws IOException {
        name = file.getFileName().toString().replace(".java", "");
        lines = Files.readAllLines(file);
        this.folder = folder;
        this.tries = tries;
        this.support = support;
        this.reference = reference;
        this.vm = vm;
    }

    /** The output and the status, or null when it takes too long. */
    private String run(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        Collections.addAll(all, "-cp", folder.resolve("classes") + File.pathSeparator + support, "Support", name);
        File output = folder.resolve("output").toFile();
        Process process = new ProcessBuilder(all).redirectOutput(output).redirectError(folder.resolve("error").toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return null;
        }
        return new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8) + process.exitValue();
    }

    private boolean differs(List<String> candidate) throws IOException, InterruptedException {
        attempts++;
        Path source = folder.resolve("try").resolve(name + ".java"), classes = folder.resolve("classes");
        Files.createDirectories(source.getParent());
        Files.createDirectories(classes);
        for (File old : classes.toFile().listFiles()) {
            old.delete();
        }
        Files.write(source, candidate);
        if (!compiler.getTask(new StringWriter(), files, d -> {}, List.of("-nowarn", "-g", "-XDstringConcat=inline", "-cp",
                support, "-d", classes.toString()), null, files.getJavaFileObjects(source.toFile())).call()) {
            return false;
        }
        String expected = run(reference);
        if (expected == null || expected.contains("Error") || !expected.endsWith("\n0")) {
            return false;
        }
        for (int i = 0; i < tries; i++) {
            if (!expected.equals(run(vm))) {
                return true;
            }
        }
        return false;
    }

    private static int depth(String line) {
        int n = 0;
        while (n < line.length() && line.charAt(n) == ' ') {
            n++;
        }
        return n / 4;
    }

    /** The line after the statement or member that begins at a line. */
    private static int end(List<String> lines, int from) {
        int depth = depth(lines.get(from));
        if (!lines.get(from).endsWith("{")) {
            return from + 1;
        }
        for (int i = from + 1; i < lines.size(); i++) {
            String text = lines.get(i).trim();
            if (depth(lines.get(i)) == depth && text.startsWith("}") && !text.endsWith("{")) {
                return i + 1;
            }
        }
        return lines.size();
    }

    private boolean keep(List<String> candidate) throws IOException, InterruptedException {
        if (candidate.size() >= lines.size() || !differs(candidate)) {
            return false;
        }
        lines = candidate;
        Files.write(folder.resolve(name + ".java"), lines);
        return true;
    }

    private List<String> without(int from, int to) {
        List<String> rest = new ArrayList<>(lines.subList(0, from));
        rest.addAll(lines.subList(to, lines.size()));
        return rest;
    }

    /** Leaves out runs of so many statements or members at a depth, or the braces around one. */
    private boolean pass(int depth, int count) throws IOException, InterruptedException {
        boolean progress = false;
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).trim();
            if (depth(lines.get(i)) != depth || text.startsWith("}")) {
                continue;
            }
            int to = i;
            for (int k = 0; k < count && to < lines.size() && depth(lines.get(to)) == depth
                    && !lines.get(to).trim().startsWith("}"); k++) {
                to = end(lines, to);
            }
            if (keep(without(i, to))) {
                progress = true;
                i--;
                continue;
            }
            to = end(lines, i);
            if (count == 1 && to > i + 1) {
                List<String> inside = new ArrayList<>(lines.subList(0, i));
                inside.addAll(lines.subList(i + 1, to - 1));
                inside.addAll(lines.subList(to, lines.size()));
                progress |= keep(inside);
            }
        }
        for (int i = 0; count == 1 && i < lines.size(); i++) { // "} else {" and the like, with what follows
            String text = lines.get(i).trim();
            if (depth(lines.get(i)) == depth && text.startsWith("}") && text.endsWith("{")) {
                int to = i + 1;
                while (depth(lines.get(to)) > depth) {
                    to++;
                }
                if (keep(without(i, to))) {
                    progress = true;
                    i--;
                }
            }
        }
        return progress;
    }

    private void reduce() throws IOException, InterruptedException {
        if (!differs(lines)) {
            System.out.println("the VMs agree");
            System.exit(1);
        }
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int depth = 1; depth < 12; depth++) {
                for (int count = 8; count >= 1; count /= 2) {
                    progress |= pass(depth, count);
                }
                System.out.println(lines.size() + " lines, " + attempts + " attempts");
            }
        }
        System.out.println(folder.resolve(name + ".java"));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> commands = Arrays.asList(args).subList(4, args.length);
        int dashes = commands.indexOf("--");
        Path folder = Path.of(args[1]);
        Files.createDirectories(folder);
        new Reducer(Path.of(args[0]), folder, Integer.parseInt(args[2]), args[3], commands.subList(0, dashes),
                commands.subList(dashes + 1, commands.size())).reduce();
    }
}
