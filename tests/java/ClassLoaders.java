/**
 * Class loaders of one's own: definition from bytes, isolation, delegation, parallel ones, resources, bad bytes.
 */
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.util.*;

public class ClassLoaders {
    public static class Plugin implements Runnable {
        static int created;
        final Helper helper = new Helper();

        public Plugin() {
            created++;
        }

        @Override
        public void run() {
            System.out.println("plugin " + created + " " + helper.help() + " " + getClass().getClassLoader());
        }
    }

    static class Helper {
        String help() {
            return "helped by " + Helper.class.getClassLoader();
        }
    }

    static class Lone {
    }

    static class Sub extends Lone implements Runnable {
        @Override
        public void run() {
        }
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = ClassLoaders.class.getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    static class Isolating extends ClassLoader {
        final String label;
        int loads;

        Isolating(String label, ClassLoader parent) {
            super(label, parent);
            this.label = label;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("ClassLoaders$Plugin") || name.startsWith("ClassLoaders$Helper")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> c = findLoadedClass(name);
                    if (c == null) {
                        loads++;
                        try {
                            byte[] b = bytes(name);
                            c = defineClass(name, b, 0, b.length);
                        } catch (IOException e) {
                            throw new ClassNotFoundException(name, e);
                        }
                    }
                    return c;
                }
            }
            return super.loadClass(name, resolve);
        }

        Class<?> define(String name, byte[] b) {
            return defineClass(name, b, 0, b.length);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static class Parallel extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        Parallel() {
            super(null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException("parallel " + name);
        }
    }

    interface Body {
        Object run() throws Throwable;
    }

    static void attempt(String what, Body body) {
        try {
            System.out.println(what + ": " + body.run());
        } catch (Throwable t) {
            System.out.println(what + ": " + t.toString().replaceAll("@[0-9a-f]+", "@"));
        }
    }

    public static void main(String[] args) throws Throwable {
        Isolating one = new Isolating("one", ClassLoaders.class.getClassLoader());
        Isolating two = new Isolating("two", ClassLoaders.class.getClassLoader());
        for (Isolating loader : List.of(one, two, one)) {
            Runnable r = (Runnable) loader.loadClass("ClassLoaders$Plugin").getDeclaredConstructor().newInstance();
            r.run();
        }
        new Plugin().helper.help();
        Class<?> a = one.loadClass("ClassLoaders$Plugin"), b = two.loadClass("ClassLoaders$Plugin");
        System.out.println((a == b) + " " + a.getName().equals(b.getName()) + " " + one.loads + " " + Plugin.created
                + " " + a.isAssignableFrom(b));
        attempt("cast across loaders", () -> (Plugin) a.getDeclaredConstructor().newInstance());
        attempt("defined twice", () -> one.define("ClassLoaders$Helper", bytes("ClassLoaders$Helper")));
        attempt("wrong name", () -> new Isolating("x", null).define("Other", bytes("ClassLoaders$Helper")));
        attempt("package java", () -> new Isolating("x", null).define("java.lang.Evil",
                bytes("ClassLoaders$Helper")));
        attempt("not a class", () -> new Isolating("x", null).define("Bad",
                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
        attempt("empty", () -> new Isolating("x", null).define("Bad", new byte[0]));
        byte[] truncated = Arrays.copyOf(bytes("ClassLoaders$Helper"), 60);
        attempt("truncated", () -> new Isolating("x", null).define("ClassLoaders$Helper", truncated));
        byte[] future = bytes("ClassLoaders$Helper");
        future[7] = 99;
        attempt("version", () -> new Isolating("x", null).define("ClassLoaders$Helper", future));
        attempt("superclass not found", () -> new Isolating("alone", null)
                .define("ClassLoaders$Sub", bytes("ClassLoaders$Sub")));
        attempt("own findClass", () -> new Parallel().loadClass("no.Such"));
        attempt("forName with loader", () -> Class.forName("ClassLoaders$Plugin", true, two) == b);
        attempt("forName without", () -> Class.forName("no.Such$Inner", false, one));
        attempt("array by loader", () -> Class.forName("[[LClassLoaders$Plugin;", false, one).getClassLoader());
        attempt("loadClass of array", () -> one.loadClass("[I"));
        attempt("slashes", () -> Class.forName("java/lang/String"));
        System.out.println(String.class.getClassLoader() + " " + ClassLoader.getPlatformClassLoader().getName() + " "
                + ClassLoader.getSystemClassLoader().getName() + " " + one.getName() + " " + one.getUnnamedModule()
                .isNamed() + " "
                + ClassLoader.getSystemClassLoader().getParent().getParent() + " " + new Parallel()
                        .isRegisteredAsParallelCapable() + one.isRegisteredAsParallelCapable() + " "
                        + (Thread.currentThread().getContextClassLoader() == ClassLoader.getSystemClassLoader()));
        System.out.println((ClassLoaders.class.getResource("/ClassLoaders.class") != null) + " "
                + ClassLoaders.class.getResource("none.txt") + " "
                + ClassLoader.getSystemResource("java/lang/Object.class") + " "
                + (Object.class.getResourceAsStream("Object.class").readNBytes(4)[0] & 0xff) + " "
                        + Collections.list(ClassLoader.getSystemResources("ClassLoaders.class")).size());
        Path dir = Files.createDirectory(Path.of("classes"));
        Files.write(dir.resolve("ClassLoaders$Helper.class"), bytes("ClassLoaders$Helper"));
        Files.writeString(dir.resolve("resource.txt"), "found");
        try (URLClassLoader url = new URLClassLoader(new URL[] {dir.toUri().toURL()}, null)) {
            Class<?> helper = url.loadClass("ClassLoaders$Helper");
            System.out.println(helper + " " + (helper != Helper.class) + " "
                    + new String(url.getResourceAsStream("resource.txt").readAllBytes()) + " "
                    + helper.getPackageName().isEmpty() + " "
                    + helper.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith("/classes/"));
            attempt("nest host elsewhere", () -> helper.getNestHost().getSimpleName());
        }
        Thread[] threads = new Thread[4];
        Set<Class<?>> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        Isolating racing = new Isolating("racing", ClassLoaders.class.getClassLoader());
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    seen.add(Class.forName("ClassLoaders$Plugin", true, racing));
                } catch (ClassNotFoundException e) {
                    System.out.println(e);
                }
            });
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(seen.size() + " " + racing.loads);
    }
}
