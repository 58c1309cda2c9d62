// vm: -Dtest.given=some=value -Dtest.empty -Duser.language=en
// args: first second*
/** System properties, environment, arguments, Runtime, the version, identity of streams. */
import java.util.*;

public class SystemProperties {
    public static void main(String[] args) throws Exception {
        System.out.println(Arrays.toString(args) + " " + System.getProperty("test.given") + " ["
                + System.getProperty("test.empty") + "] " + System.getProperty("test.none", "default"));
        for (String key : new String[] {"java.specification.version", "java.specification.name",
                "java.vm.specification.version", "java.class.version", "os.name", "os.arch", "file.separator",
                "path.separator", "line.separator",
                "file.encoding", "sun.jnu.encoding", "user.language", "java.vm.specification.vendor",
                        "sun.arch.data.model", "native.encoding", "java.home.missing"}) {
            System.out.println(key + "=" + (key.equals("line.separator") ? System.getProperty(key).length()
                    : System.getProperty(key)));
        }
        for (String key : new String[] {"java.home", "java.version", "java.vendor", "java.vm.name", "java.vm.version",
                "java.class.path", "java.library.path", "java.io.tmpdir", "user.dir", "user.name", "user.home",
                "os.version", "sun.boot.library.path"}) {
            if (System.getProperty(key) == null) {
                System.out.println(key + " is missing");
            }
        }
        System.out.println(Runtime.version().feature() + " " + (System.getProperty("java.version").startsWith("17"))
                + " " + Runtime.version().interim() + " " + System.lineSeparator().length());
        System.setProperty("own", "1");
        System.out.println(System.clearProperty("own") + System.getProperty("own")
                + Integer.getInteger("test.number", 5) + Boolean.getBoolean("test.given") + Long.getLong("none"));
        try {
            System.getProperty("");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(System.getenv("TZ") + " " + System.getenv("SURELY_NOT_SET") + " " + System.getenv()
                .containsKey("PATH"));
        try {
            System.getenv().put("a", "b");
        } catch (UnsupportedOperationException e) {
            System.out.println("environment is read-only");
        }
        Runtime r = Runtime.getRuntime();
        System.out.println((r.availableProcessors() > 0) + " " + (r.totalMemory() >= r.freeMemory()) + " "
                + (r.maxMemory() >= r.totalMemory()));
        java.io.PrintStream out = System.out;
        java.io.ByteArrayOutputStream captured = new java.io.ByteArrayOutputStream();
        System.setOut(new java.io.PrintStream(captured, true, "UTF-8"));
        System.out.print("captured");
        System.setOut(out);
        System.out.println(captured + " " + System.in.read() + " " + (System.console() == null));
        System.out.write("raw bytes \u00e9\n".getBytes("UTF-8"));
        System.out.append("appended").append('!').println();
        System.out.format("%s %c%n", 1.5f, 'x');
        System.out.println(new char[] {'c', 'h'});
        System.out.println((Object) null);
        System.out.println(System.identityHashCode(null) + " " + (System.currentTimeMillis() > 1_600_000_000_000L)
                + " " + System.getProperties().getClass());
        try {
            System.loadLibrary("surely_not_there");
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e.getMessage().replaceAll(":.*", ""));
        }
        try {
            missing();
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e.getMessage());
        }
    }

    static native int missing();
}
