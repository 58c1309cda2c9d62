import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Classes found, defined and looked at by natives; the bridge to reflection; RegisterNatives; monitors. */
public class Classes {
    static int registered(int n) {
        return registeredNative(n);
    }

    static native int registeredNative(int n);

    native String registeredInstance(String s);

    static class Unlinked {
        native void neverRegistered();

        static native int gone();
    }

    static class Loader extends ClassLoader {
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = Classes.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        Class<?> load(String name) throws ClassNotFoundException {
            return findClass(name);
        }
    }

    static class ToDefine {
        @Override
        public String toString() {
            return "defined by JNI";
        }
    }

    static int shown = 1;
    int member = 2;

    static native String onLoadReport();

    static native String find(String name);

    static native void hierarchy(Object string, Object integer, Object array);

    static native Class<?> define(String name, ClassLoader loader, byte[] bytes) throws Exception;

    static native void reflection(Method method, Constructor<?> constructor, Field field, Field staticField, Object receiver);

    static native Object toReflected(int what);

    static native void register(Class<?> unlinked);

    static native Object module(Class<?> c);

    static native int monitors(Object lock);

    static native String version();

    public static String joined(String a, int b) {
        return a + b;
    }

    Classes(int member) {
        this.member = member;
    }

    public static void main(String[] args) throws Throwable {
        Say.init();
        System.out.println(version() + ", OnLoad: " + onLoadReport());
        for (String name : new String[] {"java/lang/String", "Classes", "Classes$Loader", "[I", "[[Ljava/lang/String;", "[LClasses;",
                "java.lang.String", "Ljava/lang/String;", "no/Such", "int", "I", "", "[Lno/Such;", "java/util/Map$Entry", "[V", "a//b",
                "[Ljava/lang/String"}) {
            System.out.println(name + " -> " + find(name));
        }
        hierarchy("string", 1, new int[0]);
        byte[] bytes = Classes.class.getResourceAsStream("Classes$ToDefine.class").readAllBytes();
        Loader loader = new Loader();
        Class<?> c = define("Classes$ToDefine", loader, bytes);
        System.out.println(c + " " + (c.getClassLoader() == loader) + " " + (c != ToDefine.class));
        for (Object[] bad : new Object[][] {{"Classes$ToDefine", loader, bytes}, {"Wrong", new Loader(), bytes},
                {"Classes$ToDefine", new Loader(), new byte[10]}, {null, new Loader(), bytes}}) {
            try {
                System.out.println(define((String) bad[0], (ClassLoader) bad[1], (byte[]) bad[2]));
            } catch (LinkageError e) {
                System.out.println(e.toString().replaceAll("@[0-9a-f]+", "@"));
            }
        }
        reflection(Classes.class.getMethod("joined", String.class, int.class), Classes.class.getDeclaredConstructor(int.class),
                Classes.class.getDeclaredField("member"), Classes.class.getDeclaredField("shown"), new Classes(3));
        for (int i = 0; i < 4; i++) {
            System.out.println(toReflected(i));
        }
        try {
            registered(5);
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e);
        }
        register(Unlinked.class);
        System.out.println(registered(5) + " " + new Classes(0).registeredInstance("text"));
        try {
            new Unlinked().neverRegistered();
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e);
        }
        try {
            Unlinked.gone();
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e);
        }
        System.out.println(module(String.class) + " " + (module(Classes.class) == Classes.class.getModule()));
        Object lock = new Object();
        System.out.println(monitors(lock) + " " + Thread.holdsLock(lock));
        // A library belongs to one loader.
        try {
            Method init = new Loader().load("Say").getDeclaredMethod("init");
            init.setAccessible(true);
            init.invoke(null);
        } catch (Throwable e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            System.out.println(cause.toString().replaceAll("Native Library .*/", "Native Library /"));
        }
    }
}
