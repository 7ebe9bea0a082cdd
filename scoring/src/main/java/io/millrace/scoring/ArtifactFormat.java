package io.millrace.scoring;

import io.millrace.schemas.event.ValueType;

import java.util.List;

/**
 * The bytes of an artefact, big-endian:
 *
 * <pre>
 * magic "MRML", version (2), length of the whole (4)
 * task (1), output (1), fingerprint, threshold (8)
 * inputs (2), each: name, type (1), transform (1) and its numbers
 * predictor (1) and its numbers; trees node by node, in preorder
 * golden rows (2), each: values of the inputs with a flag for missing, score (8)
 * SHA-256 of all that (32): finds damage; it's no signature
 * </pre>
 *
 * Text is its length (2) and UTF-8. A version is never changed: what's new gets the next number,
 * and readers keep the old ones.
 */
final class ArtifactFormat {
    static final int MAGIC = 0x4D524D4C;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 10;

    /** By their numbers in the format, which don't depend on the enum's order. */
    static final List<ValueType> TYPES =
            List.of(
                    ValueType.BOOLEAN,
                    ValueType.INTEGER,
                    ValueType.DOUBLE,
                    ValueType.STRING,
                    ValueType.TIMESTAMP);

    static final int BINARY = 1;
    static final int LOGISTIC = 1;

    static final int PLAIN = 1;
    static final int STANDARDISE = 2;
    static final int ONE_HOT = 3;

    static final int LINEAR = 1;
    static final int TREES = 2;

    static final int MISSING = 0;
    static final int PRESENT = 1;

    private ArtifactFormat() {}
}
