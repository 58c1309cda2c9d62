import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Finds the nested loops of generated flow graphs by Havlak's method: lists, small objects, union-find. */
public class Havlak implements Bench.Kernel {
    static final class Block {
        final int name;
        final List<Block> in = new ArrayList<>();
        final List<Block> out = new ArrayList<>();

        Block(int name) {
            this.name = name;
        }
    }

    static final class Graph {
        final List<Block> blocks = new ArrayList<>();

        Block add() {
            Block b = new Block(blocks.size());
            blocks.add(b);
            return b;
        }

        void edge(Block from, Block to) {
            from.out.add(to);
            to.in.add(from);
        }

        Block then(Block from) {
            Block b = add();
            edge(from, b);
            return b;
        }

        Block diamond(Block from) {
            Block left = then(from), right = then(from), join = then(left);
            edge(right, join);
            return join;
        }

        /** A loop with the given depth of loops in its body; every third one has a second entry. */
        Block loop(Block from, int depth) {
            Block header = then(from), b = then(header);
            for (int i = 0; i < 2 && depth > 0; i++) {
                b = loop(diamond(b), depth - 1);
            }
            Block latch = diamond(b);
            edge(latch, header);
            if (blocks.size() % 3 == 0) {
                edge(from, latch);
            }
            return then(latch);
        }
    }

    static final class Loop {
        final Block header;
        final boolean reducible;
        final List<Loop> inner = new ArrayList<>();
        Loop outer;
        int size = 1;

        Loop(Block header, boolean reducible) {
            this.header = header;
            this.reducible = reducible;
        }

        int depth() {
            int depth = 0;
            for (Loop l = this; l != null; l = l.outer) {
                depth++;
            }
            return depth;
        }
    }

    /** A block in the order of a depth-first walk, and a set of the union-find forest. */
    static final class Node {
        Node parent = this;
        Block block;
        Loop loop;
        int number;

        Node find() {
            Node root = this;
            while (root.parent != root) {
                root = root.parent;
            }
            for (Node n = this; n != root;) {
                Node next = n.parent;
                n.parent = root;
                n = next;
            }
            return root;
        }
    }

    final Graph graph;
    final Node[] nodes;
    final Node[] ofBlock;
    final int[] last;
    int count;

    Havlak() {
        this(new Graph());
    }

    Havlak(Graph graph) {
        this.graph = graph;
        nodes = new Node[graph.blocks.size()];
        ofBlock = new Node[nodes.length];
        last = new int[nodes.length];
    }

    void walk(Block block) {
        Node n = new Node();
        n.block = block;
        n.number = count++;
        nodes[n.number] = n;
        ofBlock[block.name] = n;
        for (Block next : block.out) {
            if (ofBlock[next.name] == null) {
                walk(next);
            }
        }
        last[n.number] = count - 1;
    }

    boolean encloses(int ancestor, int descendant) {
        return ancestor <= descendant && descendant <= last[ancestor];
    }

    List<Loop> loops() {
        walk(graph.blocks.get(0));
        List<List<Integer>> back = new ArrayList<>(), other = new ArrayList<>();
        for (int w = 0; w < count; w++) {
            back.add(new ArrayList<>());
            other.add(new ArrayList<>());
            for (Block from : nodes[w].block.in) {
                int v = ofBlock[from.name].number;
                (encloses(w, v) ? back : other).get(w).add(v);
            }
        }
        List<Loop> found = new ArrayList<>();
        for (int w = count - 1; w >= 0; w--) {
            List<Node> body = new ArrayList<>();
            boolean self = false, reducible = true;
            for (int v : back.get(w)) {
                if (v == w) {
                    self = true;
                } else if (!body.contains(nodes[v].find())) {
                    body.add(nodes[v].find());
                }
            }
            Deque<Node> work = new ArrayDeque<>(body);
            while (!work.isEmpty()) {
                Node x = work.remove();
                for (int y : other.get(x.number)) {
                    Node root = nodes[y].find();
                    if (!encloses(w, root.number)) {
                        reducible = false;
                        if (!other.get(w).contains(root.number)) {
                            other.get(w).add(root.number);
                        }
                    } else if (root.number != w && !body.contains(root)) {
                        body.add(root);
                        work.add(root);
                    }
                }
            }
            if (!body.isEmpty() || self) {
                Loop loop = new Loop(nodes[w].block, reducible);
                for (Node n : body) {
                    if (n.loop != null) {
                        n.loop.outer = loop;
                        loop.inner.add(n.loop);
                        loop.size += n.loop.size;
                    } else {
                        loop.size++;
                    }
                    n.parent = nodes[w];
                }
                nodes[w].loop = loop;
                found.add(loop);
            }
        }
        return found;
    }

    @Override
    public long run(int rounds) {
        Graph graph = new Graph();
        Block b = graph.add();
        for (int i = 0; i < 12; i++) {
            b = graph.loop(b, 4);
        }
        long checksum = graph.blocks.size();
        for (int r = 0; r < rounds; r++) {
            for (Loop loop : new Havlak(graph).loops()) {
                checksum = checksum * 31 + loop.size * 8L + loop.depth() * 2 + (loop.reducible ? 1 : 0)
                        + loop.inner.size() + loop.header.name;
            }
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 25, 200, new Havlak());
    }
}
