import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes Methods.java: so many methods that call each other, in an order that cannot go round: loops, recursion, calls through
 * an interface, exceptions thrown far down and caught on the way, arrays. What a method returns depends on its argument only.
 */
public class Generate {
    static String next(int i, int step, int n) {
        return i + step < n ? "m" + (i + step) + "(%s)" : "end(%s)";
    }

    static String call(int i, int step, int n, String argument) {
        return String.format(next(i, step, n), argument);
    }

    static String body(int i, int n) {
        String near = call(i, 3 + i % 5, n, "x * 31 + " + i), far = call(i, 170 + i % 11, n, "x ^ " + i + "L << 20");
        switch (i % 7) {
        case 0:
            return "for (int k = 0; k < " + (200 + i) + "; k++) x = (x ^ x >>> 13) * 0x9E3779B97F4A7C15L + k; return " + near + ";";
        case 1:
            return "try { return " + near + "; } catch (Problem p) { return p.value + x; } finally { entered[" + i + " & 15]++; }";
        case 2:
            return "if ((x & 7) == " + i % 8 + ") throw new Problem(x); return " + near + ";";
        case 3:
            return "return x + down(x, " + (50 + i % 100) + ") + " + near + ";";
        case 4:
            return "Step s = steps[(int) (x >>> 60) & 3]; return s.step(" + near + ");";
        case 5:
            return "long[] a = new long[" + (8 + i % 9) + "]; for (int k = 0; k < a.length; k++) a[k] = x + k; "
                + "return a[(int) (x & 7)] + " + near + ";";
        default:
            return "long y; try { y = " + far + "; } catch (Problem p) { y = -p.value; } return y + " + near + ";";
        }
    }

    public static void main(String[] args) throws IOException {
        int n = Integer.parseInt(args[1]);
        StringBuilder s = new StringBuilder();
        s.append("class Methods {\n"
            + "    static final int COUNT = " + n + ";\n"
            + "    static final long[] entered = new long[16];\n"
            + "    static class Problem extends RuntimeException {\n"
            + "        final long value;\n"
            + "        Problem(long value) { super(null, null, false, (value & 255) == 0); this.value = value; }\n"
            + "    }\n"
            + "    interface Step { long step(long x); }\n"
            + "    static class Add implements Step { public long step(long x) { return x + 7; } }\n"
            + "    static class Turn implements Step { public long step(long x) { return Long.rotateLeft(x, 9); } }\n"
            + "    static final Step[] steps = {new Add(), new Turn(), x -> x * 3, x -> x ^ 0x5555};\n"
            + "    static long down(long x, int depth) { return depth == 0 ? x : down(x * 5 + depth, depth - 1) + depth; }\n"
            + "    static long end(long x) { if ((x & 3) == 0) throw new Problem(x >>> 5); return x; }\n");
        for (int i = 0; i < n; i++)
            s.append("    static long m" + i + "(long x) { " + body(i, n) + " }\n");
        s.append("    static long call(int i, long x) {\n        switch (i) {\n");
        for (int i = 0; i < n; i++)
            s.append("        case " + i + ": return m" + i + "(x);\n");
        s.append("        default: return x;\n        }\n    }\n}\n");
        Files.writeString(Path.of(args[0]), s);
    }
}
