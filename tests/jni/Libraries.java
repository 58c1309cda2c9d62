import java.nio.file.Files;
import java.nio.file.Path;

/** How natives are found: mangled names, overloads, libraries that are missing or no libraries. */
public class Libraries {
    static native int overloaded();

    static native int overloaded(int n);

    static native int overloaded(String s, int[] a);

    static native int under_score();

    static native int gr\u00fcn();

    static native int missing();

    static native String missing(long a, String[] b);

    static class Nested {
        static native int nested();
    }

    static void attempt(Runnable action) {
        try {
            action.run();
            System.out.println("returned");
        } catch (Throwable e) {
            System.out.println(e.toString().replaceAll("(/[^ :]*)?/(lib|jni-tests)/", "DIR/"));
        }
    }

    public static void main(String[] args) throws Exception {
        Say.init();
        System.out.println(overloaded() + " " + overloaded(1) + " " + overloaded("", null) + " " + under_score() + " " + gr\u00fcn()
                + " " + Nested.nested());
        attempt(() -> missing());
        attempt(() -> missing(1, null));
        attempt(() -> System.loadLibrary("jnitest")); // again: nothing happens
        attempt(() -> System.loadLibrary("nosuch"));
        attempt(() -> System.loadLibrary("dir/name"));
        attempt(() -> System.load("relative.so"));
        attempt(() -> System.load("/no/such/library.so"));
        attempt(() -> System.loadLibrary(null));
        Path text = Files.writeString(Path.of("libtext.so").toAbsolutePath(), "no library");
        attempt(() -> System.load(text.toString()));
        System.out.println(System.mapLibraryName("name"));
        Runtime.getRuntime().loadLibrary("jnitest");
    }
}
