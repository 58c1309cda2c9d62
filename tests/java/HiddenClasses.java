/**
 * Hidden classes: definition, names, nest mates, class data, that nobody finds them, unloading-friendly identity.
 */
import java.io.InputStream;
import java.lang.invoke.*;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.function.Supplier;

public class HiddenClasses {
    private static int secret = 41;

    static class Template implements Supplier<String> {
        static int instances;
        int own = ++instances;

        @Override
        public String get() {
            return "own " + own + " " + getClass().isHidden() + " nest mate of " + getClass().getNestHost()
                    .getSimpleName() + " secret " + ++secret;
        }

        Supplier<String> again() {
            return new Template();
        }
    }

    static class WithData {
        static Object data() throws Throwable {
            return MethodHandles.classData(MethodHandles.lookup(), "_", Object.class);
        }
    }

    static byte[] bytes(Class<?> c) throws Exception {
        try (InputStream in = c.getResourceAsStream(c.getName() + ".class")) {
            return in.readAllBytes();
        }
    }

    public static void main(String[] args) throws Throwable {
        Lookup lookup = MethodHandles.lookup();
        Class<?>[] made = new Class<?>[2];
        for (int i = 0; i < 2; i++) {
            Lookup hidden = lookup.defineHiddenClass(bytes(Template.class), true, Lookup.ClassOption.NESTMATE);
            made[i] = hidden.lookupClass();
            Object o = made[i].getDeclaredConstructor().newInstance();
            System.out.println(((Supplier<?>) o).get() + " " + made[i].getName().replaceAll("/.*", "/suffix") + " "
                    + made[i].isHidden());
            try {
                made[i].getSimpleName();
            } catch (IncompatibleClassChangeError e) {
                System.out.println(e.getMessage().replaceAll("0x[0-9a-f]+", "suffix"));
            }
            Object next = hidden.findVirtual(made[i], "again", MethodType.methodType(Supplier.class)).invoke(o);
            System.out.println(next.getClass() == made[i]);
        }
        System.out.println((made[0] == made[1]) + " " + Template.instances + " " + made[0].getClassLoader()
                .equals(HiddenClasses.class.getClassLoader()) + " " + made[0].getPackageName().isEmpty() + " "
                + made[0].isNestmateOf(HiddenClasses.class) + made[0].isNestmateOf(made[1]));
        try {
            Class.forName(made[0].getName());
        } catch (ClassNotFoundException e) {
            System.out.println("not found by name");
        }
        try {
            Object template = made[0].getDeclaredConstructor().newInstance();
            Template t = (Template) template;
        } catch (ClassCastException e) {
            System.out.println("not the template's class");
        }
        Class<?> data = lookup.defineHiddenClassWithClassData(bytes(WithData.class), java.util.List.of(1, "two"),
                true, Lookup.ClassOption.STRONG).lookupClass();
        java.lang.reflect.Method m = data.getDeclaredMethod("data");
        m.setAccessible(true);
        System.out.println(m.invoke(null) + " " + WithData.data());
        Object array = java.lang.reflect.Array.newInstance(made[0], 2);
        System.out.println(array.getClass().isHidden() + " " + array.getClass().getComponentType().isHidden() + " "
                + made[0].descriptorString().startsWith("LHiddenClasses$Template."));
        Runnable lambda = () -> secret++;
        System.out.println(lambda.getClass().isHidden() + " " + lambda.getClass().getNestHost().getSimpleName());
        try {
            lookup.defineHiddenClass(new byte[] {1, 2, 3}, false);
        } catch (ClassFormatError e) {
            System.out.println("ClassFormatError " + e.getMessage());
        }
        try {
            MethodHandles.publicLookup().defineHiddenClass(bytes(Template.class), true);
        } catch (IllegalAccessException e) {
            System.out.println("no access");
        }
    }
}
