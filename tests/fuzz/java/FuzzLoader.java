import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Feeds mutated class files and jars to the VM it runs on, many in one process.
 *
 * <pre>java FuzzLoader GOOD BAD [FROM [TO]]</pre>
 *
 * GOOD: folder with the classes that the files in BAD were made from. BAD: folder of mutated files; those from number FROM up
 * to and without number TO in the order of their names are used. Each class gets a loader of its own, in which its good
 * neighbours can be found; it is defined, initialized and looked at by reflection, and its methods are called with zeros
 * and nulls. Every jar is opened, its entries are read and its classes treated like the others.
 *
 * With -Dboot=true the names of the files in BAD (= GOOD) are loaded by the boot loader, from mutated jars on its path.
 *
 * Whatever is thrown is fine; with -Dverbose=true it is printed, to compare VMs. The number of each file is printed before it is used, so that the last one is the suspect when
 * the VM dies; "done" and a summary is the last line when it does not. Code that does not return is stopped.
 */
public class FuzzLoader {
    static final long LIMIT_MILLIS = 3000;

    static final boolean VERBOSE = Boolean.getBoolean("verbose");

    static PrintStream log;
    static Path good;
    static List<Path> files;
    static int end;
    static int defined, rejected, called, threw, stopped;

    /** Takes the files in turn. Several exist one after another: one that had to be stopped is replaced. */
    static class Worker extends Thread {
        volatile int at;
        volatile long since;
        volatile boolean finished;
        volatile boolean retired; /* stopped: whatever it catches, it must not go on */

        Worker(int from) {
            super(null, null, "worker", 1 << 20);
            setDaemon(true);
            at = from;
            since = System.nanoTime();
        }

        @Override
        public void run() {
            for (; at < end && !retired; at++) {
                since = System.nanoTime();
                log.println(at + " " + files.get(at).getFileName());
                try {
                    use(files.get(at));
                } catch (Throwable e) {
                    rejected++;
                    tell(e);
                }
            }
            finished = !retired;
        }
    }

    static void use(Path file) throws IOException {
        if (Boolean.getBoolean("boot"))
            useBoot(good.relativize(file).toString());
        else if (file.toString().endsWith(".jar"))
            useJar(file);
        else
            useClass(new Loader(), Files.readAllBytes(file));
    }

    /** Its own classes first, then the good ones, so that a mutated class meets the neighbours it was compiled with. */
    static class Loader extends ClassLoader {
        Loader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        Class<?> define(byte[] bytes) {
            return defineClass(null, bytes, 0, bytes.length);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Path p = good.resolve(name.replace('.', '/') + ".class");
            try {
                byte[] b = Files.readAllBytes(p);
                return defineClass(name, b, 0, b.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name);
            }
        }
    }

    static void useClass(Loader loader, byte[] bytes) {
        Class<?> c;
        try {
            c = loader.define(bytes);
            defined++;
        } catch (Throwable e) {
            rejected++;
            tell(e);
            return;
        }
        exercise(c);
    }

    interface Action {
        void run() throws Throwable;
    }

    static void attempt(Action a) {
        try {
            a.run();
        } catch (Throwable e) {
            if (Thread.currentThread() instanceof Worker w && w.retired)
                throw new ThreadDeath();
            threw++;
            tell(e);
        }
    }

    static void tell(Throwable e) {
        if (VERBOSE && !(e instanceof ThreadDeath)) {
            for (Throwable t = e; t != null && t != t.getCause(); t = t.getCause())
                log.println("  " + String.valueOf(t).replaceAll("@[0-9a-f]+|0x[0-9a-f]+", "@"));
        }
    }

    static void exercise(Class<?> c) {
        attempt(() -> Class.forName(c.getName(), true, c.getClassLoader()));
        attempt(c::toGenericString);
        attempt(c::getAnnotations);
        attempt(c::getEnclosingMethod);
        attempt(c::getDeclaredClasses);
        attempt(c::getDeclaringClass);
        attempt(c::getGenericSuperclass);
        attempt(c::getGenericInterfaces);
        attempt(c::getRecordComponents);
        attempt(c::getPermittedSubclasses);
        attempt(c::getNestMembers);
        attempt(c::getDeclaredFields);
        attempt(() -> {
            for (Method m : c.getDeclaredMethods()) {
                attempt(m::toGenericString);
                attempt(m::getAnnotations);
                attempt(m::getParameterAnnotations);
                attempt(m::getParameters);
            }
        });
        Object[] instance = new Object[1];
        for (Constructor<?> k : constructors(c)) {
            attempt(() -> {
                k.setAccessible(true);
                instance[0] = k.newInstance(defaults(k.getParameterTypes()));
            });
        }
        attempt(() -> {
            for (Method m : c.getDeclaredMethods()) {
                called++;
                attempt(() -> {
                    m.setAccessible(true);
                    m.invoke(instance[0], defaults(m.getParameterTypes()));
                });
            }
        });
    }

    static Constructor<?>[] constructors(Class<?> c) {
        try {
            return c.getDeclaredConstructors();
        } catch (Throwable e) {
            threw++;
            return new Constructor<?>[0];
        }
    }

    /** An argument for each type: zero, an empty array, or null. */
    static Object[] defaults(Class<?>[] types) {
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive())
                values[i] = Array.get(Array.newInstance(types[i], 1), 0);
            else if (types[i].isArray())
                values[i] = Array.newInstance(types[i].getComponentType(), 0);
        }
        return values;
    }

    static void useJar(Path file) throws IOException {
        List<String> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            attempt(jar::getManifest);
            for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements();) {
                JarEntry entry = e.nextElement();
                if (entry.getName().endsWith(".class"))
                    classes.add(entry.getName());
                attempt(() -> {
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.skip(1 << 20);
                    }
                });
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (String name : classes) {
                try {
                    Class<?> c = loader.loadClass(name.substring(0, name.length() - 6).replace('/', '.'));
                    defined++;
                    exercise(c);
                } catch (Throwable e) {
                    rejected++;
                    tell(e);
                }
            }
        }
    }

    /** Loaded, not run: the boot loader's classes are not verified. */
    static void useBoot(String file) {
        if (file.endsWith(".class")) {
            attempt(() -> {
                Class.forName(file.substring(0, file.length() - 6), false, null);
                defined++;
            });
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    static void stop(Worker w) throws InterruptedException {
        stopped++;
        w.retired = true;
        w.stop();
        w.join(500);
    }

    public static void main(String[] args) throws Exception {
        log = System.out;
        System.setOut(new PrintStream(java.io.OutputStream.nullOutputStream()));
        System.setErr(System.out);
        System.setIn(InputStream.nullInputStream());
        good = Path.of(args[0]);
        try (Stream<Path> s = Files.list(Path.of(args[1]))) {
            files = s.sorted().toList();
        }
        int from = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        end = args.length > 3 ? Math.min(Integer.parseInt(args[3]), files.size()) : files.size();
        Worker w = new Worker(from);
        w.start();
        while (!w.finished) {
            w.join(50);
            boolean died = !w.isAlive() && !w.finished;
            if (died || System.nanoTime() - w.since > LIMIT_MILLIS * 1_000_000) {
                if (!died)
                    stop(w);
                w = new Worker(w.at + 1);
                w.start();
            }
        }
        log.println("done: " + (end - from) + " files, " + defined + " classes defined, " + rejected + " rejected, " + called
                + " methods called, " + threw + " exceptions, " + stopped + " stopped");
        log.flush();
        Runtime.getRuntime().halt(0); /* threads that mutated classes started may still run */
    }
}
