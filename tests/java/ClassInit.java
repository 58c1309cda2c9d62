/**
 * Class initialisation: what triggers it, order, failure and the errors after it, cycles, races, constants that
 * do not.
 */
import java.util.concurrent.CountDownLatch;

public class ClassInit {
    static void say(String s) {
        System.out.println(s);
    }

    static class Super {
        static {
            say("Super");
        }

        static int inSuper = 1;
    }

    static class Sub extends Super implements WithDefault, WithoutDefault {
        static {
            say("Sub");
        }
    }

    interface WithDefault {
        Object O = log("WithDefault");

        default void d() {
        }
    }

    interface WithoutDefault {
        Object O2 = log("WithoutDefault");
    }

    static Object log(String s) {
        say(s);
        return s;
    }

    static class Constants {
        static {
            say("Constants");
        }

        static final int COMPILE_TIME = 5;
        static final String TEXT = "text";
        static final Integer BOXED = 6;
    }

    static class Fails {
        static int attempts;
        static int value;

        static {
            say("Fails tries");
            if (true) {
                throw new IllegalStateException("broken");
            }
        }

        static void method() {
        }
    }

    static class FailsWithError {
        static {
            if (true) {
                throw new AssertionError("an error itself");
            }
        }
    }

    static class FailsBySuper extends Fails {
        static {
            say("never");
        }
    }

    static class A {
        static int x = B.y + 1;
    }

    static class B {
        static int y = A.x + 10;
    }

    static class ByArray {
        static {
            say("ByArray");
        }
    }

    static class ByReflection {
        static {
            say("ByReflection");
        }

        static int field = 3;

        static void method() {
        }
    }

    static class Slow {
        static int value;

        static {
            say("Slow starts");
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                say("interrupted");
            }
            value = 99;
            say("Slow ends");
        }
    }

    static class Instance {
        static Instance self = new Instance();
        static int late = 7;
        int seen = late;
    }

    enum E {
        ONE;

        static {
            say("E");
        }
    }

    interface Body {
        Object run() throws Throwable;
    }

    static void attempt(String what, Body body) {
        try {
            say(what + ": " + body.run());
        } catch (Throwable t) {
            say(what + ": " + t + (t.getCause() == null ? "" : " <- " + t.getCause()));
        }
    }

    public static void main(String[] args) throws Exception {
        say("start");
        say("" + Sub.inSuper);
        new Sub();
        say("" + Constants.COMPILE_TIME + Constants.TEXT);
        say("" + Constants.BOXED);
        say("" + WithoutDefault.O2);
        attempt("first", () -> Fails.value);
        attempt("second", () -> new Fails());
        attempt("static method", () -> {
            Fails.method();
            return 0;
        });
        attempt("by subclass", () -> new FailsBySuper());
        attempt("again", () -> new FailsBySuper());
        attempt("error", () -> new FailsWithError());
        attempt("error again", () -> new FailsWithError());
        attempt("forName", () -> Class.forName("ClassInit$Fails"));
        attempt("reflective", () -> Fails.class.getDeclaredField("value").get(null));
        say(A.x + " " + B.y);
        ByArray[] array = new ByArray[2];
        say(array.getClass() + " " + ByArray.class + " " + (array[0] instanceof ByArray));
        array[0] = new ByArray();
        Class<?> c = Class.forName("ClassInit$ByReflection", false, ClassInit.class.getClassLoader());
        c.getDeclaredMethods();
        say("loaded");
        say("" + c.getDeclaredField("field").get(null));
        CountDownLatch ready = new CountDownLatch(3);
        Thread[] threads = new Thread[3];
        int[] seen = new int[3];
        for (int i = 0; i < 3; i++) {
            int id = i;
            threads[i] = new Thread(() -> {
                ready.countDown();
                seen[id] = Slow.value;
            });
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        say(seen[0] + " " + seen[1] + " " + seen[2]);
        say(Instance.self.seen + " " + new Instance().seen);
        say("" + E.ONE);
        var handle = java.lang.invoke.MethodHandles.lookup().findStatic(LateByHandle.class, "call",
                java.lang.invoke.MethodType.methodType(int.class));
        say("handle found");
        attempt("handle", () -> handle.invoke());
    }

    static class LateByHandle {
        static {
            say("LateByHandle");
        }

        static int call() {
            return 4;
        }
    }
}
