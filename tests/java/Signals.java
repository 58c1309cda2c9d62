/** sun.misc.Signal: handlers of one's own, raised signals, ignoring, restoring, the ones the VM keeps. */
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

public class Signals {
    public static void main(String[] args) throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        SignalHandler old = Signal.handle(new Signal("HUP"), s -> seen.add(s.getName() + " " + s.getNumber()
                + " on a thread of the system group " + Thread.currentThread().getThreadGroup().getName()
                .equals("system")));
        Signal.raise(new Signal("HUP"));
        System.out.println(seen.poll(5, TimeUnit.SECONDS));
        Signal.raise(new Signal("HUP"));
        System.out.println(seen.poll(5, TimeUnit.SECONDS) != null);
        Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
        SignalHandler previous = Signal.handle(new Signal("HUP"), old);
        System.out.println((previous == SignalHandler.SIG_IGN) + " " + seen.isEmpty());
        for (String name : new String[] {"SEGV", "KILL", "NOSUCH"}) {
            try {
                Signal.handle(new Signal(name), s -> {
                });
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println(new Signal("TERM") + " " + new Signal("INT").equals(new Signal("INT")));
    }
}
