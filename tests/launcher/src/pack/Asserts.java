package pack;

import pack.sub.Inner;

/** Tells which classes have their assertions on. */
public class Asserts {
    public static void main(String[] args) {
        boolean on = false;
        assert on = true;
        System.out.println("Asserts " + on + ", Inner " + Inner.on() + ", system "
                + (Thread.class.desiredAssertionStatus() ? "on" : "off"));
    }
}
