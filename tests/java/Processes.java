/**
 * ProcessBuilder and ProcessHandle: output, input, environment, directory, redirects, exit codes, pipelines,
 * failures.
 */
import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.TimeUnit;

public class Processes {
    static String run(ProcessBuilder b) throws Exception {
        Process p = b.start();
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes()).trim();
        return out + " -> " + p.waitFor();
    }

    public static void main(String[] args) throws Exception {
        System.out.println(run(new ProcessBuilder("/bin/echo", "hello", "two words", "é")));
        System.out.println(run(new ProcessBuilder("/bin/sh", "-c", "exit 3")));
        ProcessBuilder env = new ProcessBuilder("/bin/sh", "-c", "echo $SET-$TZ; pwd | sed 's/.*[/]//'");
        env.environment().put("SET", "value");
        env.environment().remove("TZ");
        Files.createDirectory(Path.of("inside"));
        env.directory(new File("inside"));
        System.out.println(run(env).replace('\n', ' '));
        Process cat = new ProcessBuilder("cat").start();
        try (Writer w = new OutputStreamWriter(cat.getOutputStream())) {
            w.write("through cat\n".repeat(3));
        }
        System.out.println(new BufferedReader(new InputStreamReader(cat.getInputStream())).lines().count() + " "
                + cat.waitFor());
        ProcessBuilder merged = new ProcessBuilder("/bin/sh", "-c", "echo out; echo err >&2")
                .redirectErrorStream(true);
        System.out.println(run(merged).replace('\n', ' '));
        System.out.println(run(new ProcessBuilder("/bin/sh", "-c", "echo filed; echo error >&2")
                .redirectOutput(new File("out.txt"))
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("err.txt"))))
                + Files.readString(Path.of("out.txt")).trim()
                + Files.readString(Path.of("err.txt")).trim());
        new ProcessBuilder("/bin/echo", "inherited").inheritIO().start().waitFor();
        Process sleeping = new ProcessBuilder("sleep", "100").start();
        System.out.println(sleeping.isAlive() + " " + sleeping.waitFor(5, TimeUnit.MILLISECONDS));
        try {
            sleeping.exitValue();
        } catch (IllegalThreadStateException e) {
            System.out.println(e.getMessage());
        }
        sleeping.destroy();
        System.out.println(sleeping.waitFor() + " " + sleeping.onExit().get().isAlive() + " " + sleeping.toHandle()
                .isAlive());
        Process killed = new ProcessBuilder("sleep", "100").start();
        System.out.println(killed.destroyForcibly().waitFor());
        try {
            new ProcessBuilder("/no/such/program").start();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        try {
            new ProcessBuilder("/bin/echo").directory(new File("nowhere")).start();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        List<Process> pipeline = ProcessBuilder.startPipeline(List.of(new ProcessBuilder("/bin/sh", "-c",
                "echo b; echo a; echo c"), new ProcessBuilder("sort"), new ProcessBuilder("head", "-n", "2")));
        System.out.println(new String(pipeline.get(2).getInputStream().readAllBytes()).replace('\n', ' ')
                + pipeline.get(2).waitFor());
        ProcessHandle self = ProcessHandle.current();
        Process child = Runtime.getRuntime().exec(new String[] {"sleep", "100"});
        System.out.println((self.pid() > 1) + " " + self.isAlive() + " " + self.children()
                .anyMatch(h -> h.pid() == child.pid()) + " " + child.toHandle().parent().get().equals(self) + " "
                + child.info().command().isPresent());
        child.toHandle().destroy();
        System.out.println(child.toHandle().onExit().get(5, TimeUnit.SECONDS).isAlive());
    }
}
