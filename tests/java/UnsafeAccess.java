/**
 * sun.misc.Unsafe: fields by offset, off-heap memory, arrays, allocation without constructor, fences, atomics.
 */
import java.lang.reflect.Field;
import sun.misc.Unsafe;

public class UnsafeAccess {
    static class Holder {
        int i = 5;
        volatile long l = 6;
        Object o = "o";
        byte b = 7;
        static double d = 8.5;

        Holder() {
            i = 50;
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    public static void main(String[] args) throws Exception {
        Field f = Unsafe.class.getDeclaredField("theUnsafe");
        f.setAccessible(true);
        Unsafe u = (Unsafe) f.get(null);
        Holder h = new Holder();
        long i = u.objectFieldOffset(Holder.class.getDeclaredField("i")),
                l = u.objectFieldOffset(Holder.class.getDeclaredField("l")),
                o = u.objectFieldOffset(Holder.class.getDeclaredField("o"));
        u.putInt(h, i, u.getInt(h, i) + 1);
        u.putLongVolatile(h, l, 60);
        System.out.println(h.i + " " + u.getLongVolatile(h, l) + " " + u.compareAndSwapObject(h, o, "o", "new") + h.o
                + u.compareAndSwapInt(h, i, 51, 52) + u.compareAndSwapInt(h, i, 51, 53) + h.i + " "
                + u.getAndAddLong(h, l, 5) + h.l + u.getAndSetObject(h, o, "again"));
        System.out.println(u.getDouble(u.staticFieldBase(Holder.class.getDeclaredField("d")),
                u.staticFieldOffset(Holder.class.getDeclaredField("d"))) + " "
                + ((Holder) u.allocateInstance(Holder.class)).i);
        long memory = u.allocateMemory(64);
        u.setMemory(memory, 64, (byte) 0);
        u.putLong(memory, 0x0102030405060708L);
        u.putFloat(memory + 8, 1.5f);
        u.putShort(memory + 13, (short) -2);
        System.out.println(u.getByte(memory) + " " + u.getInt(memory + 4) + " " + u.getFloat(memory + 8) + " "
                + u.getShort(memory + 13) + " " + u.getChar(memory + 2));
        memory = u.reallocateMemory(memory, 128);
        u.copyMemory(memory, memory + 64, 16);
        System.out.println(u.getLong(memory + 64) + " " + u.addressSize() + " " + u.pageSize());
        u.freeMemory(memory);
        int[] array = {1, 2, 3};
        long base = u.arrayBaseOffset(int[].class), scale = u.arrayIndexScale(int[].class);
        u.putOrderedInt(array, base + scale, 20);
        byte[] bytes = new byte[16];
        u.copyMemory(array, base, bytes, u.arrayBaseOffset(byte[].class), 12);
        System.out.println(array[1] + " " + u.getInt(array, base + 2 * scale) + " " + bytes[4] + " "
                + u.arrayIndexScale(long[].class) + " " + u.arrayIndexScale(byte[].class));
        u.fullFence();
        u.park(false, 1000);
        try {
            u.throwException(new java.io.IOException("thrown unchecked"));
        } catch (Exception e) {
            System.out.println(e);
        }
    }
}
