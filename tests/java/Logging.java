/**
 * java.util.logging: levels, handlers, formatters, parents, filters, suppliers, the inferred caller; Preferences
 * of none.
 */
import java.util.*;
import java.util.logging.*;

public class Logging {
    static class Collecting extends Handler {
        final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord r) {
            if (isLoggable(r)) {
                lines.add(r.getLevel() + " " + r.getLoggerName() + " " + r.getSourceClassName() + "."
                        + r.getSourceMethodName() + ": " + new SimpleFormatter().formatMessage(r)
                        + (r.getThrown() == null ? "" : " " + r.getThrown()));
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }

    static void elsewhere(Logger l) {
        l.info("from elsewhere");
    }

    public static void main(String[] args) throws Exception {
        Logger parent = Logger.getLogger("a.b");
        Logger child = Logger.getLogger("a.b.c");
        Collecting c = new Collecting();
        parent.setUseParentHandlers(false);
        parent.addHandler(c);
        parent.setLevel(Level.FINE);
        c.setLevel(Level.ALL);
        child.finer("not shown");
        child.fine("fine");
        child.log(Level.WARNING, "with {0} and {1}", new Object[] {1, "two"});
        child.log(Level.SEVERE, "thrown", new IllegalStateException("inside"));
        child.info(() -> "supplied");
        elsewhere(child);
        child.entering("C", "m", new Object[] {5});
        child.setLevel(Level.OFF);
        child.severe("off");
        c.setFilter(r -> !r.getMessage().contains("secret"));
        parent.warning("secret");
        parent.warning("open");
        c.lines.forEach(System.out::println);
        System.out.println(child.getParent().getName() + " " + parent.isLoggable(Level.FINER) + " "
                + Level.parse("WARNING").intValue() + " " + LogManager.getLogManager().getLogger("a.b")
                .getHandlers().length);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s: %5$s [%2$s]%n");
        StreamHandler stream = new StreamHandler(out, new SimpleFormatter());
        parent.addHandler(stream);
        parent.info("formatted");
        stream.flush();
        System.out.print(out);
        System.Logger platform = System.getLogger("a.b.platform");
        platform.log(System.Logger.Level.INFO, "through System.Logger {0}", 7);
        System.out.println(c.lines.get(c.lines.size() - 1));
    }
}
