/** SHA-256 written out in Java: shifts, rotations and additions of ints, with the message schedule in an array. */
public class Sha256 implements Bench.Kernel {
    static final int[] K = new int[64];
    static final int[] INITIAL = new int[8];

    static {
        // The first 32 bits of the fractions of the roots of the first primes, by search in whole numbers.
        int prime = 2;
        for (int i = 0; i < 64; prime++) {
            boolean composite = false;
            for (int d = 2; d * d <= prime; d++) {
                composite |= prime % d == 0;
            }
            if (!composite) {
                K[i] = fraction(prime, 3);
                if (i < 8) {
                    INITIAL[i] = fraction(prime, 2);
                }
                i++;
            }
        }
    }

    static int fraction(int prime, int power) {
        java.math.BigInteger target = java.math.BigInteger.valueOf(prime).shiftLeft(32 * power);
        java.math.BigInteger root = java.math.BigInteger.ZERO;
        for (int bit = 40; bit >= 0; bit--) {
            java.math.BigInteger tried = root.setBit(bit);
            if (tried.pow(power).compareTo(target) <= 0) {
                root = tried;
            }
        }
        return root.intValue();
    }

    final int[] state = INITIAL.clone();
    final int[] w = new int[64];

    void block(byte[] data, int at) {
        for (int i = 0; i < 16; i++, at += 4) {
            w[i] = data[at] << 24 | (data[at + 1] & 0xff) << 16 | (data[at + 2] & 0xff) << 8 | data[at + 3] & 0xff;
        }
        for (int i = 16; i < 64; i++) {
            int x = w[i - 15], y = w[i - 2];
            int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = state[0], b = state[1], c = state[2], d = state[3];
        int e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i];
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int t2 = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    /** The digest's first eight bytes. */
    static long digest(byte[] message) {
        Sha256 sha = new Sha256();
        int full = message.length / 64 * 64, rest = message.length - full;
        for (int at = 0; at < full; at += 64) {
            sha.block(message, at);
        }
        byte[] tail = new byte[rest < 56 ? 64 : 128];
        System.arraycopy(message, full, tail, 0, rest);
        tail[rest] = (byte) 0x80;
        long bits = message.length * 8L;
        for (int i = 0; i < 8; i++) {
            tail[tail.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        for (int at = 0; at < tail.length; at += 64) {
            sha.block(tail, at);
        }
        return (long) sha.state[0] << 32 | sha.state[1] & 0xffffffffL;
    }

    @Override
    public long run(int rounds) {
        byte[] message = new byte[20_000];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 31 + i / 256);
        }
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            message[r % message.length]++;
            checksum = checksum * 31 + digest(message);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 60, 650, new Sha256());
    }
}
