/**
 * NIO buffers: heap and direct, views, byte orders, slices, bounds; channels, mapped files, scatter and gather.
 */
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.util.Arrays;

public class NioBuffers {
    static void attempt(Runnable r) {
        try {
            r.run();
            System.out.println("allowed");
        } catch (RuntimeException e) {
            System.out.println(e);
        }
    }

    static void exercise(ByteBuffer b) {
        b.putInt(0x01020304).putLong(-2).putFloat(1.5f).putDouble(-0.0).putChar('\u4e2d').putShort((short) -3)
                .put((byte) 9);
        System.out.println(b + " " + b.position());
        b.flip();
        System.out.println(b.getInt() + " " + b.getLong() + " " + b.getFloat() + " " + b.getDouble() + " "
                + b.getChar() + " " + b.getShort() + " " + b.get() + " " + b.hasRemaining());
        b.clear().order(ByteOrder.LITTLE_ENDIAN);
        System.out.println(Integer.toHexString(b.getInt(0)) + " " + b.getShort(1) + " " + b.order());
        IntBuffer ints = b.asIntBuffer();
        ints.put(0, 77).put(1, -88);
        LongBuffer longs = b.slice(8, 16).order(ByteOrder.BIG_ENDIAN).asLongBuffer();
        longs.put(1, 5);
        System.out.println(b.getInt(0) + " " + b.getInt(4) + " " + b.get(23) + " " + longs + " " + ints.order());
        b.position(3).mark().limit(20);
        b.put(new byte[] {1, 2, 3}, 1, 2).reset();
        System.out.println(b.get() + " " + b.remaining() + " " + b.compact() + " " + b.duplicate().rewind() + " "
                + b.isDirect());
        attempt(() -> b.asReadOnlyBuffer().put((byte) 1));
        attempt(() -> b.getLong(b.limit() - 3));
        attempt(() -> b.position(1000));
        attempt(() -> {
            b.clear();
            while (true) {
                b.putLong(1);
            }
        });
        byte[] pattern = new byte[b.capacity()];
        Arrays.fill(pattern, (byte) 7);
        b.clear();
        b.put(pattern).flip();
        System.out.println(b.hashCode() + " " + b.equals(ByteBuffer.wrap(pattern)) + " "
                + b.compareTo(ByteBuffer.wrap(new byte[] {7, 8})) + " "
                + b.mismatch(ByteBuffer.wrap(new byte[] {7, 7, 1})));
    }

    public static void main(String[] args) throws Exception {
        exercise(ByteBuffer.allocate(40));
        exercise(ByteBuffer.allocateDirect(40));
        CharBuffer chars = CharBuffer.wrap("wrapped text").subSequence(3, 7);
        System.out.println(chars + " " + chars.length() + " " + StandardCharsets.UTF_16LE.encode("é中").remaining());
        Path path = Path.of("channel.bin");
        try (FileChannel c = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            ByteBuffer[] parts = {ByteBuffer.wrap("head".getBytes()), ByteBuffer.allocateDirect(3)
                    .put("mid".getBytes()).flip(), ByteBuffer.wrap("tail".getBytes())};
            System.out.println(c.write(parts) + " " + c.position() + " " + c.size());
            c.write(ByteBuffer.wrap("XX".getBytes()), 100);
            MappedByteBuffer map = c.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            map.put(0, (byte) 'H').putLong(200, 123456789L);
            map.force();
            ByteBuffer back = ByteBuffer.allocate(11);
            c.read(back, 0);
            System.out.println(new String(back.array()) + " " + c.size() + " " + map.isLoaded() + map.get(101));
            try (FileLock lock = c.lock(0, 10, false)) {
                System.out.println(lock.isValid() + " " + lock.isShared());
                attempt(() -> {
                    try {
                        c.tryLock(5, 2, false);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
            c.truncate(208);
            try (FileChannel copy = FileChannel.open(Path.of("copy.bin"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                System.out.println(c.transferTo(4, 150, copy) + " " + copy.transferFrom(c.position(0), 150, 8) + " "
                        + copy.size());
            }
            c.close();
            try {
                c.size();
            } catch (ClosedChannelException e) {
                System.out.println(e);
            }
        }
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap("through a pipe".getBytes()));
        ByteBuffer in = ByteBuffer.allocate(50);
        System.out.println(pipe.source().read(in) + " " + new String(in.array(), 0, in.position()));
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        for (byte[] bytes : new byte[][] {{65, (byte) 0xc3, (byte) 0xa9}, {65, (byte) 0xc3}, {(byte) 0xff},
                {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            try {
                System.out.println(strict.decode(ByteBuffer.wrap(bytes)));
            } catch (CharacterCodingException e) {
                System.out.println(e);
            }
        }
        CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder()
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        System.out.println(new String(ascii.encode(CharBuffer.wrap("aéb")).array(), 0, 3) + " " + ascii.canEncode('é')
                + " " + Charset.forName("windows-1252").newEncoder().maxBytesPerChar()
                + " " + Arrays.toString("日本".getBytes("Shift_JIS"))
                        + new String(new byte[] {(byte) 0xc4, (byte) 0xe3}, "GBK") + " " + Charset.isSupported("nope")
                        + " " + Charset.forName("latin1").aliases().contains("l1"));
    }
}
