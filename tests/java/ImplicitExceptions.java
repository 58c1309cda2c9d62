/** Every exception an instruction itself throws, with its message. */
public class ImplicitExceptions {
    interface Body {
        Object run() throws Throwable;
    }

    static class Node {
        Node next;
        int[] values;
        long total;

        Node step() {
            return next;
        }
    }

    static Object nothing;
    static int[] noInts;
    static Node nowhere = new Node();

    static void show(String what, Body body) {
        try {
            System.out.println(what + ": no exception, " + body.run());
        } catch (Throwable t) {
            System.out.println(what + ": " + t);
        }
    }

    public static void main(String[] args) {
        int zero = args.length;
        int[] ints = new int[3];
        char[] chars = new char[4];
        show("idiv", () -> 1 / zero);
        show("irem", () -> 1 % zero);
        show("ldiv", () -> 1L / zero);
        show("lrem", () -> 1L % zero);
        show("ddiv", () -> 1.0 / zero);
        show("iaload", () -> ints[3 + zero]);
        show("row of a row", () -> (new int[3][0])[2][zero]);
        show("missing row", () -> (new int[3][])[3 + zero].length);
        show("negative index", () -> ints[-1 - zero]);
        show("least index", () -> ints[Integer.MIN_VALUE]);
        show("iastore", () -> ints[7] = 1);
        show("castore", () -> chars[4] = (char) zero);
        show("aastore index", () -> ((Object[]) new String[4])[4] = ints);
        show("aastore type", () -> ((Object[]) new String[1])[0] = Integer.valueOf(1));
        show("aastore array type", () -> ((Object[]) new int[1][])[0] = new long[1]);
        show("aastore null", () -> ((Object[]) new String[1])[0] = null);
        show("newarray", () -> new int[zero - 1]);
        show("anewarray", () -> new String[zero - 2]);
        show("multianewarray", () -> new int[2][zero - 3][4]);
        show("multianewarray zero outside", () -> new int[0][zero - 3]);
        show("checkcast", () -> (String) (Object) Integer.valueOf(1));
        show("checkcast array", () -> (int[]) (Object) new long[0]);
        show("checkcast own", () -> (Runnable) (Object) nowhere);
        show("checkcast of array to class", () -> (Node) (Object) new Node[0]);
        show("checkcast null", () -> (String) nothing);
        show("getfield", () -> nowhere.next.total);
        show("putfield", () -> nowhere.next.total = 5);
        show("invokevirtual", () -> nowhere.next.step());
        show("chain", () -> nowhere.step().values);
        show("array of field", () -> nowhere.values[0]);
        show("array store", () -> nowhere.values[1] = 2);
        show("arraylength", () -> noInts.length);
        show("athrow", () -> {
            throw (RuntimeException) nothing;
        });
        show("monitorenter", () -> {
            synchronized (nothing) {
                return 1;
            }
        });
        show("unboxing", () -> (int) (Integer) nothing);
        show("invokeinterface", () -> ((Runnable) nothing).hashCode() + ((CharSequence) nothing).length());
        show("explicit", () -> {
            throw new NullPointerException("by hand");
        });
        show("explicit, no message", () -> {
            throw new NullPointerException();
        });
        show("arraycopy null", () -> {
            System.arraycopy(null, 0, new int[1], 0, 1);
            return 0;
        });
        show("arraycopy range", () -> {
            System.arraycopy(new int[3], 1, new int[5], 4, 2);
            return 0;
        });
        show("arraycopy source range", () -> {
            System.arraycopy(new Object[3], 2, new Object[5], 0, 2);
            return 0;
        });
        show("arraycopy negative", () -> {
            System.arraycopy(new byte[3], -1, new byte[5], 0, 2);
            return 0;
        });
        show("arraycopy negative length", () -> {
            System.arraycopy(new byte[3], 1, new byte[5], 0, -2);
            return 0;
        });
        show("arraycopy type", () -> {
            System.arraycopy(new byte[3], 0, new char[5], 0, 2);
            return 0;
        });
        show("arraycopy object to primitive", () -> {
            System.arraycopy(new String[3], 0, new char[5], 0, 2);
            return 0;
        });
        show("arraycopy not array", () -> {
            System.arraycopy("x", 0, new char[5], 0, 2);
            return 0;
        });
        show("arraycopy element type", () -> {
            System.arraycopy(new Object[] {"a", 1}, 0, new String[5], 0, 2);
            return 0;
        });
        show("charAt", () -> "abc".charAt(3));
        show("substring", () -> "abc".substring(2, 1));
        show("parse", () -> Integer.parseInt("12x"));
        show("wait without lock", () -> {
            new Object().wait();
            return 0;
        });
        show("notify without lock", () -> {
            new Object().notify();
            return 0;
        });
        show("clone", () -> new ImplicitExceptions().clone());
        show("reflect array", () -> java.lang.reflect.Array.get(new int[2], 2));
        show("reflect array type", () -> java.lang.reflect.Array.getInt(new long[2], 0));
        show("reflect negative", () -> java.lang.reflect.Array.newInstance(int.class, -1));
        show("not found", () -> Class.forName("no.such.Type"));
        show("list", () -> java.util.List.of(1, 2).get(2));
        show("iterator", () -> new java.util.ArrayList<>().iterator().next());
    }
}
