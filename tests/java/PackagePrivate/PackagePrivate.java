import a.Base;
import a.Middle;
import a.Outcast;
import b.Bottom;
import b.Foreign;

/**
 * Overriding and access across packages: package-private methods, protected members, transitive overriding,
 * fields.
 */
public class PackagePrivate {
    public static void main(String[] args) throws Exception {
        for (Base o : new Base[] {new Base(), new Foreign(), new Middle(), new Bottom(), new Outcast()}) {
            System.out.println(o.getClass().getName() + ": " + o.callHidden() + " " + o.callOpen() + " "
                    + Base.callGuarded(o) + " " + Base.callHidden(o));
        }
        System.out.println(new Foreign().ownHidden() + " " + new Bottom().ownHidden() + " " + new Bottom().viaSuper()
                + " " + new Foreign().inherited() + " " + Foreign.counter());
        System.out.println(new Bottom().callInterface());
        try {
            Base.class.getDeclaredMethod("hidden").invoke(new Base());
        } catch (IllegalAccessException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(new Foreign().copy() + " " + new Foreign().cloneOf(new Foreign()));
    }
}
