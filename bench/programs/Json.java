import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Json: parses a document of objects, arrays, strings and numbers, changes it, and writes it again. */
public class Json implements Bench.Kernel {
    private final String text;
    private int at;

    Json() {
        this("");
    }

    Json(String text) {
        this.text = text;
    }

    private void space() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char peek() {
        space();
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException("expected " + c + " at " + at);
        }
        at++;
    }

    Object value() {
        char c = peek();
        switch (c) {
        case '{': return object();
        case '[': return array();
        case '"': return string();
        case 't': return word("true", Boolean.TRUE);
        case 'f': return word("false", Boolean.FALSE);
        case 'n': return word("null", null);
        default: return number();
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw new IllegalArgumentException("expected " + word + " at " + at);
        }
        at += word.length();
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> map = new LinkedHashMap<>();
        expect('{');
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            space();
            String key = string();
            expect(':');
            map.put(key, value());
            if (peek() != ',') {
                expect('}');
                return map;
            }
            at++;
        }
    }

    private List<Object> array() {
        List<Object> list = new ArrayList<>();
        expect('[');
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value());
            if (peek() != ',') {
                expect(']');
                return list;
            }
            at++;
        }
    }

    private String string() {
        expect('"');
        StringBuilder b = new StringBuilder();
        while (true) {
            char c = text.charAt(at++);
            if (c == '"') {
                return b.toString();
            }
            if (c == '\\') {
                c = text.charAt(at++);
                switch (c) {
                case 'n': c = '\n'; break;
                case 't': c = '\t'; break;
                case 'u':
                    c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                    at += 4;
                    break;
                default:
                }
            }
            b.append(c);
        }
    }

    private Object number() {
        int start = at;
        boolean whole = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '.' || c == 'e') {
                whole = false;
            } else if (c != '-' && (c < '0' || c > '9')) {
                break;
            }
            at++;
        }
        if (whole) {
            return Long.parseLong(text, start, at, 10);
        }
        return Double.parseDouble(text.substring(start, at));
    }

    static void write(Object v, StringBuilder out) {
        if (v instanceof Map<?, ?> map) {
            out.append('{');
            char separator = 0;
            for (Map.Entry<?, ?> e : map.entrySet()) {
                if (separator != 0) {
                    out.append(separator);
                }
                separator = ',';
                write(e.getKey(), out);
                out.append(':');
                write(e.getValue(), out);
            }
            out.append('}');
        } else if (v instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                write(list.get(i), out);
            }
            out.append(']');
        } else if (v instanceof String s) {
            out.append('"');
            for (int i = 0; i < s.length(); i++) {
                char c = s.charAt(i);
                switch (c) {
                case '"': out.append("\\\""); break;
                case '\\': out.append("\\\\"); break;
                case '\n': out.append("\\n"); break;
                case '\t': out.append("\\t"); break;
                default: out.append(c);
                }
            }
            out.append('"');
        } else {
            out.append(v);
        }
    }

    static String document(int n) {
        StringBuilder b = new StringBuilder("[\n");
        for (int i = 0; i < n; i++) {
            b.append("  {\"id\": ").append(i).append(", \"name\": \"item \\\"").append(i * 7 % 13)
                    .append("\\\"\\n\", \"price\": ").append(i * 0.25)
                    .append(", \"tags\": [\"a\", \"b\\u00e9\", null, true], \"nested\": {\"deep\": {\"value\": -")
                            .append(i).append(", \"empty\": [], \"none\": {}}}}")
                    .append(i + 1 < n ? ",\n" : "\n");
        }
        return b.append("]").toString();
    }

    @Override
    public long run(int rounds) {
        String text = document(200);
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            Object v = new Json(text).value();
            @SuppressWarnings("unchecked") List<Map<String, Object>> list = (List<Map<String, Object>>) v;
            for (Map<String, Object> m : list) {
                m.put("id", (Long) m.get("id") + i);
                m.remove(i % 2 == 0 ? "price" : "name");
            }
            StringBuilder out = new StringBuilder();
            write(v, out);
            checksum = checksum * 31 + out.toString().hashCode();
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 40, 200, new Json());
    }
}
