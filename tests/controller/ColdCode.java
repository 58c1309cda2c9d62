import java.io.InputStream;
import java.util.function.LongUnaryOperator;

/** More hot code than a small code memory holds, one class after the other: what ran before has to make room. */
public class ColdCode {
    public static class Work implements LongUnaryOperator {
        static long mix(long x, long y) {
            x ^= x >>> 33;
            x *= 0xff51afd7ed558ccdL;
            x ^= x >>> 29 ^ y;
            return x * 0xc4ceb9fe1a85ec53L + y;
        }

        public long applyAsLong(long seed) {
            long sum = seed;
            long[] ring = new long[32];
            for (int i = 0; i < 2000; i++) {
                ring[i & 31] = mix(sum, i);
                switch (i % 24) {
                case 0: sum += mix(ring[(i + 3) & 31], i); break;
                case 1: sum -= mix(i, ring[(i + 4) & 31]) >>> 3; break;
                case 2: sum ^= mix(sum, 5 * i) + mix(i, sum); break;
                case 3: sum = Long.rotateLeft(mix(sum, 6), i) + ring[i & 15]; break;
                case 4: sum += mix(ring[(i + 7) & 31], i); break;
                case 5: sum -= mix(i, ring[(i + 8) & 31]) >>> 3; break;
                case 6: sum ^= mix(sum, 9 * i) + mix(i, sum); break;
                case 7: sum = Long.rotateLeft(mix(sum, 10), i) + ring[i & 15]; break;
                case 8: sum += mix(ring[(i + 11) & 31], i); break;
                case 9: sum -= mix(i, ring[(i + 12) & 31]) >>> 3; break;
                case 10: sum ^= mix(sum, 13 * i) + mix(i, sum); break;
                case 11: sum = Long.rotateLeft(mix(sum, 14), i) + ring[i & 15]; break;
                case 12: sum += mix(ring[(i + 15) & 31], i); break;
                case 13: sum -= mix(i, ring[(i + 16) & 31]) >>> 3; break;
                case 14: sum ^= mix(sum, 17 * i) + mix(i, sum); break;
                case 15: sum = Long.rotateLeft(mix(sum, 18), i) + ring[i & 15]; break;
                case 16: sum += mix(ring[(i + 19) & 31], i); break;
                case 17: sum -= mix(i, ring[(i + 20) & 31]) >>> 3; break;
                case 18: sum ^= mix(sum, 21 * i) + mix(i, sum); break;
                case 19: sum = Long.rotateLeft(mix(sum, 22), i) + ring[i & 15]; break;
                case 20: sum += mix(ring[(i + 23) & 31], i); break;
                case 21: sum -= mix(i, ring[(i + 24) & 31]) >>> 3; break;
                case 22: sum ^= mix(sum, 25 * i) + mix(i, sum); break;
                case 23: sum = Long.rotateLeft(mix(sum, 26), i) + ring[i & 15]; break;
                }
            }
            return sum;
        }
    }

    static class Fresh extends ClassLoader {
        Class<?> define(byte[] bytes) {
            return defineClass("ColdCode$Work", bytes, 0, bytes.length);
        }
    }

    public static void main(String[] args) throws Exception {
        int copies = Integer.parseInt(args[0]);
        byte[] bytes;
        try (InputStream in = ColdCode.class.getResourceAsStream("ColdCode$Work.class")) {
            bytes = in.readAllBytes();
        }
        long expected = new Work().applyAsLong(1);
        int wrong = 0;
        for (int i = 0; i < copies; i++) {
            LongUnaryOperator work =
                (LongUnaryOperator) new Fresh().define(bytes).getDeclaredConstructor().newInstance();
            long end = System.nanoTime() + 30_000_000;
            while (System.nanoTime() < end)
                wrong += work.applyAsLong(1) == expected ? 0 : 1;
        }
        System.out.println(copies + " copies, " + wrong + " wrong");
    }
}
