/** A loop whose time is in straight-line code: the lines have 6, 3 and 1 divisions, each of which waits for the one before. */
public class Lines {
    static double run(double a, int n) {
        for (int i = 0; i < n; i++) {
            a = ((((((a + 9.0) / 1.1) / 1.2) / 1.3) / 1.4) / 1.5) / 1.6; // line 5
            a = ((a / 1.7) / 1.8) / 1.9;
            a = a / 2.1;
        }
        return a;
    }

    public static void main(String[] args) {
        double sum = 0;
        for (int i = 0; i < Integer.parseInt(args[0]); i++)
            sum += run(i, 1000);
        System.out.println(sum > 0);
        System.out.print("tab\tand \"line\"\n");
    }
}
