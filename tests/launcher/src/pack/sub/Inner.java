package pack.sub;

public class Inner {
    public static boolean on() {
        boolean on = false;
        assert on = true;
        return on;
    }
}
