// vm: -ea -da:AssertionsOff
/** assert with -ea and -da for one class; desiredAssertionStatus; system classes stay without. */
public class Assertions {
    static void check(int x) {
        assert x > 0;
        assert x < 10 : "too large: " + x;
    }

    static int evaluated;

    static boolean effect() {
        evaluated++;
        return true;
    }

    public static void main(String[] args) {
        System.out.println(AssertionsOff.check());
        for (int x : new int[] {5, 0, 11}) {
            try {
                check(x);
                System.out.println(x + " passes");
            } catch (AssertionError e) {
                System.out.println(x + " " + e);
            }
        }
        assert effect();
        System.out.println(evaluated + " " + Assertions.class.desiredAssertionStatus()
                + AssertionsOff.class.desiredAssertionStatus() + String.class.desiredAssertionStatus());
        ClassLoader.getSystemClassLoader().setClassAssertionStatus("AssertionsLate", false);
        System.out.println(AssertionsLate.enabled());
        try {
            assert evaluated > 100 : new Exception("as cause");
        } catch (AssertionError e) {
            System.out.println(e + " " + e.getCause());
        }
    }
}

class AssertionsOff {
    static String check() {
        assert false : "never seen";
        return "off";
    }
}

class AssertionsLate {
    static boolean enabled() {
        boolean on = false;
        assert on = true;
        return on;
    }
}
