/** Calls one misuse of JNI in libcheckjni, by name; see check_jni.c. */
public class CheckJni {
    static int number = 7;

    static long add(int a, long b, double c, String s) {
        return a + b + (long) c + s.length();
    }

    static void fail() {
        throw new IllegalStateException("from Java");
    }

    static native boolean run(String which, String text, int[] numbers, Object other);

    public static void main(String[] args) {
        System.load(args[0]);
        int[] numbers = {1, 2, 3};
        try {
            if (!run(args[1], "hello", numbers, new Object()))
                System.out.println("no such case: " + args[1]);
        } catch (IllegalStateException e) {
            System.out.println("caught " + e.getMessage());
        }
        System.out.println(java.util.Arrays.toString(numbers));
    }
}
