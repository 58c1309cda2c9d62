/** java.util.zip and jar: deflate, gzip, zip files written and read, checksums, jar manifests, corrupt input. */
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.jar.*;
import java.util.zip.*;

public class Zip {
    static byte[] sample(int n) {
        byte[] b = new byte[n];
        Random r = new Random(n);
        for (int i = 0; i < n; i++) {
            b[i] = (byte) (r.nextInt(4) == 0 ? r.nextInt() : i / 7);
        }
        return b;
    }

    public static void main(String[] args) throws Exception {
        byte[] data = sample(50000);
        for (Checksum c : new Checksum[] {new CRC32(), new Adler32(), new CRC32C()}) {
            c.update(data, 3, 1000);
            c.update(data);
            c.update(7);
            System.out.println(c.getClass().getSimpleName() + " " + Long.toHexString(c.getValue()));
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(data);
        }
        System.out.println((packed.size() < data.length) + " " + Arrays.equals(data,
                new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes()));
        byte[] damaged = packed.toByteArray();
        damaged[damaged.length - 6] ^= 1;
        try {
            new GZIPInputStream(new ByteArrayInputStream(damaged)).readAllBytes();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] buffer = new byte[60000];
        int n = deflater.deflate(buffer);
        System.out.println(deflater.finished() + " " + deflater.getTotalIn());
        deflater.end();
        Inflater inflater = new Inflater(true);
        inflater.setInput(buffer, 0, n);
        byte[] back = new byte[data.length];
        System.out.println(inflater.inflate(back) + " " + Arrays.equals(data, back) + " " + inflater.finished());
        inflater.end();
        try {
            Inflater bad = new Inflater();
            bad.setInput(new byte[] {1, 2, 3, 4});
            bad.inflate(new byte[10]);
        } catch (DataFormatException e) {
            System.out.println(e.getMessage());
        }
        Path jar = Path.of("made.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("X-Long"), "v".repeat(100));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry("dir/"));
            out.putNextEntry(new ZipEntry("dir/é.txt"));
            out.write("content".getBytes());
            ZipEntry stored = new ZipEntry("stored.bin");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(4);
            CRC32 crc = new CRC32();
            crc.update("abcd".getBytes());
            stored.setCrc(crc.getValue());
            out.putNextEntry(stored);
            out.write("abcd".getBytes());
            out.setComment("a comment");
            try {
                out.putNextEntry(new ZipEntry("stored.bin"));
            } catch (ZipException e) {
                System.out.println(e.getMessage());
            }
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            System.out.println(file.size() + " " + file.getComment() + " " + file.getManifest().getMainAttributes()
                    .getValue("x-long").length());
            for (Enumeration<JarEntry> e = file.entries(); e.hasMoreElements();) {
                JarEntry entry = e.nextElement();
                System.out.println(entry.getName() + " " + entry.isDirectory() + " "
                        + (entry.isDirectory() || entry.getName().startsWith("META") ? ""
                        : new String(file.getInputStream(entry).readAllBytes())));
            }
            System.out.println(file.getEntry("none"));
        }
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            System.out.println(Files.readString(zip.getPath("/dir/é.txt")));
            Files.writeString(zip.getPath("/added"), "more");
        }
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar), StandardCharsets.UTF_8)) {
            List<String> names = new ArrayList<>();
            for (ZipEntry e; (e = in.getNextEntry()) != null;) {
                names.add(e.getName());
            }
            Collections.sort(names);
            System.out.println(names);
        }
        Files.write(Path.of("bad.zip"), sample(100));
        try (ZipFile bad = new ZipFile("bad.zip")) {
            System.out.println("opened?");
        } catch (ZipException e) {
            System.out.println(e.getMessage());
        }
    }
}
