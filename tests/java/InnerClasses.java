/**
 * Inner, local, anonymous and static nested classes: captured values, outer instances, shadowing, private access.
 */
import java.util.ArrayList;
import java.util.List;

public class InnerClasses {
    private int value = 1;
    private static int shared = 100;

    class Inner {
        int value = 2;

        class Deeper {
            int value = 3;

            String all() {
                return value + "," + Inner.this.value + "," + InnerClasses.this.value + "," + shared++;
            }
        }

        private void bump() {
            InnerClasses.this.value += 10;
            InnerClasses.this.value++;
            hidden();
        }
    }

    private void hidden() {
        value *= 2;
    }

    static class Base {
        Base() {
            System.out.println("base sees " + describe());
        }

        String describe() {
            return "base";
        }
    }

    Base local(int parameter, String text) {
        long wide = 1L << 40;
        double fraction = 0.5;
        class Local extends Base {
            final String own = text + parameter;

            @Override
            String describe() {
                return own + " " + parameter + " " + wide + " " + fraction + " " + value;
            }

            Local again() {
                return new Local();
            }
        }
        return new Local().again();
    }

    interface Counter {
        int next();
    }

    static Counter counter(int start) {
        int[] at = {start};
        return new Counter() {
            int calls;

            {
                calls = 10;
            }

            @Override
            public int next() {
                return at[0]++ * 100 + calls++;
            }

            @Override
            public String toString() {
                return "counter at " + at[0];
            }
        };
    }

    static class Sub extends InnerClasses.Inner {
        Sub(InnerClasses outer) {
            outer.super();
        }
    }

    static List<Object> order = new ArrayList<>();

    {
        order.add("first block " + value);
        later = 5;
    }

    int later = note(7);

    {
        order.add("second block " + later);
    }

    InnerClasses() {
        order.add("constructor");
    }

    InnerClasses(int v) {
        this();
        value = v;
        order.add("constructor " + v);
    }

    static int note(int i) {
        order.add("note " + i);
        return i;
    }

    public static void main(String[] args) {
        InnerClasses outer = new InnerClasses(4);
        System.out.println(order);
        Inner inner = outer.new Inner();
        Inner.Deeper deeper = inner.new Deeper();
        System.out.println(deeper.all() + " " + deeper.all());
        inner.bump();
        System.out.println(outer.value);
        System.out.println(outer.local(3, "t").describe());
        Counter c = counter(5);
        System.out.println(c.next() + " " + c.next() + " " + c);
        ((Inner) new Sub(outer)).bump();
        System.out.println(outer.value);
        Object anonymous = new Object() {
            int hidden = 3;

            @Override
            public int hashCode() {
                return hidden;
            }
        };
        System.out.println(anonymous.hashCode() + " " + anonymous.getClass().getName() + " "
                + anonymous.getClass().isAnonymousClass() + " " + anonymous.getClass().getEnclosingMethod());
        Class<?> local = outer.local(1, "").getClass();
        System.out.println(local.getName() + " " + local.isLocalClass() + " " + local.getEnclosingMethod() + " "
                + local.getSimpleName() + " " + local.getEnclosingClass());
        System.out.println(Inner.Deeper.class.getDeclaringClass() + " " + Inner.Deeper.class.getName() + " "
                + Inner.class.isMemberClass() + " " + Inner.Deeper.class.getNestHost());
        var late = new Object() {
            int count = 0;
            String name = "var";
        };
        late.count += 5;
        System.out.println(late.name + late.count);
        try {
            InnerClasses none = null;
            none.new Inner();
        } catch (NullPointerException e) {
            System.out.println("no outer instance");
        }
    }
}
