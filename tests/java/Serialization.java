/**
 * Serialization: graphs, cycles, transient and static, custom forms, replace/resolve, records, enums, filters,
 * errors.
 */
import java.io.*;
import java.math.BigInteger;
import java.util.*;

public class Serialization {
    static byte[] write(Object o) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(o);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T o) throws IOException, ClassNotFoundException {
        return (T) new ObjectInputStream(new ByteArrayInputStream(write(o))).readObject();
    }

    static class NotSerializable {
        int x = 5;

        NotSerializable() {
            x = 6;
        }
    }

    static class Node extends NotSerializable implements Serializable {
        private static final long serialVersionUID = 1;
        String name;
        Node next;
        transient int cached = 9;
        final double[] values = {1.5, Double.NaN};
        boolean z = true;
        byte b = -1;
        char c = 'c';
        short s = -2;
        long l = 1L << 40;
        float f = 2.5f;
        Object self = this;

        Node(String name) {
            this.name = name;
            x = 100;
        }
    }

    static class Custom implements Serializable {
        transient String secret;
        int plain = 3;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF(new StringBuilder(secret).reverse().toString());
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            secret = new StringBuilder(in.readUTF()).reverse().toString();
        }
    }

    public static class External implements Externalizable {
        int v;

        public External() {
            v = -1;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(v * 2);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            v = in.readInt() / 2;
        }
    }

    static class Singleton implements Serializable {
        static final Singleton ONE = new Singleton();

        private Object readResolve() {
            return ONE;
        }
    }

    static class Replaced implements Serializable {
        private Object writeReplace() {
            return "replacement";
        }
    }

    enum Level {
        LOW, HIGH {
            @Override
            public String toString() {
                return "high!";
            }
        }
    }

    record Point(int x, List<String> names) implements Serializable {
        Point {
            System.out.println("constructor runs");
        }
    }

    public static void main(String[] args) throws Exception {
        Node a = new Node("a");
        a.next = new Node("b");
        a.next.next = a;
        Node back = copy(a);
        System.out.println(back.name + back.next.name + " " + (back.next.next == back) + " " + back.cached + " "
                + back.x + " " + back.values[0] + back.values[1] + back.z + back.b
                + back.c + back.s + back.l + back.f + (back.self == back));
        Custom custom = new Custom();
        custom.secret = "hidden";
        System.out.println(copy(custom).secret + copy(custom).plain);
        External e = new External();
        e.v = 21;
        System.out.println(copy(e).v + " " + (copy(Singleton.ONE) == Singleton.ONE) + " "
                + copy((Object) new Replaced()) + " " + copy(Level.HIGH) + (copy(Level.HIGH) == Level.HIGH));
        System.out.println(copy(new Point(3, new ArrayList<>(List.of("n")))));
        Map<Object, Object> map = new TreeMap<>(Map.of("k", new ArrayList<>(List.of(1, 2L, 'c')), "big",
                new BigInteger("99999999999999999999")));
        System.out.println(copy(map) + " " + copy(new int[][] {{1}, {2, 3}})[1][1] + " "
                + copy(new LinkedHashSet<>(List.of("x"))) + " " + copy(new Date(5)).getTime() + " "
                + copy(Locale.FRANCE) + " "
                + copy(String[].class) + copy(int.class) + copy(Optional.class) + " "
                        + copy(new IllegalStateException("m", new Error("c"))).getCause().getMessage()
                        + copy(List.of(1, 2)) + copy(EnumSet.of(Level.LOW)));
        try {
            write(new Object[] {1, new NotSerializable()});
        } catch (NotSerializableException x) {
            System.out.println(x.getMessage());
        }
        byte[] bytes = write(a);
        System.out.println(bytes.length + " " + Arrays.hashCode(bytes) + " " + ObjectStreamClass.lookup(Custom.class)
                .getSerialVersionUID() + " " + ObjectStreamClass.lookup(Level.class).getSerialVersionUID());
        ObjectInputStream filtered = new ObjectInputStream(new ByteArrayInputStream(bytes));
        filtered.setObjectInputFilter(ObjectInputFilter.Config.createFilter("maxdepth=2;!*"));
        try {
            filtered.readObject();
        } catch (InvalidClassException x) {
            System.out.println(x.getMessage());
        }
        bytes[bytes.length / 2] ^= 0x55;
        bytes[5] = 0x7f;
        try {
            new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();
        } catch (IOException x) {
            System.out.println(x.getMessage());
        }
    }
}
