/** Type tests that meet one class, two, null, and then something else. */
public class CheckSites {
    interface Shape {
        int area();
    }

    static class Square implements Shape {
        @Override
        public int area() {
            return 1;
        }
    }

    static class Circle implements Shape {
        @Override
        public int area() {
            return 2;
        }
    }

    static int one(Object o) {
        return o == null ? 0 : ((Shape) o).hashCode() == 0 ? 1 : 2;
    }

    static int two(Object o) {
        return ((Shape) o).area();
    }

    static int is(Object o) {
        return o instanceof Shape ? 1 : 0;
    }

    static int isNot(Object o) {
        return o instanceof Shape ? 1 : 0;
    }

    static void anything(Object[] a, Object v) {
        a[0] = v;
    }

    static void shape(Shape[] a, Shape v) {
        a[0] = v;
    }

    static void mixed(Object[] a, Object v) {
        a[0] = v;
    }

    static Object[] objects = new Object[1];
    static Shape[] shapes = new Shape[1];
    static Square[] squares = new Square[1];
    static Square square = new Square();
    static Circle circle = new Circle();

    static long round(int n, Object cast, Object tested, Object never, Object[] anyArray, Shape[] shapeArray, Shape stored) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            Shape either = i % 2 == 0 ? square : circle;
            sum += one(cast) > 0 ? 1 : 0;
            sum += two(either) + is(tested) + is(null) + isNot(never);
            anything(anyArray, either);
            anything(anyArray, null);
            shape(shapeArray, stored);
            mixed(i % 2 == 0 ? squares : objects, square);
        }
        return sum;
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += round(1000, square, square, "a string", objects, shapes, circle);
        }
        for (int i = 1; i < args.length; i++) { // in this order
            try {
                boolean cast = args[i].equals("cast");
                round(2, cast ? "neither" : square, square, "a string", cast ? objects : squares, shapes, circle);
            } catch (ClassCastException e) {
                System.out.println("ClassCastException");
            } catch (ArrayStoreException e) {
                System.out.println("ArrayStoreException " + e.getMessage());
            }
        }
        sum += round(1, circle, "a string", square, objects, squares, square);
        System.out.println(sum + " " + (shapes[0] == circle) + (squares[0] == square) + (objects[0] == square));
    }
}
