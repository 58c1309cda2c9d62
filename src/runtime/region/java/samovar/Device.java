package samovar;

/** What answers loads and stores of a region ({@link Memory#mapDevice}); called by the thread that makes them. */
public interface Device {
    /** Bytes at an offset from the region's base: 1, 2, 4 or 8 of them, in the low bits of the result. */
    long load(long offset, int bytes);

    /** The same number of the value's low bytes is stored. */
    void store(long offset, int bytes, long value);
}
