/**
 * Sealed hierarchies and instanceof patterns: scope of bindings, flow, nesting, permitted subclasses seen by
 * reflection.
 */
import java.util.Arrays;

public class SealedPatterns {
    sealed interface Expression permits Constant, Sum, Product, Negation, Variable {
    }

    record Constant(double value) implements Expression {
    }

    record Sum(Expression left, Expression right) implements Expression {
    }

    record Product(Expression left, Expression right) implements Expression {
    }

    static final class Negation implements Expression {
        final Expression of;

        Negation(Expression of) {
            this.of = of;
        }
    }

    static non-sealed class Variable implements Expression {
        final String name;

        Variable(String name) {
            this.name = name;
        }
    }

    static class Indexed extends Variable {
        final int index;

        Indexed(String name, int index) {
            super(name);
            this.index = index;
        }
    }

    static double evaluate(Expression e) {
        if (e instanceof Constant c) {
            return c.value();
        }
        if (!(e instanceof Sum s)) {
            if (e instanceof Product p && p.left() instanceof Constant c && c.value() == 0) {
                return 0;
            } else if (e instanceof Product p) {
                return evaluate(p.left()) * evaluate(p.right());
            }
            return e instanceof Negation n ? -evaluate(n.of) : Double.NaN;
        }
        return evaluate(s.left()) + evaluate(s.right());
    }

    static String show(Object o) {
        return o instanceof Constant c ? Double.toString(c.value)
                : o instanceof Sum s ? "(" + show(s.left) + " + " + show(s.right) + ")"
                : o instanceof Product p ? show(p.left) + " * " + show(p.right)
                : o instanceof Negation n ? "-" + show(n.of)
                : o instanceof Indexed i ? i.name + "[" + i.index + "]"
                : o instanceof Variable v ? v.name
                : "not an expression: " + o;
    }

    static boolean loop(Object[] values) {
        int at = 0;
        while (!(at < values.length && values[at] instanceof Integer found && found > 10)) {
            if (++at >= values.length) {
                return false;
            }
        }
        System.out.println("found " + values[at]);
        return true;
    }

    static int length(Object o) {
        if (o instanceof String s && s.length() > 3 || o instanceof int[] a && a.length > 3) {
            return 4;
        }
        return o instanceof final String t ? t.length() : -1;
    }

    public static void main(String[] args) {
        Expression e = new Sum(new Constant(2), new Product(new Negation(new Constant(3)),
                new Sum(new Constant(1), new Constant(0.5))));
        System.out.println(show(e) + " = " + evaluate(e));
        System.out.println(evaluate(new Product(new Constant(0), new Variable("x"))) + " "
                + evaluate(new Variable("y")));
        System.out.println(show(new Sum(new Indexed("a", 3), new Variable("b"))) + " " + show("text") + " "
                + show(null));
        System.out.println(loop(new Object[] {"a", 5, null, 11, 12}) + " " + loop(new Object[] {1, 2}) + " "
                + loop(new Object[0]));
        System.out.println(length("abc") + " " + length("abcd") + " " + length(new int[9]) + " " + length(null));
        System.out.println(Expression.class.isSealed() + " " + Variable.class.isSealed() + " "
                + Arrays.toString(Expression.class.getPermittedSubclasses()));
    }
}
