import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.*;
import java.util.zip.*;

/** Block loops that the VM does in C: checksums, digests, Base64, big integers; and memory by way of buffers and atomics. */
public class IntrinsicsBlocks {
    interface Action {
        Object run() throws Exception;
    }

    static void fails(String what, Action a) {
        try {
            System.out.println(what + ": " + a.run());
        } catch (Throwable t) {
            System.out.println(what + ": " + t);
        }
    }

    static byte[] data(int n) {
        byte[] b = new byte[n];
        new Random(n).nextBytes(b);
        return b;
    }

    static void checksums(Checksum c) {
        StringBuilder out = new StringBuilder(c.getClass().getSimpleName());
        for (int n : new int[] {0, 1, 3, 7, 8, 9, 15, 16, 63, 64, 65, 1000, 6000, 20000}) {
            byte[] b = data(n + 5);
            c.reset();
            c.update(b, 2, n);
            long whole = c.getValue();
            c.update(b[0]);
            c.update(-1);
            out.append(' ').append(Long.toHexString(whole)).append('/').append(Long.toHexString(c.getValue()));
            c.reset();
            for (int i = 0; i < n; i++)
                c.update(b[i + 2]);
            ByteBuffer direct = ByteBuffer.allocateDirect(n + 5).put(b);
            direct.position(2).limit(2 + n);
            long bytes = c.getValue();
            c.reset();
            c.update(direct);
            if (bytes != whole || c.getValue() != whole)
                out.append(" differs");
        }
        System.out.println(out);
        fails("range", () -> { c.update(new byte[4], 2, 3); return null; });
        fails("negative", () -> { c.update(new byte[4], -1, 2); return null; });
        fails("null", () -> { c.update(null, 0, 0); return null; });
    }

    static String hex(byte[] b) {
        return new BigInteger(1, b).toString(16);
    }

    static void digests() throws Exception {
        for (String name : new String[] {"MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/256", "SHA3-256"}) {
            MessageDigest d = MessageDigest.getInstance(name);
            System.out.println(name + " " + hex(d.digest()) + " " + hex(d.digest("abc".getBytes())));
            long sum = 0;
            for (int n = 0; n < 300; n += 7) {
                byte[] b = data(n + 3);
                d.update(b, 1, n / 2);
                d.update(b, 1 + n / 2, n - n / 2);
                MessageDigest copy = (MessageDigest) d.clone();
                copy.update((byte) 1);
                sum = sum * 31 + Arrays.hashCode(d.digest()) + Arrays.hashCode(copy.digest());
            }
            d.update(data(100000));
            System.out.println("  " + Long.toHexString(sum) + " " + hex(d.digest()));
        }
    }

    static void base64() {
        long sum = 0;
        for (int n = 0; n < 120; n++) {
            byte[] b = data(n);
            for (Base64.Encoder e : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getMimeEncoder(),
                Base64.getEncoder().withoutPadding()})
                sum = sum * 31 + e.encodeToString(b).hashCode();
            if (!Arrays.equals(b, Base64.getDecoder().decode(Base64.getEncoder().encode(b)))
                || !Arrays.equals(b, Base64.getUrlDecoder().decode(Base64.getUrlEncoder().encode(b)))
                || !Arrays.equals(b, Base64.getMimeDecoder().decode(Base64.getMimeEncoder().encode(b))))
                System.out.println("round trip of " + n);
        }
        System.out.println("base64 " + Long.toHexString(sum));
        for (String s : new String[] {"QUJD", "QUJDRA==", "QUJDRA", "QUJD*UJD", "QUJDQUJDQU-D", "QUJD\u00e9UJD", "Q", "QUJDR===", "QU=D", "QUJD\r\nQUJD", "-_-_"}) {
            fails(s, () -> new String(Base64.getDecoder().decode(s)));
            fails("mime", () -> new String(Base64.getMimeDecoder().decode(s)));
            fails("url", () -> Arrays.toString(Base64.getUrlDecoder().decode(s)));
        }
    }

    static void integers() {
        Random random = new Random(5);
        BigInteger sum = BigInteger.ZERO, mask = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        int[] sizes = {1, 31, 32, 33, 64, 65, 100, 128, 500, 1024, 2000, 3000, 5000};
        for (int n : sizes)
            for (int m : sizes) {
                BigInteger a = new BigInteger(n, random).setBit(n - 1), b = new BigInteger(m, random).setBit(m - 1);
                BigInteger q[] = a.divideAndRemainder(b), square = a.multiply(a);
                if (!q[0].multiply(b).add(q[1]).equals(a) || !a.pow(2).equals(square) || !a.add(b).subtract(b).equals(a)
                    || !a.add(b).multiply(a.subtract(b)).equals(square.subtract(b.multiply(b))) || !square.sqrt().equals(a))
                    System.out.println("wrong: " + n + " " + m);
                sum = sum.multiply(BigInteger.valueOf(31)).add(a.multiply(b)).add(q[0]).add(q[1]).add(a.shiftLeft(m % 37)).add(square.shiftRight(n % 41))
                    .add(a.gcd(b)).mod(mask);
                sum = sum.add(a.negate().divide(b)).add(a.modPow(BigInteger.valueOf(m), b)).and(mask);
            }
        BigInteger ones = BigInteger.ONE.shiftLeft(640).subtract(BigInteger.ONE);
        sum = sum.xor(ones.multiply(ones)).xor(ones.add(BigInteger.ONE)).xor(ones.pow(5)).xor(BigInteger.ONE.shiftLeft(640).subtract(BigInteger.ONE));
        BigInteger p = new BigInteger("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff", 16);
        sum = sum.xor(BigInteger.TWO.modPow(p.shiftRight(1), p)).xor(ones.modPow(p.subtract(BigInteger.TWO), p)).xor(ones.modInverse(p));
        System.out.println("integers " + sum.toString(36) + " " + p.isProbablePrime(5));
    }

    static void memory() {
        for (ByteBuffer b : new ByteBuffer[] {ByteBuffer.allocate(64), ByteBuffer.allocateDirect(64)})
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                b.clear().order(order);
                b.put((byte) -2).putShort((short) 0x8123).putChar('\u4e2d').putInt(0x89abcdef).putLong(0x8123456789abcdefL).putFloat(-1.5f).putDouble(Math.PI);
                b.putInt(41, -7).putLong(50, Long.MIN_VALUE + 1);
                long sum = 0;
                for (int i = 0; i < 56; i++)
                    sum = sum * 31 + b.get(i) + b.getShort(i) + b.getChar(i) + b.getInt(i) + b.getLong(i) + Integer.bitCount(b.getInt(i));
                b.flip();
                System.out.println(b.get() + " " + b.getShort() + " " + (int) b.getChar() + " " + b.getInt() + " " + b.getLong() + " " + b.getFloat() + " " + b.getDouble()
                    + " " + Long.toHexString(sum));
                ByteBuffer copy = ByteBuffer.allocate(64);
                copy.put(b.clear());
                byte[] out = new byte[70];
                copy.flip().get(out, 3, 64);
                System.out.println(Arrays.hashCode(out));
            }
        AtomicInteger i = new AtomicInteger(5);
        AtomicLong l = new AtomicLong(1L << 40);
        AtomicReference<String> r = new AtomicReference<>("a");
        AtomicIntegerArray array = new AtomicIntegerArray(4);
        System.out.println(i.getAndAdd(3) + " " + i.incrementAndGet() + " " + i.getAndSet(-1) + " " + i.compareAndSet(-1, 7) + i.weakCompareAndSetPlain(8, 1)
            + " " + i.compareAndExchangeAcquire(7, 9) + " " + i.getPlain() + i.getOpaque() + i.getAcquire());
        System.out.println(l.getAndAdd(-1) + " " + l.addAndGet(Long.MAX_VALUE) + " " + l.getAndSet(4) + " " + l.compareAndExchange(3, 1) + " " + l.getAndUpdate(x -> x * x) + l.get());
        System.out.println(r.getAndSet("b") + r.compareAndExchangeRelease("x", "c") + r.getAcquire() + r.weakCompareAndSetVolatile("b", "d") + r.getOpaque());
        array.setRelease(1, 3);
        array.lazySet(2, 4);
        array.setOpaque(3, -5);
        System.out.println(array + " " + array.getAndDecrement(1) + array.getAndAccumulate(2, 10, Math::max) + array);
        LongAdder adder = new LongAdder();
        for (int n = 0; n < 100; n++)
            adder.add(n);
        System.out.println(adder.sum());
    }

    public static void main(String[] args) throws Exception {
        checksums(new CRC32());
        checksums(new Adler32());
        checksums(new CRC32C());
        digests();
        base64();
        integers();
        memory();
    }
}
