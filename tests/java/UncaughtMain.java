// exit: 1
// stderr: yes
/** An exception that leaves main: the report on standard error and exit status 1; other threads still finish. */
public class UncaughtMain {
    static void fail(int n) {
        if (n == 0) {
            throw new IllegalArgumentException("bad \u00e9 argument", new RuntimeException("the cause"));
        }
        fail(n - 1);
    }

    public static void main(String[] args) {
        Thread late = new Thread(() -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                System.out.println("interrupted");
            }
            System.out.println("the other thread ends");
        });
        late.start();
        System.out.println("before");
        fail(2);
    }
}
