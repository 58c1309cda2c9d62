// stderr: yes
/** Exceptions thrown, caught, described and passed on by natives. */
public class Exceptions {
    static class Own extends Exception {
        Own(String message) {
            super(message);
        }
    }

    static class NoMessage extends RuntimeException {
        NoMessage() {
            super("without");
        }
    }

    static native void throwNew(String className, String message) throws Exception;

    static native void throwThis(Throwable t);

    static native int callThenReturn() throws Exception;

    static native void catching();

    static native void describe(Throwable t);

    static native int pendingCalls(int n);

    static native void deep(int depth);

    static native void uninitialized();

    static int thrower(int n) {
        throw new IllegalStateException("from Java " + n);
    }

    static void overflow() {
        overflowNative();
    }

    static native void overflowNative();

    static class Bad {
        static int x = Integer.parseInt("not a number");
    }

    interface Action {
        void run() throws Throwable;
    }

    static void attempt(String name, Action action) {
        try {
            action.run();
            System.out.println(name + " returned");
        } catch (Throwable e) {
            System.out.println(name + ": " + e + (e.getCause() != null ? " because of " + e.getCause() : ""));
            for (StackTraceElement f : e.getStackTrace()) {
                if (f.getClassName().startsWith("Exceptions") && !f.getMethodName().contains("lambda")
                        && !f.getMethodName().equals("attempt") && !f.getMethodName().equals("main")
                        && !f.getMethodName().startsWith("overflow")) {
                    System.out.println("    " + f);
                }
            }
        }
    }

    public static void main(String[] args) {
        Say.init();
        attempt("a class of the JDK", () -> throwNew("java/io/IOException", "a message"));
        attempt("no message", () -> throwNew("java/lang/RuntimeException", null));
        attempt("an own class", () -> throwNew("Exceptions$Own", "gr\u00fc\u00dfe"));
        attempt("no constructor", () -> throwNew("Exceptions$NoMessage", "m"));
        attempt("an object", () -> throwThis(new Own("thrown by a native")));
        attempt("call", () -> callThenReturn());
        attempt("catching", () -> catching());
        attempt("pending", () -> System.out.println(pendingCalls(3)));
        attempt("deep", () -> deep(5));
        attempt("uninitialized", () -> uninitialized());
        attempt("overflow", () -> overflow());
        attempt("overflow again", () -> overflow());
        describe(new Own("described"));
    }
}
