/**
 * Shutdown hooks at a normal end: they run after the last thread, see its effects, and cannot be added any more.
 */
public class ShutdownHooks {
    static volatile int done;

    public static void main(String[] args) {
        Thread removed = new Thread(() -> System.out.println("removed hook"));
        Runtime.getRuntime().addShutdownHook(removed);
        System.out.println(Runtime.getRuntime().removeShutdownHook(removed) + " "
                + Runtime.getRuntime().removeShutdownHook(removed));
        Thread hook = new Thread(() -> {
            System.out.println("hook sees " + done);
            try {
                Runtime.getRuntime().addShutdownHook(new Thread());
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            try {
                Class<?> late = Class.forName("ShutdownHooks$Late");
                System.out.println("loaded " + late.getName() + " in the hook");
            } catch (ClassNotFoundException e) {
                System.out.println(e);
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                Thread.yield();
                done = i;
            }
        }).start();
        Thread daemon = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
                Thread.yield();
            }
        });
        daemon.setDaemon(true);
        daemon.start();
        System.out.println("main ends");
    }

    static class Late {
    }
}
