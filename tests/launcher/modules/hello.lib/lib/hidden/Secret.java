package lib.hidden;

public class Secret {
    public static String text() {
        return "the secret";
    }
}
