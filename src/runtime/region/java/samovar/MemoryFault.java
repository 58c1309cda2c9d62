package samovar;

/** An access to {@link Memory} that no region allows. */
public final class MemoryFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final long address;

    public MemoryFault(String message, long address) {
        super(message);
        this.address = address;
    }

    /** Of the access: its first byte. */
    public long address() {
        return address;
    }
}
