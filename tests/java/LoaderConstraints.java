/** Two loaders that disagree on a class both use: linking a method or field between them is a LinkageError. */
import java.io.InputStream;
import java.util.Set;

public class LoaderConstraints {
    public static class Shared {
        public int value = 1;
    }

    public static class Provider {
        public Shared field = new Shared();

        public Shared make() {
            return new Shared();
        }

        public static int take(Shared s) {
            return s == null ? 0 : s.value;
        }
    }

    public static class Child extends Provider {
        @Override
        public Shared make() {
            return null;
        }
    }

    public static class User implements Runnable {
        @Override
        public void run() {
            for (int i = 0; i < 5; i++) {
                try {
                    Provider p = new Provider();
                    switch (i) {
                    case 0: Provider.take(new Shared()); break;
                    case 1: p.make().value++; break;
                    case 2: p.field.value++; break;
                    case 3: new Child(); break;
                    default: System.out.println("without Shared: " + (p != null)); continue;
                    }
                    System.out.println(i + " linked");
                } catch (LinkageError e) {
                    System.out.println(i + " " + e.getClass().getName() + " " + e.getMessage()
                            .contains("loader constraint violation"));
                }
            }
        }
    }

    static class Loader extends ClassLoader {
        final Set<String> own;

        Loader(Set<String> own, ClassLoader parent) {
            super(parent);
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!own.contains(name)) {
                return super.loadClass(name, resolve);
            }
            Class<?> c = findLoadedClass(name);
            if (c == null) {
                try (InputStream in = LoaderConstraints.class.getResourceAsStream(name + ".class")) {
                    byte[] b = in.readAllBytes();
                    c = defineClass(name, b, 0, b.length);
                } catch (java.io.IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return c;
        }
    }

    public static void main(String[] args) throws Exception {
        ClassLoader app = LoaderConstraints.class.getClassLoader();
        Loader disagreeing = new Loader(Set.of("LoaderConstraints$User", "LoaderConstraints$Shared",
                "LoaderConstraints$Child"), app);
        ((Runnable) disagreeing.loadClass("LoaderConstraints$User").getDeclaredConstructor().newInstance()).run();
        Loader agreeing = new Loader(Set.of("LoaderConstraints$User", "LoaderConstraints$Child"), app);
        ((Runnable) agreeing.loadClass("LoaderConstraints$User").getDeclaredConstructor().newInstance()).run();
    }
}
