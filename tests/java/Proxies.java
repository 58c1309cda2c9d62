/**
 * java.lang.reflect.Proxy: dispatch, Object's methods, primitives, exceptions, default methods, several
 * interfaces.
 */
import java.io.IOException;
import java.lang.reflect.*;
import java.util.*;

public class Proxies {
    public interface Service {
        int add(int a, long b);

        boolean flag();

        String name(Object... parts) throws IOException;

        default String greet() {
            return "hello " + flag();
        }

        void nothing();
    }

    interface Hidden {
        double half(double d);
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        List<String> log = new ArrayList<>();
        InvocationHandler handler = (proxy, method, arguments) -> {
            log.add(method.getName() + Arrays.deepToString(arguments));
            switch (method.getName()) {
            case "add": return (Integer) arguments[0] + ((Long) arguments[1]).intValue();
            case "flag": return true;
            case "name":
                if (((Object[]) arguments[0]).length == 0) {
                    throw new IOException("no parts");
                }
                if (((Object[]) arguments[0]).length == 1) {
                    throw new Exception("undeclared");
                }
                return "named";
            case "greet": return InvocationHandler.invokeDefault(proxy, method, arguments);
            case "half": return (Double) arguments[0] / 2;
            case "toString": return "a proxy";
            case "hashCode": return 77;
            case "equals": return proxy == arguments[0];
            default: return null;
            }
        };
        Object proxy = Proxy.newProxyInstance(Proxies.class.getClassLoader(),
                new Class<?>[] {Service.class, Hidden.class, Runnable.class}, handler);
        Service s = (Service) proxy;
        System.out.println(s.add(1, 2L) + " " + s.flag() + " " + s.name(1, 2) + " " + s.greet() + " "
                + ((Hidden) proxy).half(5) + " " + s + " " + s.hashCode() + " " + s.equals(s) + s.equals(log));
        s.nothing();
        ((Runnable) proxy).run();
        System.out.println(log);
        try {
            s.name();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        try {
            s.name("x");
        } catch (UndeclaredThrowableException e) {
            System.out.println(e.getCause().getMessage());
        }
        Service bad = (Service) Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[] {Service.class},
                (p, m, a) -> m.getName().equals("add") ? "text" : null);
        try {
            bad.add(1, 2);
        } catch (ClassCastException e) {
            System.out.println("wrong result type");
        }
        try {
            bad.flag();
        } catch (NullPointerException e) {
            System.out.println("null for a primitive");
        }
        System.out.println(Proxy.isProxyClass(proxy.getClass()) + " " + (Proxy.getInvocationHandler(proxy) == handler)
                + " " + Modifier.toString(proxy.getClass().getModifiers()) + " "
                + proxy.getClass().getSuperclass() + " " + Arrays.toString(proxy.getClass().getInterfaces()));
        try {
            Proxy.newProxyInstance(null, new Class<?>[] {String.class}, handler);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        Comparator<?> plain = (Comparator<?>) Proxy.newProxyInstance(null, new Class<?>[] {Comparator.class},
                (p, m, a) -> 5);
        System.out.println(((Comparator<Object>) plain).compare(1, 2));
    }
}
