package io.millrace.schemas.serde;

/** Reads one field of the writer's, or passes over it. */
interface ValueReader {
    void read(AvroBytes in, Draft out);

    /** For a field that serves two ends, such as an id that is also an entity. */
    static ValueReader both(ValueReader first, ValueReader second) {
        return (in, out) -> {
            int start = in.position();
            first.read(in, out);
            in.rewind(start);
            second.read(in, out);
        };
    }
}
