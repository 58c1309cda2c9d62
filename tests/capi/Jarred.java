public class Jarred {
    public static int value() { return 44; }
    public static int late() { return Late.value(); }
}
class Late {
    static int value() { return 45; }
}
