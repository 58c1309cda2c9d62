/** CRC-32, a byte at a time with a table: a chain of dependent loads, masks and shifts. */
public class Crc32 implements Bench.Kernel {
    static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int c = i;
            for (int k = 0; k < 8; k++) {
                c = (c & 1) != 0 ? c >>> 1 ^ 0xedb88320 : c >>> 1;
            }
            table[i] = c;
        }
        return table;
    }

    static int crc(int[] table, byte[] data, int from, int to) {
        int c = ~0;
        for (int i = from; i < to; i++) {
            c = table[(c ^ data[i]) & 0xff] ^ c >>> 8;
        }
        return ~c;
    }

    @Override
    public long run(int rounds) {
        int[] table = table();
        byte[] data = new byte[100_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 131 + i / 256);
        }
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            checksum = checksum * 31 + crc(table, data, r, data.length);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 600, 250, new Crc32());
    }
}
