import java.io.BufferedReader;
import java.io.InputStreamReader;

/** Numbers the lines of standard input. */
public class Input {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int n = 0;
        for (String line; (line = in.readLine()) != null; ) {
            System.out.println(++n + ": " + line);
        }
        System.out.println("end, read() is " + System.in.read());
    }
}
