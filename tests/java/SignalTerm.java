// exit: 143
/** SIGTERM to oneself ends the VM in order: shutdown hooks run, the status is 128 + 15. */
public class SignalTerm {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
        System.out.println("terminating");
        sun.misc.Signal.raise(new sun.misc.Signal("TERM"));
        Thread.sleep(20000);
        System.out.println("never");
    }
}
