package tool;

import java.util.Arrays;

/** Main class of a jar that names another in its manifest. */
public class App {
    public static void main(String[] args) {
        System.out.println(Dep.text() + " " + Arrays.toString(args));
        System.out.println(App.class.getPackage().getImplementationVersion());
    }
}
