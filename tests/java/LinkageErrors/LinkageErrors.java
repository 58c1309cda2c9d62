/**
 * Classes changed after their users were compiled (see after/): the right LinkageError, with its message, each
 * time again.
 */
public class LinkageErrors {
    interface Body {
        Object run() throws Throwable;
    }

    static void attempt(String what, Body body) {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(what + ": " + body.run());
            } catch (Throwable t) {
                System.out.println(what + ": " + t);
            }
        }
    }

    static class Implementer extends Changing.AbstractBase implements Changing.Contract {
        @Override
        public int old() {
            return 1;
        }
    }

    static class OfFinal {
        static Object make() {
            return new ExtendsFinal();
        }
    }

    static class ExtendsFinal extends Changing.BecomesFinal {
    }

    static class OverridesFinal extends Changing.FinalMethod {
        @Override
        int method() {
            return 2;
        }
    }

    static class ExtendsInterface extends Changing.ClassToInterface {
    }

    static class ImplementsClass implements Changing.InterfaceToClass {
    }

    static class Both implements Changing.First, Changing.Second {
    }

    static class NotPermitted extends Changing.BecomesSealed {
    }

    public static void main(String[] args) {
        Changing c = new Changing();
        attempt("method removed", () -> c.removed(1, "x"));
        attempt("static method removed", () -> Changing.staticRemoved());
        attempt("return type changed", () -> c.returns());
        attempt("parameter changed", () -> c.takes(1));
        attempt("constructor removed", () -> new Changing(5));
        attempt("field removed", () -> c.field);
        attempt("field type changed", () -> c.typed);
        attempt("static field removed", () -> Changing.staticField);
        attempt("field becomes static", () -> c.becomesStatic);
        attempt("static becomes field", () -> Changing.becomesInstance);
        attempt("method becomes static", () -> c.methodBecomesStatic());
        attempt("static becomes method", () -> Changing.staticBecomesMethod());
        attempt("method becomes private", () -> c.becomesPrivate());
        attempt("field becomes private", () -> c.fieldBecomesPrivate);
        attempt("constructor becomes private", () -> new Changing("s"));
        attempt("class becomes abstract", () -> new Changing.BecomesAbstract());
        attempt("field becomes final", () -> {
            c.becomesFinal = 3;
            return c.becomesFinal;
        });
        attempt("abstract method not implemented", () -> new Implementer().added());
        attempt("interface method not implemented", () -> ((Changing.Contract) new Implementer())
                .addedToInterface(2));
        attempt("class removed", () -> Class.forName("Changing$Gone"));
        attempt("class removed, new", () -> new Changing.Gone());
        attempt("class removed, cast", () -> {
            Object o = c;
            return (Changing.Gone) o;
        });
        attempt("class removed, array", () -> new Changing.Gone[1]);
        attempt("extends final", () -> OfFinal.make());
        attempt("overrides final", () -> new OverridesFinal());
        attempt("extends interface", () -> new ExtendsInterface());
        attempt("implements class", () -> new ImplementsClass());
        attempt("interface becomes class", () -> Changing.Factory.contract().old());
        attempt("class becomes interface", () -> Changing.Factory.shape().method());
        attempt("conflicting defaults", () -> new Both().same());
        attempt("not permitted", () -> new NotPermitted());
        attempt("default added", () -> new Implementer().later());
        attempt("constant was inlined", () -> Changing.CONSTANT + c.notConstant);
    }
}
