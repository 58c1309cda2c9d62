/** The script of the first call from a cold process. */
public class First {
    public static int add(int a, int b) { return a + b; }
}
