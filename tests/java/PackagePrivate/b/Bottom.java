package b;

import a.Middle;

public class Bottom extends Middle {
    interface Named {
        String hidden();
    }

    static class Both extends Bottom implements Named {
    }

    /** Overrides Middle.hidden, and through it Base.hidden, although that is of another package. */
    @Override
    public String hidden() {
        return "Bottom.hidden";
    }

    public String ownHidden() {
        return hidden();
    }

    public String viaSuper() {
        return super.hidden();
    }

    public String callInterface() {
        Named n = new Both();
        return n.hidden();
    }
}
