package a;

public class Base {
    protected int guarded = 1;
    protected static int count = 10;

    String hidden() {
        return "Base.hidden";
    }

    public String open() {
        return "Base.open";
    }

    protected String guarded() {
        return "Base.guarded";
    }

    public String callHidden() {
        return hidden();
    }

    public static String callHidden(Base b) {
        return b.hidden();
    }

    public String callOpen() {
        return open();
    }

    public static String callGuarded(Base b) {
        return b.guarded() + b.guarded;
    }
}
