package app;

import java.util.Arrays;
import lib.Greeting;

public class Main {
    public static void main(String[] args) {
        System.out.println(Greeting.of(Main.class.getModule().toString()) + " " + Arrays.toString(args));
        System.out.println(ModuleLayer.boot().findModule("java.sql").isPresent() ? "with java.sql" : "without java.sql");
        try {
            System.out.println(Class.forName("lib.hidden.Secret").getMethod("text").invoke(null));
        } catch (ReflectiveOperationException e) {
            System.out.println(e);
        }
    }
}
