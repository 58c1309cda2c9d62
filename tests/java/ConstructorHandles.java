import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;

/** Constructors through constant method handles, hot: compiled code makes the instances itself. */
public class ConstructorHandles {
    static class Point {
        final int x, y;

        Point(int x, int y) {
            if (x == -1) {
                throw new IllegalArgumentException("x");
            }
            this.x = x;
            this.y = y;
        }
    }

    static class Late {
        static int made = 7;

        static {
            System.out.println("Late is initialised");
        }

        final int id = made++;
    }

    static final MethodHandle POINT, LATE, WEAK;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            POINT = l.findConstructor(Point.class, MethodType.methodType(void.class, int.class, int.class));
            LATE = l.findConstructor(Late.class, MethodType.methodType(void.class));
            WEAK = l.findConstructor(WeakReference.class, MethodType.methodType(void.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static int point(int i) throws Throwable {
        Point p = (Point) POINT.invokeExact(i, i + 1);
        return p.x * 31 + p.y;
    }

    static int late() throws Throwable {
        return ((Late) LATE.invokeExact()).id;
    }

    static boolean weak(Object o) throws Throwable {
        return ((WeakReference<?>) WEAK.invokeExact(o)).get() == o;
    }

    public static void main(String[] args) throws Throwable {
        int sum = 0, kept = 0, last = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += point(i);
            kept += weak(args) ? 1 : 0;
            if (i > 100_000) {
                last = late();
            }
        }
        System.out.println(sum + " " + kept + " " + last);
        try {
            point(-1);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage() + " " + e.getStackTrace()[0].getMethodName() + " "
                    + e.getStackTrace()[1].getMethodName());
        }
    }
}
