import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Package.getPackages: packages of the boot loader whose classes come from no module image are left out. */
public class SystemPackages {
    public static void main(String[] args) {
        Object proxy = Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, (self, method, of) -> null);
        System.out.println(proxy.getClass().getPackageName() + " " + proxy.getClass().getPackage());
        Package[] packages = Package.getPackages();
        System.out.println(Arrays.asList(packages).contains(null));
        for (String name : new String[] {"java.lang", "java.util", "jdk.internal.loader", "no.such"}) {
            System.out.println(name + " " + Arrays.stream(packages).anyMatch(p -> p.getName().equals(name)));
        }
        System.out.println(Object.class.getPackage() + ", sealed " + Object.class.getPackage().isSealed());
    }
}
