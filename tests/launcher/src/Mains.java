/** Classes that are no main class for one reason or another. */
class NoMain {
}

class PrivateMain {
    private static void main(String[] args) {
    }
}

class InstanceMain {
    public void main(String[] args) {
    }
}

class IntMain {
    public static int main(String[] args) {
        return 0;
    }
}

class InheritedMain extends Echo {
}

interface InterfaceMain {
    static void main(String[] args) {
        System.out.println("main of an interface");
    }
}

class FailingInit {
    static {
        if (true) {
            throw new IllegalStateException("initializer");
        }
    }

    public static void main(String[] args) {
    }
}

class MissingSuper extends Removed {
    public static void main(String[] args) {
    }
}

class Removed {
}
