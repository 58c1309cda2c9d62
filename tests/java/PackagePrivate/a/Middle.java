package a;

public class Middle extends Base {
    /** Overrides the package-private one, and makes it public: subclasses anywhere may override this. */
    @Override
    public String hidden() {
        return "Middle.hidden";
    }
}
