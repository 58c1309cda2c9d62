import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random Java programs: {@code java Generator SEED FIRST COUNT FOLDER} makes FOLDER/P[FIRST].java and so on; a program
 * depends on the seed and its number only. A program calls each of its methods with many inputs and prints a checksum for
 * each. It ends, whatever its methods do, because loops and calls consume fuel, and it prints nothing that the language
 * leaves open: no identity hashes, no bits of NaNs, no functions of Math that may be rounded in several ways.
 */
public final class Generator {
    enum Type {
        BOOLEAN("boolean"), BYTE("byte"), SHORT("short"), CHAR("char"), INT("int"), LONG("long"), FLOAT("float"),
        DOUBLE("double"), STRING("String"), OBJECT("Object"), BASE("Base"), FACE("Face"), INTEGER("Integer"),
        BOOLEANS("boolean[]", BOOLEAN), BYTES("byte[]", BYTE), SHORTS("short[]", SHORT), CHARS("char[]", CHAR),
        INTS("int[]", INT), LONGS("long[]", LONG), FLOATS("float[]", FLOAT), DOUBLES("double[]", DOUBLE),
        STRINGS("String[]", STRING), OBJECTS("Object[]", OBJECT), BASES("Base[]", BASE), GRID("int[][]", INTS),
        CUBE("double[][]", DOUBLES);

        final String text;
        final Type element;

        Type(String text) {
            this(text, null);
        }

        Type(String text, Type element) {
            this.text = text;
            this.element = element;
        }

        boolean numeric() {
            return ordinal() >= BYTE.ordinal() && ordinal() <= DOUBLE.ordinal();
        }

        boolean narrow() {
            return this == BYTE || this == SHORT || this == CHAR;
        }
    }

    static final Type[] PRIMITIVES = {Type.BOOLEAN, Type.BYTE, Type.SHORT, Type.CHAR, Type.INT, Type.INT, Type.INT, Type.INT,
            Type.LONG, Type.LONG, Type.FLOAT, Type.DOUBLE, Type.DOUBLE};
    static final Type[] NUMBERS = {Type.BYTE, Type.SHORT, Type.CHAR, Type.INT, Type.INT, Type.INT, Type.LONG, Type.LONG,
            Type.FLOAT, Type.DOUBLE};
    static final Type[] ARRAYS = {Type.INTS, Type.INTS, Type.INTS, Type.LONGS, Type.DOUBLES, Type.BYTES, Type.CHARS,
            Type.SHORTS, Type.FLOATS, Type.BOOLEANS, Type.OBJECTS, Type.STRINGS, Type.BASES, Type.GRID, Type.CUBE};
    static final Type[] REFERENCES = {Type.STRING, Type.OBJECT, Type.BASE, Type.BASE, Type.FACE, Type.INTEGER};
    static final String[] CLASSES = {"One", "Two", "Three", "Late"};
    static final String[] EXCEPTIONS = {"ArithmeticException", "NullPointerException", "ArrayIndexOutOfBoundsException",
            "ClassCastException", "NegativeArraySizeException", "ArrayStoreException", "Support.Thrown"};

    /** A variable, field or other place of a type; what a loop counts with is not assigned to. */
    record Place(Type type, String text, boolean assignable) {}

    record Routine(String name, Type result, List<Type> parameters) {}

    final Random random;
    final String name;
    final StringBuilder out = new StringBuilder();
    final List<Place> statics = new ArrayList<>();
    final List<Routine> routines = new ArrayList<>();
    final List<Routine> virtuals = new ArrayList<>();
    final List<Routine> interfaced = new ArrayList<>();
    final boolean lambdas;
    final boolean hot; // runs long enough for a sampler to find its methods
    List<Place> scope = new ArrayList<>();
    List<String> counters = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    Type result;
    int indent, names, weight, calls, loops, start;

    Generator(long seed, int number) {
        random = new Random(seed * 1_000_003 + number * 7919L ^ 0x5deece66dL);
        for (int i = 0; i < 5; i++) {
            random.nextInt(); // the first numbers of neighbouring seeds resemble each other
        }
        name = "P" + number;
        lambdas = random.nextInt(5) == 0;
        hot = random.nextInt(25) == 0;
    }

    // ------------------------------------------------------------------------------------------- choosing, writing

    int pick(int n) {
        return random.nextInt(n);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    final <E> E any(E... of) {
        return of[random.nextInt(of.length)];
    }

    void line(String text) {
        out.append("    ".repeat(indent)).append(text).append('\n');
    }

    void open(String text) {
        line(text + " {");
        indent++;
    }

    void close() {
        indent--;
        line("}");
    }

    /** Closes a block and opens the next one of the same statement. */
    void between(String text) {
        indent--;
        line("} " + text + " {");
        indent++;
    }

    String fresh(String prefix) {
        return prefix + names++;
    }

    // --------------------------------------------------------------------------------------------------- expressions

    Place place(Type type, boolean assign) {
        List<Place> fitting = new ArrayList<>();
        for (Place p : scope) {
            if (p.type == type && (p.assignable || !assign)) {
                fitting.add(p);
                fitting.add(p);
            }
        }
        for (Place p : statics) {
            if (p.type == type) {
                fitting.add(p);
            }
        }
        return fitting.isEmpty() ? null : fitting.get(pick(fitting.size()));
    }

    String index(String array, int depth) {
        int k = pick(100);
        if (k < 30 && !counters.isEmpty()) {
            String counter = counters.get(pick(counters.size()));
            return chance(20) ? any(counter, counter, counter + " + 1", counter + " - 1")
                    : any(counter + " & 3", counter + " & 3", counter + " & 7", "(" + counter + " & 127) % " + array + ".length");
        }
        if (k < 75) {
            return "(" + expression(Type.INT, depth - 1) + " & 0x7fffffff) % " + array + ".length";
        }
        return k < 98 ? expression(Type.INT, depth - 1) + " & " + any(1, 3, 3, 3, 3, 7) : expression(Type.INT, depth - 1);
    }

    /** An element of an array of the type that is in reach, or null. */
    String element(Type type, int depth) {
        for (int attempt = 0; attempt < 3; attempt++) {
            Type array = any(ARRAYS);
            for (Type t : Type.values()) {
                if (t.element == type) {
                    array = t;
                }
            }
            if (array.element != type) {
                return null;
            }
            Place p = place(array, false);
            if (p != null) {
                return p.text + "[" + index(p.text, depth) + "]";
            }
        }
        return null;
    }

    String literal(Type type) {
        switch (type) {
        case BOOLEAN: return any("true", "false");
        case BYTE: return "(byte) " + (pick(256) - 128);
        case SHORT: return "(short) " + (chance(50) ? pick(20) - 10 : pick(65536) - 32768);
        case CHAR: return any("'a'", "'\\0'", "'\\uffff'", "(char) " + pick(65536));
        case INT:
            return any("" + pick(10), "" + pick(100), "(-" + (1 + pick(20)) + ")", "" + (1 << pick(31)), "0x7fffffff",
                    "0x80000000", "" + (pick(1 << 30)), "(-1)");
        case LONG:
            return any(pick(10) + "L", pick(1000) + "L", "(-" + (1 + pick(20)) + "L)", (1L << pick(63)) + "L",
                    "0x7fffffffffffffffL", "0x8000000000000000L", "0x80000000L", (random.nextLong() >>> 1) + "L");
        case FLOAT:
            return any(pick(10) + "f", "0.5f", "(-0.0f)", "Float.NaN", "1e10f", "3.4e38f", pick(1000) / 8f + "f",
                    "Float.NEGATIVE_INFINITY");
        case DOUBLE:
            return any(pick(10) + ".0", "0.1", "(-0.0)", "Double.NaN", "1e300", "4.9e-324", pick(100_000) / 64.0 + "",
                    "Double.POSITIVE_INFINITY", "(-" + pick(50) + ".5)");
        case STRING: return any("\"\"", "\"a\"", "\"abc\"", "\"hello\"", "\"x\\u00e9\\u4e2d\"");
        case INTEGER: return "Integer.valueOf(" + literal(Type.INT) + ")";
        default: throw new IllegalArgumentException(type.text);
        }
    }

    String leaf(Type type, int depth) {
        if (chance(70)) {
            Place p = place(type, false);
            if (p != null) {
                return p.text;
            }
        }
        if (type == Type.INT && !counters.isEmpty() && chance(40)) {
            return counters.get(pick(counters.size()));
        }
        if (chance(40) && depth > 0) {
            String e = element(type, depth);
            if (e != null) {
                return e;
            }
        }
        if (type.element != null || type == Type.OBJECT || type == Type.BASE || type == Type.FACE) {
            Place p = place(type, false);
            return p != null && chance(60) ? p.text : creation(type, 0);
        }
        return literal(type);
    }

    String length() {
        return any("" + (4 + pick(6)), "" + (4 + pick(9)), "" + pick(9), "" + (1 + pick(20)),
                "(" + expression(Type.INT, 1) + " & 7)",
                "(" + expression(Type.INT, 1) + " & 15) + 1", chance(5) ? "(" + expression(Type.INT, 1) + " & 15) - 1" : "4");
    }

    String creation(Type type, int depth) {
        if (type.element != null) {
            if (type == Type.OBJECTS && chance(8)) {
                return "new " + any("String", "Integer", "Base", "One") + "[" + length() + "]";
            }
            if (type.element.element != null) {
                String element = type.element.element.text;
                return chance(3) ? "new " + element + "[" + length() + "][]"
                        : "new " + element + "[" + length() + "][" + length() + "]";
            }
            if (chance(40)) {
                StringBuilder s = new StringBuilder("new " + type.text + " {");
                for (int i = 0, n = 1 + pick(6); i < n; i++) {
                    s.append(i == 0 ? "" : ", ").append(expression(type.element, depth - 1));
                }
                return s + "}";
            }
            return "new " + type.element.text + "[" + length() + "]";
        }
        switch (type) {
        case BASE:
            return "new " + CLASSES[pick(3)] + "(" + expression(Type.INT, depth - 1) + ")";
        case FACE:
            return chance(40) ? "new Other()" : "new " + CLASSES[pick(3)] + "(" + expression(Type.INT, depth - 1) + ")";
        case OBJECT: return "(Object) (" + expression(any(Type.STRING, Type.INTEGER, Type.INTEGER, Type.INT,
                Type.DOUBLE, Type.LONG, Type.CHAR), depth - 1) + ")";
        default: return literal(type);
        }
    }

    String call(Routine r, String receiver, int depth) {
        StringBuilder s = new StringBuilder(receiver + r.name + "(");
        for (int i = 0; i < r.parameters.size(); i++) {
            s.append(i == 0 ? "" : ", ").append(expression(r.parameters.get(i), Math.min(depth - 1, 1)));
        }
        return s + ")";
    }

    /** A call of a method with that result, or null; not too many of them, or programs are slow. */
    String call(Type type, int depth) {
        if (calls <= 0 || weight > 30) {
            return null;
        }
        List<String> found = new ArrayList<>();
        Routine r = routines.get(pick(routines.size()));
        if (r.result == type) {
            calls--;
            return call(r, "", depth);
        }
        r = virtuals.get(pick(virtuals.size()));
        if (r.result == type) {
            calls--;
            return call(r, receiver(Type.BASE) + ".", depth);
        }
        r = interfaced.get(pick(interfaced.size()));
        if (r.result == type) {
            calls--;
            return call(r, receiver(Type.FACE) + ".", depth);
        }
        return null;
    }

    String receiver(Type type) {
        if (type == Type.BASE && chance(60)) {
            return "objects[" + expression(Type.INT, 1) + " & 3]";
        }
        Place p = place(type, false);
        if (p == null || chance(20)) {
            return "(" + creation(type, 0) + ")";
        }
        return chance(15) ? p.text : "(" + p.text + " != null ? " + p.text + " : objects[1])";
    }

    /** An expression of the type, in parentheses unless it is one operand. */
    String expression(Type type, int depth) {
        if (depth <= 0 || chance(20)) {
            return operand(leaf(type, Math.min(depth, 1)));
        }
        if (chance(12)) {
            String c = call(type, depth);
            if (c != null) {
                return c;
            }
        }
        if (chance(8)) {
            return "(" + condition(depth - 1) + " ? " + expression(type, depth - 1) + " : " + expression(type, depth - 1) + ")";
        }
        if (chance(5)) {
            Place p = place(type, true);
            if (p != null) {
                return "(" + p.text + " = " + expression(type, depth - 1) + ")";
            }
        }
        switch (type) {
        case BOOLEAN: return condition(depth);
        case BYTE:
        case SHORT:
        case CHAR:
            return chance(10) && place(type, true) != null ? place(type, true).text + any("++", "--")
                    : "(" + type.text + ") " + expression(any(Type.INT, Type.INT, Type.LONG, Type.DOUBLE, Type.CHAR), depth - 1);
        case INT: return integer(depth);
        case LONG: return longInteger(depth);
        case FLOAT:
        case DOUBLE: return real(type, depth);
        case STRING: return string(depth);
        case INTEGER:
            return chance(2) ? "((Integer) " + expression(Type.OBJECT, 0) + ")"
                    : "Integer.valueOf(" + expression(Type.INT, depth - 1) + ")";
        case OBJECT: return chance(40) ? creation(type, depth)
                : operand("(Object) " + expression(any(Type.STRING, Type.BASE, Type.INTEGER, Type.INTS), depth - 1));
        case BASE:
            return chance(3) ? "((" + any(CLASSES) + ") (Base) " + operand(leaf(Type.BASE, 0)) + ")"
                    : chance(2) ? "((Base) " + expression(Type.OBJECT, 0) + ")" : chance(40) ? creation(type, depth)
                    : operand(leaf(type, 1));
        case FACE:
            return chance(3) ? "((Face) " + expression(Type.OBJECT, 0) + ")"
                    : chance(30) ? "objects[" + expression(Type.INT, depth - 1) + " & 3]" : operand(leaf(type, 1));
        default:
            Place p = place(type, false);
            if (p != null && chance(10)) {
                return p.text + ".clone()";
            }
            return chance(50) && p != null ? p.text : creation(type, depth);
        }
    }

    String operand(String text) {
        return text.startsWith("(") && text.indexOf(')') < text.length() - 1 ? "(" + text + ")" : text;
    }

    String divisor(Type type, int depth) {
        String e = expression(type, depth);
        return chance(94) && (type == Type.INT || type == Type.LONG) ? "(" + e + " | 1)" : e;
    }

    String integer(int depth) {
        Type small = any(Type.BYTE, Type.SHORT, Type.CHAR);
        int d = depth - 1;
        switch (pick(24)) {
        case 0:
        case 1:
        case 2: return binary(Type.INT, any("+", "+", "-", "*"), d);
        case 3: return "(" + expression(Type.INT, d) + " " + any("/", "%") + " " + divisor(Type.INT, d) + ")";
        case 4:
        case 5: return binary(Type.INT, any("&", "|", "^"), d);
        case 6:
        case 7: return "(" + expression(Type.INT, d) + any(" << ", " >> ", " >>> ")
                + expression(chance(20) ? Type.LONG : Type.INT, d) + ")";
        case 8: return "(" + any("-", "~") + expression(Type.INT, d) + ")";
        case 9: return "((int) " + expression(any(Type.LONG, Type.DOUBLE, Type.FLOAT), d) + ")";
        case 10: return "(" + expression(small, d) + any(" + ", " - ", " * ", " & ") + expression(Type.INT, d) + ")";
        case 11: return "Math." + any("min", "max") + "(" + expression(Type.INT, d) + ", " + expression(Type.INT, d) + ")";
        case 12: return "Math.abs(" + expression(Type.INT, d) + ")";
        case 13: return "Integer." + any("bitCount", "numberOfLeadingZeros", "numberOfTrailingZeros", "reverse", "reverseBytes",
                "highestOneBit", "signum") + "(" + expression(Type.INT, d) + ")";
        case 14: return "Integer." + any("rotateLeft", "rotateRight", "compare", "compareUnsigned") + "("
                + expression(Type.INT, d) + ", " + expression(Type.INT, d) + ")";
        case 15: {
            Place p = place(any(ARRAYS), false);
            return p == null ? leaf(Type.INT, d) : p.text + ".length";
        }
        case 16: return any("Long.compare(" + expression(Type.LONG, d) + ", " + expression(Type.LONG, d) + ")",
                "Double.compare(" + expression(Type.DOUBLE, d) + ", " + expression(Type.DOUBLE, d) + ")",
                "Float.compare(" + expression(Type.FLOAT, d) + ", " + expression(Type.FLOAT, d) + ")");
        case 17: {
            String s = text();
            return any(s + ".length()", s + ".hashCode()", s + ".indexOf('a')", s + ".compareTo(\"abc\")",
                    s + ".charAt(" + expression(Type.INT, 0) + " & " + any(0, 0, 1) + ")");
        }
        case 18: return expression(Type.INTEGER, d) + ".intValue()";
        case 19: {
            Place p = place(Type.INT, true);
            return p == null ? leaf(Type.INT, d) : "(" + any(p.text + "++", p.text + "--", "++" + p.text, "--" + p.text) + ")";
        }
        case 20: {
            Place p = place(Type.INT, true);
            return p == null ? leaf(Type.INT, d) : "(" + p.text + any(" += ", " ^= ", " -= ", " *= ")
                    + expression(any(Type.INT, Type.INT, Type.LONG), d) + ")";
        }
        case 21: return "Lazy" + pick(2) + ".value";
        case 22: return "Float.floatToIntBits(" + expression(Type.FLOAT, d) + ")";
        default: return operand(leaf(Type.INT, depth));
        }
    }

    String longInteger(int depth) {
        int d = depth - 1;
        switch (pick(15)) {
        case 0:
        case 1:
        case 2: return binary(Type.LONG, any("+", "+", "-", "*"), d);
        case 3: return "(" + expression(Type.LONG, d) + " " + any("/", "%") + " " + divisor(Type.LONG, d) + ")";
        case 4: return binary(Type.LONG, any("&", "|", "^"), d);
        case 5:
        case 6: return "(" + expression(Type.LONG, d) + any(" << ", " >> ", " >>> ")
                + expression(chance(20) ? Type.LONG : Type.INT, d) + ")";
        case 7: return "(" + any("-", "~") + expression(Type.LONG, d) + ")";
        case 8:
        case 9: return "((long) " + expression(any(Type.INT, Type.INT, Type.DOUBLE, Type.FLOAT, Type.CHAR), d) + ")";
        case 10: return "Math." + any("min", "max", "multiplyHigh") + "(" + expression(Type.LONG, d) + ", "
                + expression(Type.LONG, d) + ")";
        case 11: return "(" + expression(Type.INT, d) + any(" + ", " * ") + expression(Type.LONG, d) + ")";
        case 12: return any("(long) Long.bitCount", "(long) Long.numberOfLeadingZeros", "Long.reverse", "Math.abs",
                "Long.lowestOneBit") + "(" + expression(Type.LONG, d) + ")";
        case 13: return any("Double.doubleToLongBits(" + expression(Type.DOUBLE, d) + ")",
                "Math.round(" + expression(Type.DOUBLE, d) + ")");
        default: return operand(leaf(Type.LONG, depth));
        }
    }

    String real(Type type, int depth) {
        int d = depth - 1;
        switch (pick(11)) {
        case 0:
        case 1:
        case 2:
        case 3: return binary(type, any("+", "-", "*", "/"), d);
        case 4: return chance(30) ? binary(type, "%", d) : binary(type, "*", d);
        case 5: return "(-" + expression(type, d) + ")";
        case 6: return "((" + type.text + ") " + expression(any(Type.INT, Type.LONG, Type.FLOAT, Type.DOUBLE, Type.CHAR), d) + ")";
        case 7: return "((" + type.text + ") Math." + any("sqrt", "floor", "ceil", "rint", "abs") + "(" + expression(type, d) + "))";
        case 8: return "Math." + any("min", "max") + "(" + expression(type, d) + ", " + expression(type, d) + ")";
        case 9: return "(" + expression(type, d) + any(" + ", " * ") + expression(Type.INT, d) + ")";
        default: return operand(leaf(type, depth));
        }
    }

    String binary(Type type, String operator, int depth) {
        return "(" + expression(type, depth) + " " + operator + " " + expression(type, depth) + ")";
    }

    /** A string to call methods of, seldom null. */
    String text() {
        String s = operand(leaf(Type.STRING, 0));
        return chance(90) ? "String.valueOf((Object) " + s + ")" : s;
    }

    String string(int depth) {
        int d = depth - 1;
        switch (pick(6)) {
        case 0:
        case 1: return "Support.cut(" + expression(Type.STRING, d) + " + "
                + expression(any(Type.STRING, Type.INT, Type.CHAR, Type.LONG, Type.BOOLEAN), d) + ")";
        case 2: return "String.valueOf(" + expression(any(Type.INT, Type.CHAR, Type.BOOLEAN, Type.LONG), d) + ")";
        case 3: return text() + ".substring(" + expression(Type.INT, d) + " & " + any(0, 0, 1) + ")";
        case 4: return "Support.cut(new StringBuilder().append(" + expression(Type.INT, d) + ").append("
                + expression(Type.STRING, d) + ").toString())";
        default: return operand(leaf(Type.STRING, depth));
        }
    }

    String condition(int depth) {
        int d = depth - 1;
        if (depth <= 0) {
            Place p = place(Type.BOOLEAN, false);
            return p != null && chance(30) ? p.text
                    : "(" + operand(leaf(Type.INT, 0)) + any(" < ", " == ", " != ", " > ") + operand(leaf(Type.INT, 0)) + ")";
        }
        switch (pick(12)) {
        case 0:
        case 1:
        case 2: return "(" + expression(Type.INT, d) + any(" < ", " <= ", " > ", " >= ", " == ", " != ")
                + expression(Type.INT, d) + ")";
        case 3: return "(" + expression(Type.LONG, d) + any(" < ", " <= ", " > ", " >= ", " == ", " != ")
                + expression(Type.LONG, d) + ")";
        case 4: {
            Type t = any(Type.DOUBLE, Type.FLOAT);
            return "(" + expression(t, d) + any(" < ", " <= ", " > ", " >= ", " == ", " != ") + expression(t, d) + ")";
        }
        case 5:
        case 6: return "(" + condition(d) + any(" && ", " || ", " ^ ", " & ", " | ") + condition(d) + ")";
        case 7: return "(!" + condition(d) + ")";
        case 8: {
            String o = operand(leaf(chance(50) ? Type.OBJECT : Type.BASE, 0));
            return "((Object) " + o + " instanceof " + any("One", "Two", "Base", "Face", "String", "Integer", "int[]",
                    "Object[]", "Comparable") + ")";
        }
        case 9: {
            Type t = any(Type.OBJECT, Type.BASE, Type.STRING, Type.INTS);
            return "((Object) " + operand(leaf(t, 0)) + any(" == ", " != ") + (chance(60) ? "null" : operand(leaf(t, 0))) + ")";
        }
        case 10: return "((" + expression(Type.INT, d) + " & " + any(1, 3, 7, 15) + ") == " + pick(4) + ")";
        default: return operand(leaf(Type.BOOLEAN, depth));
        }
    }

    // ---------------------------------------------------------------------------------------------------- statements

    void block(int count, int depth) {
        int size = scope.size();
        for (int i = 0; i < count; i++) {
            statement(depth);
        }
        scope = new ArrayList<>(scope.subList(0, size));
    }

    void statement(int depth) {
        int k = pick(100);
        if (depth <= 0 || out.length() - start > 2500) {
            k = k % 58;
        }
        if (k < 14) {
            declaration();
        } else if (k < 38) {
            assignment();
        } else if (k < 43) {
            line("h = h * 31 + Support.hash(" + expression(any(Type.INT, Type.LONG, Type.DOUBLE, Type.STRING, Type.OBJECT,
                    Type.INTS, any(ARRAYS)), 2) + ");");
        } else if (k < 47) {
            Place p = place(any(NUMBERS), true);
            if (p != null) {
                line(p.text + any("++", "--") + ";");
            }
        } else if (k < 51) {
            invocation();
        } else if (k < 56) {
            jump();
        } else if (k < 58) {
            if (lambdas && weight <= 10) {
                lambda();
            } else {
                assignment();
            }
        } else if (k < 70) {
            choice(depth);
        } else if (k < 84) {
            loop(depth);
        } else if (k < 89) {
            selection(depth);
        } else if (k < 97) {
            attempt(depth);
        } else {
            Place p = place(Type.BASE, false);
            open("synchronized (" + (p == null || chance(80) ? "LOCK" : p.text) + ")");
            block(1 + pick(3), depth - 1);
            close();
        }
    }

    void declaration() {
        int k = pick(10);
        Type type = k < 6 ? any(PRIMITIVES) : k < 8 ? any(REFERENCES) : any(ARRAYS);
        String v = fresh("v");
        line(type.text + " " + v + " = " + expression(type, 3) + ";");
        scope.add(new Place(type, v, true));
    }

    void assignment() {
        Type type = chance(75) ? any(PRIMITIVES) : chance(50) ? any(REFERENCES) : any(ARRAYS);
        String target = null;
        if (chance(35)) {
            target = element(type, 2);
        }
        if (target == null) {
            Place p = place(type, true);
            if (p == null) {
                return;
            }
            target = p.text;
        }
        if (type.numeric() && chance(40)) {
            String operator = type == Type.FLOAT || type == Type.DOUBLE ? any(" += ", " -= ", " *= ", " /= ")
                    : any(" += ", " -= ", " *= ", " ^= ", " |= ", " &= ", " <<= ", " >>= ", " >>>= ");
            boolean bits = " ^= |= &= <<= >>= >>>= ".contains(operator.trim());
            Type with = bits ? any(Type.INT, Type.INT, Type.LONG) : any(Type.INT, Type.INT, Type.LONG, Type.DOUBLE, type);
            line(target + operator + expression(with, 2) + ";");
        } else {
            line(target + " = " + expression(type, 3) + ";");
        }
    }

    void invocation() {
        if (calls > 0 && weight <= 30) {
            Type before = any(Type.INT, Type.LONG, Type.DOUBLE, Type.STRING, Type.BASE);
            for (int i = 0; i < 6; i++) {
                String c = call(before, 2);
                if (c != null) {
                    line(c + ";");
                    return;
                }
            }
        }
        Place p = place(any(ARRAYS), false);
        if (p == null) {
            return;
        }
        if (p.type.element.numeric()) {
            line("java.util.Arrays.fill(" + p.text + ", " + expression(p.type.element, 1) + ");");
        } else {
            line("System.arraycopy(" + p.text + ", " + pick(3) + ", " + p.text + ", " + pick(3) + ", " + pick(3) + ");");
        }
    }

    /** Something that leaves: always under a condition, so that what follows can be reached. */
    void jump() {
        int k = pick(10);
        String what;
        if (k < 6 && loops > 0) {
            what = any("break", "continue") + (chance(40) && !labels.isEmpty() ? " " + labels.get(pick(labels.size())) : "") + ";";
        } else if (k < 9) {
            what = "return " + expression(result, 2) + ";";
        } else {
            what = "throw new " + any("Support.Thrown(" + expression(Type.INT, 1) + ")", "IllegalStateException()",
                    "ArithmeticException()") + ";";
        }
        open("if (" + condition(2) + (chance(60) ? " && " + condition(1) : "") + ")");
        line(what);
        close();
    }

    void lambda() {
        String captured = fresh("c"), f = fresh("f");
        line("final int " + captured + " = " + expression(Type.INT, 2) + ";");
        List<Place> outer = scope;
        List<String> outerCounters = counters;
        scope = new ArrayList<>(List.of(new Place(Type.INT, captured, false), new Place(Type.INT, f + "a", false)));
        counters = new ArrayList<>();
        line("java.util.function.IntUnaryOperator " + f + " = " + f + "a -> " + expression(Type.INT, 3) + ";");
        scope = outer;
        counters = outerCounters;
        line("h += " + f + ".applyAsInt(" + expression(Type.INT, 1) + ");");
        scope.add(new Place(Type.INT, captured, false));
    }

    void choice(int depth) {
        open("if (" + condition(3) + ")");
        block(1 + pick(4), depth - 1);
        if (chance(40)) {
            if (chance(30)) {
                between("else if (" + condition(2) + ")");
                block(1 + pick(3), depth - 1);
            }
            between("else");
            block(1 + pick(4), depth - 1);
        }
        close();
    }

    /** Pays for a loop that does not look at the fuel itself. */
    void charge(String trips) {
        open("if ((fuel -= " + trips + ") < -400)");
        line("return " + fallback(result) + ";");
        close();
    }

    void loop(int depth) {
        if (weight > 60) {
            assignment();
            return;
        }
        String label = chance(30) ? fresh("label") : null;
        String prefix = label == null ? "" : label + ": ";
        String i = fresh("i");
        int outerWeight = weight, outerCounters = counters.size(), size = scope.size();
        int trips = 2 + pick(outerWeight == 1 && chance(25) ? 150 : Math.max(1, Math.min(20, 120 / outerWeight)));
        weight *= trips;
        String tail = null;
        switch (pick(9)) {
        case 0:
        case 1: {
            int from = any(0, 0, 0, 1, -3, 5), step = any(1, 1, 1, 2, 3);
            charge("" + trips);
            open(prefix + "for (int " + i + " = " + from + "; " + i + " < " + (from + trips * step) + "; " + i
                    + (step == 1 ? "++" : " += " + step) + ")");
            counters.add(i);
            break;
        }
        case 2: {
            charge("" + trips);
            open(prefix + "for (int " + i + " = " + (trips - 1) + "; " + i + any(" >= 0", " > 0", " > -2") + "; " + i + "--)");
            counters.add(i);
            break;
        }
        case 3: {
            charge("" + trips);
            String to = fresh("n");
            line("int " + to + " = " + expression(Type.INT, 2) + " & " + (Integer.highestOneBit(trips) * 2 - 1) + ";");
            scope.add(new Place(Type.INT, to, false));
            open(prefix + "for (int " + i + " = 0; " + i + any(" < ", " != ", " <= ") + to + "; " + i + "++)");
            counters.add(i);
            break;
        }
        case 4: {
            charge("" + trips);
            open(prefix + "for (long " + i + " = " + any("0", "-2", "0x7ffffff0L") + ", " + i + "e = " + i + " + " + trips + "; "
                    + i + " < " + i + "e; " + i + "++)");
            scope.add(new Place(Type.LONG, i, false));
            break;
        }
        case 5: {
            Place p = place(any(ARRAYS), false);
            if (p == null) {
                p = new Place(Type.INTS, "ints", true);
            }
            charge(p.text + ".length");
            open(prefix + "for (int " + i + " = 0; " + i + " < " + p.text + ".length; " + i + "++)");
            counters.add(i);
            counters.add(i);
            scope.add(new Place(p.type.element, p.text + "[" + i + "]", true));
            break;
        }
        case 6: {
            Place p = place(any(ARRAYS), false);
            if (p == null) {
                p = new Place(Type.INTS, "ints", true);
            }
            charge(p.text + ".length");
            open(prefix + "for (" + p.type.element.text + " " + i + " : " + p.text + ")");
            scope.add(new Place(p.type.element, i, true));
            break;
        }
        case 7:
            line("int " + i + " = 0;");
            open(prefix + "while (--fuel > 0 && " + i + "++ < " + trips + " && " + condition(2) + ")");
            scope.add(new Place(Type.INT, i, false));
            break;
        default:
            line("int " + i + " = " + expression(Type.INT, 1) + ";");
            scope.add(new Place(Type.INT, i, chance(50)));
            open(prefix + "do");
            tail = "} while (--fuel > 0 && " + condition(2) + ");";
        }
        loops++;
        if (label != null) {
            labels.add(label);
        }
        block(1 + pick(5), depth - 1);
        if (label != null) {
            labels.remove(labels.size() - 1);
        }
        loops--;
        if (tail == null) {
            close();
        } else {
            indent--;
            line(tail);
        }
        weight = outerWeight;
        counters = new ArrayList<>(counters.subList(0, outerCounters));
        scope = new ArrayList<>(scope.subList(0, size));
    }

    void selection(int depth) {
        boolean strings = chance(20);
        int n = 2 + pick(5);
        open("switch (" + (strings ? expression(Type.STRING, 1) : expression(Type.INT, 2) + " & " + any(3, 7, 15)) + ")");
        boolean sparse = chance(25);
        String[] texts = {"\"a\"", "\"abc\"", "\"\"", "\"hello\"", "\"zz\"", "\"12\"", "\"abd\""};
        int last = -1;
        for (int c = 0; c < n; c++) {
            last += 1 + (sparse ? pick(900) : 0);
            line("case " + (strings ? texts[c] : "" + last) + ":");
            indent++;
            open("");
            block(1 + pick(2), depth - 1);
            close();
            if (chance(75)) {
                line("break;");
            }
            indent--;
        }
        if (chance(70)) {
            line("default:");
            indent++;
            open("");
            block(1, depth - 1);
            close();
            indent--;
        }
        close();
    }

    void attempt(int depth) {
        open("try");
        block(1 + pick(4), depth - 1);
        boolean caught = chance(85);
        if (caught) {
            String e = fresh("e");
            if (chance(40)) {
                between("catch (" + any(EXCEPTIONS) + " " + e + ")");
                line("h = h * 31 + Support.hash(" + e + ");");
                block(pick(3), depth - 1);
                e = fresh("e");
            }
            if (chance(70)) {
                between("catch (RuntimeException " + e + ")");
            } else {
                between("catch (IllegalStateException | StringIndexOutOfBoundsException " + e + ")");
            }
            line("h = h * 31 + Support.hash(" + e + ");");
            block(pick(3), depth - 1);
        }
        if (!caught || chance(25)) {
            between("finally");
            block(1 + pick(2), depth - 1);
        }
        close();
    }

    // ------------------------------------------------------------------------------------------------------- members

    Routine signature(String name) {
        List<Type> parameters = new ArrayList<>();
        for (int i = 0, n = 1 + pick(5); i < n; i++) {
            parameters.add(chance(70) ? any(PRIMITIVES) : chance(60) ? any(REFERENCES) : any(ARRAYS));
        }
        return new Routine(name, chance(80) ? any(NUMBERS) : any(Type.BOOLEAN, Type.STRING, Type.BASE, Type.INTS), parameters);
    }

    String heading(Routine r, String modifiers) {
        StringBuilder s = new StringBuilder(modifiers + r.result.text + " " + r.name + "(");
        for (int i = 0; i < r.parameters.size(); i++) {
            s.append(i == 0 ? "" : ", ").append(r.parameters.get(i).text).append(" p").append(i);
        }
        return s + ")";
    }

    String fallback(Type type) {
        return type == Type.BOOLEAN ? "false" : type.numeric() ? "(" + type.text + ") 0" : "null";
    }

    void body(Routine r, String modifiers, List<Place> fields, int size) {
        start = out.length();
        open(heading(r, modifiers));
        line("if (--fuel < 0) {");
        line("    return " + fallback(r.result) + ";");
        line("}");
        scope = new ArrayList<>(fields);
        for (int i = 0; i < r.parameters.size(); i++) {
            scope.add(new Place(r.parameters.get(i), "p" + i, true));
        }
        counters = new ArrayList<>();
        labels = new ArrayList<>();
        result = r.result;
        weight = 1;
        calls = 4;
        loops = 0;
        for (int i = 0; i < size; i++) {
            if (chance(15)) {
                attempt(3); // or what one statement throws would often be all that the method does
            } else {
                statement(3);
            }
        }
        line("return " + expression(r.result, 2) + ";");
        close();
    }

    static final Object[][] INSTANCE = {{Type.INT, "i"}, {Type.LONG, "l"}, {Type.DOUBLE, "d"}, {Type.FLOAT, "f"},
            {Type.BYTE, "b"}, {Type.SHORT, "s"}, {Type.CHAR, "c"}, {Type.BOOLEAN, "z"}, {Type.OBJECT, "o"}, {Type.BASE, "next"},
            {Type.INTS, "own"}};

    void classes() {
        open("interface Face");
        for (Routine r : interfaced) {
            if (r.name.equals("f1")) {
                body(r, "default ", List.of(), 2);
            } else {
                line(heading(r, "") + ";");
            }
        }
        close();
        List<Place> fields = new ArrayList<>();
        open("abstract static class Base implements Face");
        for (Object[] f : INSTANCE) {
            Type type = (Type) f[0];
            line((chance(10) ? "volatile " : "") + type.text + " " + f[1] + (type == Type.INTS ? " = {1, 2, 3, 4}" : "") + ";");
            fields.add(new Place(type, "this." + f[1], true));
        }
        open("Base(int i)");
        line("this.i = i;");
        line("l = i * 5L;");
        line("d = i * 0.5;");
        close();
        for (Routine r : virtuals) {
            body(r, chance(10) ? "synchronized " : "", fields, 2 + pick(3));
        }
        close();
        for (String c : CLASSES) {
            String parent = c.equals("Three") ? "Two" : "Base";
            open((c.equals("One") ? "static final class " : "static class ") + c + " extends " + parent);
            open(c + "(int i)");
            line("super(i + " + pick(3) + ");");
            close();
            for (Routine r : virtuals) {
                if (chance(70)) {
                    body(r, chance(10) ? "synchronized " : "", fields, 1 + pick(4));
                }
            }
            for (Routine r : interfaced) {
                if (r.name.equals("f0") || chance(40)) {
                    body(r, "public ", fields, 1 + pick(3));
                }
            }
            close();
        }
        open("static final class Other implements Face");
        for (Routine r : interfaced) {
            body(r, "public ", List.of(), 1 + pick(2));
        }
        close();
        for (int i = 0; i < 2; i++) {
            open("static class Lazy" + i);
            line("static int value = (sInt += " + pick(100) + ") * 3 + " + i + ";");
            close();
        }
    }

    void fields() {
        for (Type t : Type.values()) {
            String n = "s" + t.name().charAt(0) + t.name().substring(1).toLowerCase();
            if (t == Type.INT || chance(80)) {
                statics.add(new Place(t, n, true));
            }
        }
        statics.add(new Place(Type.INTS, "ints", true));
        statics.add(new Place(Type.INT, "count", true));
        statics.add(new Place(Type.BASES, "objects", false));
        line("static int fuel;");
        line("static long h;");
        line("static final Object LOCK = new Object();");
        for (Place p : statics) {
            line("static " + (p.type.element == null && chance(10) ? "volatile " : "") + p.type.text + " " + p.text + ";");
        }
        open("static void reset()");
        line("h = 1;");
        for (Place p : statics) {
            String value;
            if (p.text.equals("objects")) {
                value = any("{new One(1), new One(2), new One(3), new One(4)}", "{new One(1), new Two(2), new One(3), new Two(4)}",
                        "{new One(1), new Two(2), new Three(3), new Two(4)}", "{new Two(1), new Two(2), new Two(3), new Three(4)}");
                value = "new Base[] " + value;
            } else if (p.type.element == null) {
                value = p.type.numeric() ? "(" + p.type.text + ") " + pick(100) : p.type == Type.BOOLEAN ? "false"
                        : p.type == Type.STRING ? "\"start\"" : p.type == Type.INTEGER ? "5" : p.type == Type.OBJECT ? "\"o\""
                        : p.type == Type.FACE ? "new Other()" : "new One(7)";
            } else if (p.type.element.element != null) {
                value = "new " + p.type.element.element.text + "[" + (2 + pick(5)) + "][" + (2 + pick(5)) + "]";
            } else {
                value = "new " + p.type.element.text + "[" + (4 + pick(13)) + "]";
            }
            line(p.text + " = " + value + ";");
        }
        close();
    }

    String argument(Type type, int salt) {
        String at = "(i, " + salt + ")";
        switch (type) {
        case BOOLEAN: return "Support.aBoolean" + at;
        case BYTE:
        case SHORT:
        case CHAR: return "(" + type.text + ") Support.anInt" + at;
        case INT: return "Support.anInt" + at;
        case LONG: return "Support.aLong" + at;
        case FLOAT: return "Support.aFloat" + at;
        case DOUBLE: return "Support.aDouble" + at;
        case STRING: return "Support.aString" + at;
        case OBJECT: return "Support.anObject" + at;
        case INTEGER: return "Support.anInt" + at;
        case BASE: return "objects[i & 3]";
        case FACE: return "i % 3 == 0 ? new Other() : objects[i & 3]";
        case GRID: return "new int[][] {{i, 2, 3}, {4, i}, {5}, {}}";
        case CUBE: return "new double[][] {{i, 2.5, 3}, {4, 0.5}, {}}";
        case STRINGS: return "new String[] {\"p\", null, \"q\" + i}";
        case OBJECTS: return "i % 5 == 0 ? new String[4] : new Object[] {1, \"two\", null, 4L, i}";
        case BASES: return "i % 7 == 0 ? new One[3] : objects";
        default: return "new " + type.element.text + "[i % 9 == 0 ? 0 : 8]";
        }
    }

    /** Calls a method with many inputs; in the middle of it, perhaps, a class appears that was not loaded before. */
    void test(Routine r) {
        open("static void test_" + r.name + "()");
        line("long sum = 0;");
        int longer = hot ? 12 : 1;
        line("int budget = " + 60000 * longer + ", i = 0, thrown = 0;");
        line("reset();");
        open("for (; i < " + 3000 * longer + " && budget > 0; i++)");
        line("fuel = 200;");
        if (chance(15)) {
            open("if (i == " + (200 + pick(1500)) + ")");
            line("objects[" + pick(4) + "] = new Late(i);");
            close();
        }
        open("try");
        StringBuilder call = new StringBuilder(r.name + "(");
        for (int i = 0; i < r.parameters.size(); i++) {
            call.append(i == 0 ? "" : ", ").append(argument(r.parameters.get(i), names + i));
        }
        line("sum = sum * 31 + Support.hash(" + call + "));");
        between("catch (RuntimeException e)");
        line("thrown++;");
        line("sum = sum * 31 + Support.hash(e);");
        close();
        line("budget -= 201 - fuel;");
        close();
        line("Support.print(\"" + name + " " + r.name + "\", i, thrown, sum * 31 + h);");
        close();
    }

    String program() {
        int methods = 4 + pick(4);
        for (int i = 0; i < methods; i++) {
            routines.add(signature("m" + i));
        }
        for (int i = 0; i < 3; i++) {
            virtuals.add(signature("v" + i));
        }
        for (int i = 0; i < 2; i++) {
            interfaced.add(signature("f" + i));
        }
        open("public class " + name);
        fields();
        classes();
        for (Routine r : routines) {
            body(r, chance(6) ? "static synchronized " : "static ", List.of(), 4 + pick(6));
        }
        for (Routine r : routines) {
            test(r);
        }
        open("public static void main(String[] args)");
        line("Support.start();");
        for (Routine r : routines) {
            line("test_" + r.name + "();");
        }
        close();
        close();
        return out.toString();
    }

    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[0]);
        int first = Integer.parseInt(args[1]), count = Integer.parseInt(args[2]);
        Path folder = Path.of(args[3]);
        Files.createDirectories(folder);
        for (int i = first; i < first + count; i++) {
            Files.write(folder.resolve("P" + i + ".java"),
                    new Generator(seed, i).program().getBytes(StandardCharsets.UTF_8));
        }
    }
}
