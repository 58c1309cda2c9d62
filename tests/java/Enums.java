/**
 * Enums: bodies, abstract methods, interfaces, valueOf, EnumMap, EnumSet, compareTo, switch, reflection on
 * constants.
 */
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.IntBinaryOperator;

public class Enums {
    enum Operation implements IntBinaryOperator {
        PLUS("+") {
            @Override
            public int applyAsInt(int a, int b) {
                return a + b;
            }
        },
        MINUS("-") {
            @Override
            public int applyAsInt(int a, int b) {
                return a - b;
            }

            @Override
            boolean commutes() {
                return false;
            }
        },
        POWER("**", true) {
            @Override
            public int applyAsInt(int a, int b) {
                return b == 0 ? 1 : a * applyAsInt(a, b - 1);
            }
        };

        final String symbol;
        final boolean right;
        static final Map<String, Operation> BY_SYMBOL = new java.util.TreeMap<>();

        static {
            for (Operation o : values()) {
                BY_SYMBOL.put(o.symbol, o);
            }
        }

        Operation(String symbol) {
            this(symbol, false);
        }

        Operation(String symbol, boolean right) {
            this.symbol = symbol;
            this.right = right;
        }

        boolean commutes() {
            return !right;
        }
    }

    enum Empty {
    }

    enum Single {
        INSTANCE;

        int state;
    }

    enum Planet {
        MERCURY(3.303e+23, 2.4397e6), EARTH(5.976e+24, 6.37814e6);

        private final double mass;
        private final double radius;

        Planet(double mass, double radius) {
            this.mass = mass;
            this.radius = radius;
        }

        double gravity() {
            return 6.67300E-11 * mass / (radius * radius);
        }
    }

    public static void main(String[] args) throws Exception {
        for (Operation o : Operation.values()) {
            System.out.println(o + " " + o.ordinal() + " " + o.symbol + " " + o.applyAsInt(2, 10) + " " + o.commutes()
                    + " "
                    + o.getClass() + " " + o.getDeclaringClass());
        }
        System.out.println(Operation.BY_SYMBOL + " " + Operation.valueOf("PLUS").compareTo(Operation.POWER));
        try {
            Operation.valueOf("TIMES");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        Single.INSTANCE.state = 5;
        System.out.println(Enum.valueOf(Single.class, "INSTANCE").state + " " + Empty.values().length);
        EnumMap<Operation, Integer> map = new EnumMap<>(Operation.class);
        map.put(Operation.POWER, 3);
        map.put(Operation.PLUS, 1);
        System.out.println(map + " " + EnumSet.complementOf(EnumSet.of(Operation.MINUS)) + " "
                + EnumSet.allOf(Planet.class)
                + EnumSet.range(Operation.PLUS, Operation.MINUS));
        for (Planet p : Planet.values()) {
            System.out.printf("%s %.3f%n", p, p.gravity());
        }
        System.out.println(Operation.class.isEnum() + " " + Operation.PLUS.getClass().isEnum() + " "
                + Arrays.toString(Planet.class.getEnumConstants()) + " " + Operation.class.isSealed());
        try {
            var c = Planet.class.getDeclaredConstructors()[0];
            c.setAccessible(true);
            c.newInstance("MARS", 2, 1.0, 2.0);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(Planet.class.getField("EARTH").isEnumConstant() + " "
                + Planet.EARTH.hashCode() / Integer.MAX_VALUE);
    }
}
