// exit: 1
// stderr: yes
/** The main class's own initialiser fails: the error is reported and the status is 1. */
public class UncaughtInit {
    static int value = compute(0);

    static int compute(int d) {
        return 10 / d;
    }

    public static void main(String[] args) {
        System.out.println("never");
    }
}
