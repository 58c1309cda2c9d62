/* Calls that see one class, two, and many; a method that is hot by calls, one by its loop. */
public class Sites {
    interface Shape {
        int area();
    }
    static abstract class Base implements Shape {
        abstract int weight();
    }
    static class A extends Base {
        public int area() { return 1; }
        int weight() { return 2; }
    }
    static class B extends Base {
        public int area() { return 3; }
        int weight() { return 4; }
    }
    static class C extends A { public int area() { return 5; } }
    static class D extends A { public int area() { return 6; } }
    static class E extends A { public int area() { return 7; } }
    static class F extends A { public int area() { return 8; } }

    static long one(Base[] shapes, int from) {
        long sum = 0;
        for (int i = 0; i < 100; i++)
            sum += shapes[(from + i) % shapes.length].weight();
        return sum;
    }
    static long two(Base[] shapes, int from) {
        long sum = 0;
        for (int i = 0; i < 100; i++)
            sum += shapes[(from + i) % shapes.length].weight();
        return sum;
    }
    static long many(Shape[] shapes, int from) {
        long sum = 0;
        for (int i = 0; i < 100; i++)
            sum += shapes[(from + i) % shapes.length].area();
        return sum;
    }

    static long loop(long end) {
        long x = 1;
        while (System.nanoTime() < end)
            for (int i = 0; i < 1000; i++)
                x = x * 31 + i;
        return x;
    }

    public static void main(String[] args) {
        Base[] one = {new A()}, two = {new A(), new A(), new A(), new B()};
        Shape[] many = {new A(), new B(), new C(), new D(), new E(), new F()};
        long sum = 0;
        for (int i = 0; i < 60000; i++)
            sum += one(one, i) + two(two, i) + many(many, i);
        System.out.println(sum);
        long x = loop(System.nanoTime() + 500_000_000L);
        System.out.println(x == 0 ? "zero" : "done");
    }
}
