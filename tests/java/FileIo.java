/**
 * java.io and NIO files: streams, readers, random access, walking, attributes, links, copying, errors, temp files.
 */
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.nio.file.attribute.*;
import java.util.*;
import java.util.stream.*;

public class FileIo {
    interface Body {
        Object run() throws Exception;
    }

    static void attempt(String what, Body body) {
        try {
            System.out.println(what + ": " + body.run());
        } catch (Exception e) {
            System.out.println(what + ": " + e);
        }
    }

    public static void main(String[] args) throws Exception {
        Path dir = Files.createDirectories(Path.of("work/a/b"));
        Path file = dir.resolve("text.txt");
        Files.writeString(file, "line one\nline two é\nthree", StandardCharsets.UTF_8);
        System.out.println(Files.size(file) + " " + Files.readAllLines(file) + " " + Files.lines(file)
                .mapToInt(String::length).sum());
        Files.write(file, List.of("four", "five"), StandardOpenOption.APPEND);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(new FileInputStream(file.toFile()),
                "UTF-8"))) {
            StringBuilder b = new StringBuilder();
            for (String line; (line = in.readLine()) != null;) {
                b.append(line).append('|');
            }
            System.out.println(b);
        }
        File old = new File("work/data.bin");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(old)))) {
            out.writeInt(0xCAFEBABE);
            out.writeLong(Long.MIN_VALUE);
            out.writeUTF("utf \u0000 é \ud83d\ude00");
            out.writeDouble(Math.E);
            out.writeChars("ch");
        }
        try (DataInputStream in = new DataInputStream(new FileInputStream(old))) {
            System.out.println(Integer.toHexString(in.readInt()) + " " + in.readLong() + " " + in.readUTF() + " "
                    + in.readDouble() + " " + in.readChar() + in.available());
            in.skipBytes(2);
            attempt("end", in::readByte);
        }
        try (RandomAccessFile raf = new RandomAccessFile(old, "rw")) {
            raf.seek(2);
            raf.writeShort(0x1234);
            raf.seek(raf.length());
            raf.write(new byte[] {1, 2, 3});
            raf.setLength(raf.length() + 5);
            raf.seek(0);
            System.out.println(Integer.toHexString(raf.readInt()) + " " + raf.length() + " " + raf.getFilePointer());
        }
        System.out.println(old.length() + " " + old.isFile() + old.canRead() + old.isHidden() + " " + old.getName()
                + " " + old.getParent() + " " + new File("a/../b/./c").toPath().normalize());
        Files.copy(file, dir.resolve("copy.txt"));
        Files.move(dir.resolve("copy.txt"), Path.of("work/moved.txt"), StandardCopyOption.REPLACE_EXISTING);
        Files.createSymbolicLink(Path.of("work/link"), Path.of("moved.txt"));
        System.out.println(Files.readSymbolicLink(Path.of("work/link")) + " "
                + Files.isSymbolicLink(Path.of("work/link")) + " "
                + Files.isSameFile(Path.of("work/link"), Path.of("work/moved.txt"))
                + " " + Files.mismatch(file, Path.of("work/link")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        System.out.println(PosixFilePermissions.toString(attributes.permissions()) + " "
                + attributes.lastModifiedTime() + " " + attributes.isRegularFile() + " " + attributes.size()
                + " " + Files.getAttribute(file, "unix:nlink"));
        try (Stream<Path> walk = Files.walk(Path.of("work"))) {
            System.out.println(walk.map(Path::toString).sorted().collect(Collectors.toList()));
        }
        try (DirectoryStream<Path> some = Files.newDirectoryStream(Path.of("work"), "*.{txt,bin}")) {
            List<String> names = new ArrayList<>();
            some.forEach(p -> names.add(p.getFileName().toString()));
            Collections.sort(names);
            System.out.println(names + " " + Arrays.toString(Arrays.stream(new File("work").list()).sorted()
                    .toArray()));
        }
        attempt("missing", () -> Files.readString(Path.of("work/none")));
        attempt("missing stream", () -> new FileInputStream("work/none"));
        attempt("is a directory", () -> new FileInputStream("work"));
        attempt("not empty", () -> {
            Files.delete(Path.of("work"));
            return 0;
        });
        attempt("exists", () -> Files.createDirectory(Path.of("work/a")));
        attempt("not a directory", () -> Files.list(Path.of("work/moved.txt")));
        attempt("bad path", () -> Path.of("a\0b"));
        attempt("delete missing", () -> new File("work/none").delete() + " "
                + Files.deleteIfExists(Path.of("work/none")));
        Path temp = Files.createTempFile(Path.of("work"), "pre", ".suf");
        System.out.println(temp.getFileName().toString().matches("pre\\d+\\.suf") + " " + Files.exists(temp));
        List<String> visited = new ArrayList<>();
        Files.walkFileTree(Path.of("work"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path p, BasicFileAttributes a) throws IOException {
                Files.delete(p);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path p, IOException e) throws IOException {
                Files.delete(p);
                visited.add(p.toString());
                return FileVisitResult.CONTINUE;
            }
        });
        System.out.println(visited + " " + Files.exists(Path.of("work")));
        Path p = Path.of("/x/y/../z.tar.gz");
        System.out.println(p.getFileName() + " " + p.normalize() + " " + p.getNameCount() + " "
                + p.relativize(Path.of("/x/q")) + " " + p.resolveSibling("s") + " " + p.startsWith("/x") + " "
                + Path.of("rel").isAbsolute());
        StringWriter text = new StringWriter();
        try (PrintWriter w = new PrintWriter(text)) {
            w.printf("%d-%s", 1, "x").append('!').println();
        }
        PushbackReader push = new PushbackReader(new StringReader("abc"), 2);
        int first = push.read();
        push.unread(first);
        LineNumberReader numbers = new LineNumberReader(new StringReader("1\n2\r\n3"));
        while (numbers.readLine() != null) {
        }
        StreamTokenizer tokens = new StreamTokenizer(new StringReader("x = 3.5 + 'q' // c"));
        tokens.slashSlashComments(true);
        int count = 0;
        while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
            count++;
        }
        SequenceInputStream sequence = new SequenceInputStream(new ByteArrayInputStream(new byte[] {1, 2}),
                new ByteArrayInputStream(new byte[] {3}));
        System.out.println(text.toString().trim() + (char) push.read() + numbers.getLineNumber() + count
                + Arrays.toString(sequence.readAllBytes()));
    }
}
