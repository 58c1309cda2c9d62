/** The second version: what LinkageErrors meets when it runs; after/removed names the classes that are gone. */
public class Changing {
    public static final int CONSTANT = 2;
    public int notConstant = 2;
    public String typed = "text";
    public static int becomesStatic = 2;
    public int becomesInstance = 2;
    private int fieldBecomesPrivate = 2;
    public final int becomesFinal = 2;

    public Changing() {
    }

    private Changing(String s) {
    }

    public long returns() {
        return 2;
    }

    public long takes(long i) {
        return i;
    }

    public static int methodBecomesStatic() {
        return 2;
    }

    public int staticBecomesMethod() {
        return 2;
    }

    private int becomesPrivate() {
        return 2;
    }

    public abstract static class BecomesAbstract {
    }

    public static final class BecomesFinal {
    }

    public static class FinalMethod {
        final int method() {
            return 2;
        }
    }

    public abstract static class AbstractBase {
        public abstract int added();
    }

    public interface Contract {
        int old();

        int addedToInterface(int i);

        default int later() {
            return 2;
        }
    }

    public interface ClassToInterface {
    }

    public static class InterfaceToClass {
    }

    public interface ShapeClass {
        int method();
    }

    public static class ShapeInterface {
        public int old() {
            return 2;
        }
    }

    public static class Factory {
        public static ShapeInterface contract() {
            return new ShapeInterface();
        }

        public static ShapeClass shape() {
            return () -> 2;
        }
    }

    public interface First {
        default int same() {
            return 2;
        }
    }

    public interface Second {
        default int same() {
            return 3;
        }
    }

    public static sealed class BecomesSealed permits Allowed {
    }

    public static final class Allowed extends BecomesSealed {
    }
}
