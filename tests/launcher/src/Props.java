/** Prints the system properties that its arguments name. */
public class Props {
    public static void main(String[] args) {
        for (String name : args) {
            System.out.println(name + "=" + System.getProperty(name));
        }
    }
}
