/**
 * StackWalker: frames, options, limits, hidden and reflective frames, caller class; Thread's and Throwable's
 * views.
 */
import java.lang.StackWalker.Option;
import java.util.*;
import java.util.function.Supplier;
import java.util.stream.Collectors;

public class StackWalking {
    static final StackWalker PLAIN = StackWalker.getInstance();
    static final StackWalker CLASSES = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
    static final StackWalker ALL = StackWalker.getInstance(EnumSet.allOf(Option.class));

    static String frames(StackWalker w) {
        return w.walk(s -> s.map(f -> f.getMethodName() + ":" + f.getLineNumber()).collect(Collectors.joining(" ")));
    }

    static <T> T deep(int n, Supplier<T> s) {
        return n == 0 ? s.get() : deep(n - 1, s);
    }

    static Class<?> caller() {
        return CLASSES.getCallerClass();
    }

    static class Other {
        static Class<?> ask() {
            return caller();
        }
    }

    public static String reflected() {
        return frames(PLAIN);
    }

    public static String reflectedAll() {
        return ALL.walk(s -> s.anyMatch(f -> f.getClassName().startsWith("jdk.internal.reflect"))) + " "
                + PLAIN.walk(s -> s.anyMatch(f -> f.getClassName().startsWith("jdk.internal.reflect")));
    }

    public static void main(String[] args) throws Exception {
        System.out.println(frames(PLAIN));
        System.out.println(deep(3, () -> frames(PLAIN)));
        System.out.println(deep(100, () -> PLAIN.walk(s -> s.count())) + " "
                + deep(100, () -> PLAIN.walk(s -> s.skip(50).findFirst().get().getMethodName())) + " "
                + deep(5, () -> PLAIN.walk(s -> s.limit(2).collect(Collectors.toList()).size())));
        System.out.println(Other.ask() + " " + caller());
        CLASSES.forEach(f -> System.out.println(f.getDeclaringClass() + " " + f.getMethodType() + " "
                + f.getDescriptor() + " " + f.isNativeMethod() + " " + f.getFileName() + " " + f.toStackTraceElement()
                + " " + (f.getByteCodeIndex() >= 0)));
        System.out.println(StackWalking.class.getMethod("reflected").invoke(null));
        System.out.println(StackWalking.class.getMethod("reflectedAll").invoke(null));
        try {
            PLAIN.getCallerClass();
        } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage());
        }
        try {
            PLAIN.walk(s -> s.iterator().next().getDeclaringClass());
        } catch (UnsupportedOperationException e) {
            System.out.println("no class references");
        }
        try {
            PLAIN.walk(s -> s).count();
        } catch (IllegalStateException e) {
            System.out.println("stream is closed");
        }
        Supplier<String> lambda = () -> frames(PLAIN);
        System.out.println(lambda.get());
        System.out.println(List.of(1).stream().map(i -> PLAIN.walk(s -> s.map(StackWalker.StackFrame::getClassName)
                .filter(n -> n.startsWith("java.util.stream")).count() > 3)).collect(Collectors.toList()));
        Thread t = new Thread(() -> System.out.println("" + PLAIN.walk(s -> s.map(f -> f.getClassName() + "."
                + f.getMethodName()).collect(Collectors.toList()))));
        t.start();
        t.join();
        System.out.println("" + ALL.walk(s -> s.anyMatch(f -> f.getMethodName().equals("main"))));
    }
}
