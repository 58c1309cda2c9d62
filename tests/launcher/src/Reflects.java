import java.lang.reflect.Field;

/** Reaches into java.base by reflection: needs --add-opens. */
public class Reflects {
    public static void main(String[] args) throws Exception {
        Field value = String.class.getDeclaredField("value");
        try {
            value.setAccessible(true);
            System.out.println("open: " + ((byte[]) value.get("abc")).length);
        } catch (RuntimeException e) {
            System.out.println(e.getClass().getName() + ": " + e.getMessage().replaceAll("@[0-9a-f]+", "@"));
        }
        try {
            Class<?> c = Class.forName("jdk.internal.misc.VM");
            System.out.println("exported: " + c.getMethod("isBooted").invoke(null));
        } catch (IllegalAccessException e) {
            System.out.println(e.getClass().getName() + ": " + e.getMessage().replaceAll("@[0-9a-f]+", "@"));
        }
    }
}
