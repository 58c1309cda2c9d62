/**
 * ServiceLoader over META-INF/services: order, laziness, several loaders, faulty providers; resources beside
 * classes.
 */
import java.util.*;

public class Services {
    public interface Greeter {
        String greet(String name);
    }

    public static class English implements Greeter {
        public English() {
            System.out.println("English made");
        }

        @Override
        public String greet(String name) {
            return "Hello " + name;
        }
    }

    public static class German implements Greeter {
        @Override
        public String greet(String name) {
            return "Hallo " + name;
        }
    }

    public static class NotOne {
    }

    public static class Failing implements Greeter {
        public Failing() {
            throw new IllegalStateException("no service today");
        }

        @Override
        public String greet(String name) {
            return name;
        }
    }

    public static void main(String[] args) throws Exception {
        ServiceLoader<Greeter> loader = ServiceLoader.load(Greeter.class);
        Iterator<Greeter> it = loader.iterator();
        System.out.println("lazy");
        while (true) {
            try {
                if (!it.hasNext()) {
                    break;
                }
                System.out.println(it.next().greet("you"));
            } catch (ServiceConfigurationError e) {
                System.out.println(e.getMessage() + (e.getCause() == null ? "" : " <- " + e.getCause()));
            }
        }
        System.out.println(loader.stream().limit(2).map(p -> p.type().getSimpleName()).toList());
        System.out.println(ServiceLoader.load(Greeter.class, ClassLoader.getPlatformClassLoader()).findFirst()
                .isPresent());
        try (var in = Services.class.getResourceAsStream("/META-INF/services/Services$Greeter")) {
            System.out.println(new String(in.readAllBytes()).lines().count());
        }
        var bundle = ResourceBundle.getBundle("words", Locale.FRENCH);
        System.out.println(bundle.getString("yes") + " " + bundle.getString("no"));
    }
}
