/** The least program: what its run costs is the start of the VM. */
public class Hello {
    public static void main(String[] args) {
        System.out.println("Hello, world!");
    }
}
