/** Compiled methods that call a native method, which fails when it is told to. */
public class Poke {
    interface Shape {
        int area(int k);
    }

    static class Square implements Shape {
        public int area(int k) {
            return k * k;
        }
    }

    static class Strip implements Shape {
        public int area(int k) {
            return k * 3;
        }
    }

    static native int poke(int k);

    static int middle(int k) {
        return poke(k) - 1;
    }

    static int outer(int n, int last) {
        int s = 0;
        for (int i = 0; i < n; i++)
            s += middle(i & 0xff);
        return s + middle(last);
    }

    static int sum(Shape[] shapes, int n) {
        int s = 0;
        for (int i = 0; i < n; i++)
            s += shapes[i % shapes.length].area(i);
        return s;
    }

    static Shape[] shapes(int kinds) {
        return kinds == 1 ? new Shape[] {new Square()} : new Shape[] {new Square(), new Strip()};
    }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]);
        System.loadLibrary("poke");
        int s = 0;
        for (int i = 0; i < rounds; i++)
            s += sum(shapes(1), 10_000);
        for (int i = 0; i < rounds; i++)
            s += sum(shapes(2), 10_000);
        for (int i = 0; i < 40; i++)
            s += outer(1000, 1);
        System.out.println(s);
        if (args.length > 1)
            outer(10, Integer.parseInt(args[1]));
    }
}
