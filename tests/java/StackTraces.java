/**
 * Stack traces: line numbers, causes with "... n more", suppressed, circular, constructors, initialisers, lambdas.
 */
public class StackTraces {
    static class Problem extends RuntimeException {
        Problem(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static class Quiet extends RuntimeException {
        Quiet() {
            super("quiet", null, false, false);
        }
    }

    final int value;

    StackTraces(int value) {
        this.value = 10 / value;
    }

    static void low(int i) {
        if (i == 0) {
            throw new IllegalStateException("low");
        }
        low(
            i
                - 1);
    }

    static void middle() {
        try {
            low(2);
        } catch (IllegalStateException e) {
            throw new Problem("middle", e);
        }
    }

    static void top() {
        try {
            middle();
        } catch (Problem p) {
            Problem wrapped = new Problem("top", p);
            wrapped.addSuppressed(new Error("beside"));
            throw wrapped;
        }
    }

    static void print(Throwable t) {
        java.io.StringWriter text = new java.io.StringWriter();
        t.printStackTrace(new java.io.PrintWriter(text));
        System.out.print(text);
    }

    static class Bad {
        static int x = Integer.parseInt("bad");
    }

    public static void main(String[] args) {
        try {
            top();
        } catch (Problem p) {
            print(p);
        }
        try {
            new StackTraces(0);
        } catch (ArithmeticException e) {
            print(e);
        }
        try {
            System.out.println(Bad.x);
        } catch (ExceptionInInitializerError e) {
            for (StackTraceElement element : e.getStackTrace()) {
                System.out.println(element);
            }
            StackTraceElement[] inner = e.getCause().getStackTrace();
            System.out.println(e.getCause() + " " + inner[inner.length - 2]);
        }
        print(new Quiet());
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        print(a);
        Runnable r = () -> {
            throw new UnsupportedOperationException();
        };
        try {
            r.run();
        } catch (UnsupportedOperationException e) {
            print(e);
        }
        try {
            Object o = java.util.List.of(1, 2, 3);
            ((java.util.List<?>) o).forEach(x -> {
                Object s = "text";
                if (x.equals(2)) {
                    Integer i = (Integer) s;
                }
            });
        } catch (ClassCastException e) {
            StackTraceElement[] trace = e.getStackTrace();
            System.out.println(trace[0].getMethodName() + " " + trace[0].getLineNumber() + " "
                    + trace[trace.length - 1].getLineNumber());
        }
        Throwable made = new Throwable("made");
        made.setStackTrace(new StackTraceElement[] {new StackTraceElement("loader", "module", "1.0", "Type", "method",
                "File.java", 12), new StackTraceElement("Type", "nativeOne", null, -2),
                        new StackTraceElement("T", "m", null, -1)});
        print(made);
        StackTraceElement here = new Throwable().getStackTrace()[0];
        System.out.println(here.getClassName() + " " + here.getMethodName() + " " + here.getFileName() + " "
                + here.getLineNumber() + " " + here.isNativeMethod() + " " + here.getModuleName());
        Throwable refilled = level(3);
        System.out.println(refilled.getStackTrace().length + " " + refilled.fillInStackTrace()
                .getStackTrace().length);
        System.out.println(Thread.currentThread().getStackTrace()[1]);
    }

    static Throwable level(int n) {
        return n == 0 ? new Throwable() : level(n - 1);
    }
}
