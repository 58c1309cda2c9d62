package b;

import a.Base;

public class Foreign extends Base implements Cloneable {
    /** Not an override: Base.hidden is not visible here. */
    String hidden() {
        return "Foreign.hidden";
    }

    public String ownHidden() {
        return hidden();
    }

    @Override
    public String guarded() {
        return "Foreign.guarded+" + super.guarded();
    }

    public String inherited() {
        guarded++;
        Foreign other = new Foreign();
        other.guarded = 40;
        return guarded + "," + other.guarded;
    }

    public static int counter() {
        return ++count;
    }

    public boolean copy() throws CloneNotSupportedException {
        return clone() != this;
    }

    public boolean cloneOf(Foreign f) throws CloneNotSupportedException {
        return f.clone().getClass() == Foreign.class;
    }
}
