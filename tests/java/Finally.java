/**
 * try/catch/finally in all its nestings: overridden returns, rethrow, break and continue out of finally, order.
 */
public class Finally {
    static final StringBuilder log = new StringBuilder();

    @SuppressWarnings("finally")
    static int overridden() {
        try {
            return 1;
        } finally {
            return 2;
        }
    }

    static int saved() {
        int x = 1;
        try {
            return x;
        } finally {
            x = 5;
            log.append("x=").append(x).append(' ');
        }
    }

    @SuppressWarnings("finally")
    static int swallowed() {
        for (int i = 0;; i++) {
            try {
                throw new IllegalStateException("lost");
            } finally {
                if (i < 2) {
                    continue;
                }
                break;
            }
        }
        return 7;
    }

    static String nested(int depth) throws Exception {
        try {
            try {
                if (depth == 0) {
                    throw new Exception("a");
                }
                if (depth == 1) {
                    return "ret";
                }
                log.append("body ");
            } catch (Exception e) {
                log.append("caught ").append(e.getMessage()).append(' ');
                throw new RuntimeException("b", e);
            } finally {
                log.append("inner ");
                if (depth == 3) {
                    throw new Error("from finally");
                }
            }
        } catch (RuntimeException e) {
            log.append(e.getMessage()).append('<').append(e.getCause().getMessage()).append(' ');
            return "handled";
        } finally {
            log.append("outer ");
        }
        return "end";
    }

    static class Resource implements AutoCloseable {
        final String name;
        final boolean fails;

        Resource(String name, boolean fails) {
            this.name = name;
            this.fails = fails;
            System.out.println("open " + name);
        }

        @Override
        public void close() throws Exception {
            System.out.println("close " + name);
            if (fails) {
                throw new Exception("closing " + name);
            }
        }
    }

    static void resources(boolean first, boolean second, boolean body) {
        try (Resource a = new Resource("a", first); Resource none = null; Resource b = new Resource("b", second)) {
            System.out.println("using " + a.name + b.name + none);
            if (body) {
                throw new IllegalArgumentException("body");
            }
        } catch (Exception e) {
            System.out.println("caught " + e.getMessage());
            for (Throwable t : e.getSuppressed()) {
                System.out.println("  suppressed " + t.getMessage());
            }
        } finally {
            System.out.println("finally");
        }
    }

    static <T extends Throwable> void sneak(Throwable t) throws T {
        @SuppressWarnings("unchecked") T sneaked = (T) t;
        throw sneaked;
    }

    static int multi(int i) {
        try {
            if (i == 0) {
                throw new ArrayStoreException();
            } else if (i == 1) {
                Object o = "s";
                return (Integer) o;
            } else if (i == 2) {
                return new int[0][0].length / new int[0].length;
            }
            sneak(new java.io.IOException("checked"));
            return 0;
        } catch (ArrayStoreException | ClassCastException e) {
            return e.getClass().getSimpleName().length();
        } catch (RuntimeException e) {
            return -1;
        } catch (Throwable e) {
            return -100 - e.getMessage().length();
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(overridden() + " " + saved() + " " + swallowed());
        for (int i = 0; i < 4; i++) {
            try {
                System.out.println(nested(i));
            } catch (Error e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println(log);
        resources(false, false, false);
        resources(true, true, true);
        resources(true, false, false);
        resources(false, true, true);
        for (int i = 0; i < 4; i++) {
            System.out.println(multi(i));
        }
        outer:
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                try {
                    if (j == 1) {
                        continue outer;
                    }
                    if (i == 2) {
                        break outer;
                    }
                    System.out.println(i + "," + j);
                } finally {
                    System.out.println("f" + i + j);
                }
            }
        }
    }
}
