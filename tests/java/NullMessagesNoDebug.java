// javac: -g:none
/** Helpful NullPointerException messages of code compiled without names of locals: "<local4>", "<parameter1>". */
public class NullMessagesNoDebug {
    String name;

    static void check(String s, long wide, int[] values) {
        String local = s;
        for (int i = 0; i < 4; i++) {
            try {
                switch (i) {
                case 0: s.length(); break;
                case 1: local.length(); break;
                case 2: values[i] = i; break;
                default: new NullMessagesNoDebug().name.charAt((int) wide);
                }
            } catch (NullPointerException e) {
                System.out.println(e.getMessage() + " " + e.getStackTrace()[0]);
            }
        }
    }

    void instance(Object[] o) {
        Object[] copy = o;
        try {
            copy[1] = o[0];
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try {
            this.name.isEmpty();
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
    }

    public static void main(String[] args) {
        check(null, 3, null);
        new NullMessagesNoDebug().instance(null);
    }
}
