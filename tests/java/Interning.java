/**
 * One table of strings for literals, intern, reflection and class names; identifiers and classes with Unicode
 * names.
 */
import java.util.Arrays;

public class Interning {
    static final String CONSTANT = "shared literal";

    static class Größe {
        int länge = 3;
        static final String ДАННЫЕ = "данные";

        int 幅(int 高さ) {
            return länge * 高さ;
        }
    }

    static class Other {
        static String literal() {
            return "shared literal";
        }
    }

    int field;

    public static void main(String[] args) throws Exception {
        String built = new StringBuilder("shared ").append("literal").toString();
        System.out.println((built == CONSTANT) + " " + (built.intern() == CONSTANT) + " "
                + (Other.literal() == CONSTANT) + " " + (("shared " + "literal") == CONSTANT) + " "
                + (String.valueOf(built.toCharArray()).intern() == built.intern()));
        System.out.println((Interning.class.getDeclaredField("field").getName() == "field") + " "
                + (Interning.class.getDeclaredMethod("main", String[].class).getName() == "main".intern()) + " "
                + (Interning.class.getName() == Interning.class.getName()) + " "
                + (new Throwable().getStackTrace()[0].getMethodName() == "main"));
        Größe g = new Größe();
        System.out.println(g.幅(4) + " " + Größe.ДАННЫЕ + " " + Größe.class.getName() + " "
                + Arrays.toString(Größe.class.getDeclaredFields()) + " "
                + Größe.class.getDeclaredMethods()[0].getName());
        System.out.println(Class.forName("Interning$Größe") == Größe.class);
        String supplementary = "\ud83d\ude00 \u0000 \ud800";
        System.out.println(supplementary.length() + " " + (int) supplementary.charAt(3) + " "
                + (int) supplementary.charAt(5) + " " + (new String(supplementary.toCharArray())
                .intern() == supplementary.intern()));
        Thread[] threads = new Thread[3];
        String[][] seen = new String[3][500];
        for (int t = 0; t < 3; t++) {
            int id = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    seen[id][i] = ("race" + i).intern();
                }
            });
            threads[t].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        int same = 0;
        for (int i = 0; i < 500; i++) {
            same += seen[0][i] == seen[1][i] && seen[1][i] == seen[2][i] ? 1 : 0;
        }
        System.out.println(same);
    }
}
