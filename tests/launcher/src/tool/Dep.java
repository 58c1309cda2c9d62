package tool;

/** Lives in a jar of its own. */
public class Dep {
    public static String text() {
        return "from the dependency";
    }
}
