package a;

import b.Foreign;

/** Back in the first package, below a class of the second: overrides Base.hidden, not Foreign.hidden. */
public class Outcast extends Foreign {
    String hidden() {
        return "Outcast.hidden";
    }
}
