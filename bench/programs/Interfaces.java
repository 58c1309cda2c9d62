/** Interfaces: a little evaluator of expressions whose nodes are called through interfaces and lambdas. */
import java.util.function.IntBinaryOperator;

public class Interfaces implements Bench.Kernel {
    interface Node {
        int evaluate(int[] variables);

        default int size() {
            return 1;
        }
    }

    static final class Constant implements Node {
        final int value;

        Constant(int value) {
            this.value = value;
        }

        @Override
        public int evaluate(int[] variables) {
            return value;
        }
    }

    static final class Variable implements Node {
        final int index;

        Variable(int index) {
            this.index = index;
        }

        @Override
        public int evaluate(int[] variables) {
            return variables[index];
        }
    }

    static final class Binary implements Node {
        final IntBinaryOperator operator;
        final Node left;
        final Node right;

        Binary(IntBinaryOperator operator, Node left, Node right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        public int evaluate(int[] variables) {
            return operator.applyAsInt(left.evaluate(variables), right.evaluate(variables));
        }

        @Override
        public int size() {
            return 1 + left.size() + right.size();
        }
    }

    static int state = 7;

    static int random(int n) {
        state = state * 1103515245 + 12345;
        return (state >>> 16) % n;
    }

    static Node build(int depth) {
        if (depth == 0) {
            return random(2) == 0 ? new Constant(random(100)) : new Variable(random(4));
        }
        IntBinaryOperator operator;
        switch (random(5)) {
        case 0: operator = (a, b) -> a + b; break;
        case 1: operator = (a, b) -> a - b; break;
        case 2: operator = (a, b) -> a * b; break;
        case 3: operator = Math::max; break;
        default: operator = (a, b) -> a ^ b >>> 1;
        }
        return new Binary(operator, build(depth - 1), build(depth - 1));
    }

    @Override
    public long run(int rounds) {
        state = 7;
        Node tree = build(10);
        int[] variables = new int[4];
        long checksum = tree.size();
        for (int i = 0; i < rounds; i++) {
            variables[i & 3] = i;
            checksum = checksum * 31 + tree.evaluate(variables) + tree.size();
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 3600, 2400, new Interfaces());
    }
}
