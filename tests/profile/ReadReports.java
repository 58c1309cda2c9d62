import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.zip.GZIPInputStream;

/**
 * Reads reports back, by what their formats say and without the code that wrote them, and prints what Shares' truth can be
 * held against: "KIND SAMPLES FIVE THREE TWO", the last three in tenths of a percent of the samples under main.
 */
public class ReadReports {
    static void print(String kind, Map<List<String>, Long> stacks) {
        long all = 0, main = 0;
        long[] parts = new long[3];
        String[] names = {"Shares.five", "Shares.three", "Shares.two"};
        for (Map.Entry<List<String>, Long> e : stacks.entrySet()) {
            all += e.getValue();
            if (e.getKey().contains("Shares.main")) {
                main += e.getValue();
                for (int i = 0; i < 3; i++) {
                    parts[i] += e.getKey().contains(names[i]) ? e.getValue() : 0;
                }
            }
        }
        System.out.println(kind + " " + all + " " + 1000 * parts[0] / main + " " + 1000 * parts[1] / main + " "
            + 1000 * parts[2] / main);
    }

    // ---- pprof: profile.proto in protocol buffers' wire format

    static class Wire {
        final byte[] bytes;
        int at, end;

        Wire(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        long varint() {
            long v = 0;
            for (int shift = 0;; shift += 7) {
                byte b = bytes[at++];
                v |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return v;
                }
            }
        }

        Wire message() {
            int n = (int) varint();
            Wire w = new Wire(bytes, at, at + n);
            at += n;
            return w;
        }

        String string() {
            return new String(bytes, at, end - at, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    static void pprof(String file) throws IOException {
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(new FileInputStream(file))) {
            bytes = in.readAllBytes();
        }
        List<String> strings = new ArrayList<>();
        Map<Long, Long> functionOfLocation = new HashMap<>(), nameOfFunction = new HashMap<>();
        List<long[]> samples = new ArrayList<>();
        long period = 0;
        for (Wire w = new Wire(bytes, 0, bytes.length); w.at < w.end;) {
            int tag = (int) w.varint();
            if ((tag & 7) == 0) {
                long v = w.varint();
                period = tag >> 3 == 12 ? v : period;
                continue;
            }
            Wire m = w.message();
            switch (tag >> 3) {
                case 2 -> samples.add(sample(m));
                case 4 -> {
                    long id = 0;
                    while (m.at < m.end) {
                        int t = (int) m.varint();
                        if (t == (1 << 3)) {
                            id = m.varint();
                        } else {
                            Wire line = m.message();
                            line.varint();
                            functionOfLocation.put(id, line.varint());
                        }
                    }
                }
                case 5 -> {
                    m.varint();
                    long id = m.varint();
                    m.varint();
                    nameOfFunction.put(id, m.varint());
                }
                case 6 -> strings.add(m.string());
                default -> { }
            }
        }
        if (!strings.get(0).isEmpty() || period != 2_000_000) {
            throw new IOException("string 0 is " + strings.get(0) + ", the period " + period);
        }
        Map<List<String>, Long> stacks = new HashMap<>();
        for (long[] s : samples) {
            List<String> stack = new ArrayList<>();
            for (int i = 2; i < s.length; i++) {
                stack.add(strings.get((int) (long) nameOfFunction.get(functionOfLocation.get(s[i]))));
            }
            if (s[1] != s[0] * period) {
                throw new IOException(s[0] + " samples are " + s[1] + " ns");
            }
            stacks.merge(stack, s[0], Long::sum);
        }
        print("pprof", stacks);
    }

    /** Count, nanoseconds, location ids. */
    static long[] sample(Wire m) {
        List<Long> ids = new ArrayList<>(), values = new ArrayList<>();
        while (m.at < m.end) {
            int field = (int) m.varint() >> 3;
            Wire packed = m.message();
            while (field <= 2 && packed.at < packed.end) {
                (field == 1 ? ids : values).add(packed.varint());
            }
        }
        values.addAll(ids);
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    // ---- JSON

    static class Json {
        final String s;
        int at;

        Json(String s) {
            this.s = s;
        }

        char next() {
            while (Character.isWhitespace(s.charAt(at))) {
                at++;
            }
            return s.charAt(at);
        }

        void expect(char c) {
            if (next() != c) {
                throw new IllegalArgumentException("expected " + c + " at " + at + ": " + s.substring(at, at + 20));
            }
            at++;
        }

        Object value() {
            switch (next()) {
                case '{': {
                    Map<String, Object> map = new LinkedHashMap<>();
                    at++;
                    while (next() != '}') {
                        String key = (String) value();
                        expect(':');
                        map.put(key, value());
                        if (next() == ',') {
                            at++;
                        }
                    }
                    at++;
                    return map;
                }
                case '[': {
                    List<Object> list = new ArrayList<>();
                    at++;
                    while (next() != ']') {
                        list.add(value());
                        if (next() == ',') {
                            at++;
                        }
                    }
                    at++;
                    return list;
                }
                case '"': {
                    StringBuilder b = new StringBuilder();
                    for (at++; s.charAt(at) != '"'; at++) {
                        if (s.charAt(at) == '\\') {
                            b.append((char) Integer.parseInt(s.substring(at + 2, at + 6), 16));
                            at += 5;
                        } else {
                            b.append(s.charAt(at));
                        }
                    }
                    at++;
                    return b.toString();
                }
                default: {
                    for (String word : new String[] {"true", "false", "null"}) {
                        if (s.startsWith(word, at)) {
                            at += word.length();
                            return word;
                        }
                    }
                    int start = at;
                    while ("+-.eE0123456789".indexOf(s.charAt(at)) >= 0) {
                        at++;
                    }
                    return Double.valueOf(s.substring(start, at));
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    static void speedscope(String file) throws IOException {
        Map<String, Object> top = (Map<String, Object>) new Json(Files.readString(Path.of(file))).value();
        List<Object> frames = (List<Object>) ((Map<String, Object>) top.get("shared")).get("frames");
        Map<String, Object> profile = (Map<String, Object>) ((List<Object>) top.get("profiles")).get(0);
        List<Object> samples = (List<Object>) profile.get("samples"), weights = (List<Object>) profile.get("weights");
        Map<List<String>, Long> stacks = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            List<String> stack = new ArrayList<>();
            for (Object frame : (List<Object>) samples.get(i)) {
                stack.add((String) ((Map<String, Object>) frames.get(((Double) frame).intValue())).get("name"));
            }
            stacks.merge(stack, Math.round((Double) weights.get(i) * 500), Long::sum);
        }
        print("speedscope", stacks);
    }

    @SuppressWarnings("unchecked")
    static void html(String file) throws IOException {
        String page = Files.readString(Path.of(file));
        String links = page.replace("\"http://www.w3.org/2000/svg\"", ""); // a name, nothing is loaded from there
        if (links.contains("http://") || links.contains("https://") || !page.trim().endsWith("</html>")) {
            throw new IOException("the page needs others, or has no end");
        }
        int at = page.indexOf("const data = ");
        Map<String, Object> top = (Map<String, Object>) new Json(page.substring(at + "const data = ".length())).value();
        Map<List<String>, Long> stacks = new HashMap<>();
        List<Object> names = new ArrayList<>();
        for (Object frame : (List<Object>) top.get("frames")) {
            names.add(((List<Object>) frame).get(0));
        }
        walk((List<Object>) top.get("tree"), names, new ArrayList<>(), stacks);
        print("html", stacks);
    }

    @SuppressWarnings("unchecked")
    static void walk(List<Object> node, List<Object> methods, List<String> stack, Map<List<String>, Long> stacks) {
        int method = ((Double) node.get(0)).intValue();
        if (method >= 0) {
            stack.add((String) methods.get(method));
        }
        long self = 0;
        for (Object ofTier : (List<Object>) node.get(1)) {
            self += ((Double) ofTier).longValue();
        }
        stacks.merge(new ArrayList<>(stack), self, Long::sum);
        for (Object child : (List<Object>) node.get(2)) {
            walk((List<Object>) child, methods, stack, stacks);
        }
        if (method >= 0) {
            stack.remove(stack.size() - 1);
        }
    }

    public static void main(String[] args) throws IOException {
        for (String file : args) {
            if (file.endsWith(".pb.gz")) {
                pprof(file);
            } else if (file.endsWith(".html")) {
                html(file);
            } else {
                speedscope(file);
            }
        }
    }
}
