/** Binary trees: many short-lived trees of small objects beside one that lives long. */
public class BinaryTrees implements Bench.Kernel {
    static final class Node {
        final Node left;
        final Node right;

        Node(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        int check() {
            return left == null ? 1 : 1 + left.check() + right.check();
        }
    }

    static Node make(int depth) {
        return depth == 0 ? new Node(null, null) : new Node(make(depth - 1), make(depth - 1));
    }

    @Override
    public long run(int depth) {
        Node lasting = make(depth);
        long checksum = 0;
        for (int d = 4; d <= depth; d += 4) {
            int count = 1 << depth - d + 4;
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += make(d).check();
            }
            checksum = checksum * 31 + sum;
        }
        return checksum * 31 + lasting.check();
    }

    public static void main(String[] args) {
        Bench.run(args, 16, 16, new BinaryTrees());
    }
}
