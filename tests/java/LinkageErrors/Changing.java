/** The first version: what LinkageErrors is compiled against. */
public class Changing {
    public static final int CONSTANT = 1;
    public int notConstant = 1;
    public int field = 1;
    public int typed = 1;
    public static int staticField = 1;
    public int becomesStatic = 1;
    public static int becomesInstance = 1;
    public int fieldBecomesPrivate = 1;
    public int becomesFinal = 1;

    public Changing() {
    }

    public Changing(int i) {
    }

    public Changing(String s) {
    }

    public String removed(int i, String s) {
        return s;
    }

    public static int staticRemoved() {
        return 1;
    }

    public int returns() {
        return 1;
    }

    public int takes(int i) {
        return i;
    }

    public int methodBecomesStatic() {
        return 1;
    }

    public static int staticBecomesMethod() {
        return 1;
    }

    public int becomesPrivate() {
        return 1;
    }

    public static class BecomesAbstract {
    }

    public static class BecomesFinal {
    }

    public static class FinalMethod {
        int method() {
            return 1;
        }
    }

    public abstract static class AbstractBase {
        public int added() {
            return 1;
        }
    }

    public interface Contract {
        int old();

        default int addedToInterface(int i) {
            return i;
        }

        default int later() {
            return 1;
        }
    }

    public static class Gone {
    }

    public static class ClassToInterface {
    }

    public interface InterfaceToClass {
    }

    public static class ShapeClass {
        public int method() {
            return 1;
        }
    }

    public interface ShapeInterface {
        int old();
    }

    public static class Factory {
        public static ShapeInterface contract() {
            return () -> 1;
        }

        public static ShapeClass shape() {
            return new ShapeClass();
        }
    }

    public interface First {
        default int same() {
            return 1;
        }
    }

    public interface Second {
    }

    public static class BecomesSealed {
    }
}
