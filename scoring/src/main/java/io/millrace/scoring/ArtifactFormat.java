package io.millrace.scoring;

import io.millrace.schemas.event.ValueType;

import java.util.List;

/**
 * The bytes of an artefact, big-endian. Version 2:
 *
 * <pre>
 * magic "MRML", version (2), length of the whole (4)
 * task (1), link (1), outputs (2), the name of each
 * calibration (1) and its numbers, fingerprint, threshold (8)
 * inputs (2), each: name, type (1), transform (1) and its numbers
 * for each output a predictor (1) and its numbers; trees node by node, in preorder
 * golden rows (2), each: values of the inputs with a flag for missing, a score (8) for each output
 * SHA-256 of all that (32): finds damage; it's no signature
 * </pre>
 *
 * Version 1 has binary models with a logistic output, no calibration and trees without covers. It's
 * read, and still written for what it can say, so that such a model keeps its digest:
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
    static final int FIRST_VERSION = 1;
    static final int VERSION = 2;
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
    static final int AFFINE = 4;

    static final int LINEAR = 1;
    static final int TREES = 2;
    static final int TREES_WITH_COVERS = 3;

    /** By their numbers in the format; version 1 has but the first of each. */
    static final List<Task> TASKS = List.of(Task.BINARY, Task.MULTICLASS, Task.REGRESSION);

    static final List<Link> LINKS =
            List.of(
                    Link.LOGISTIC,
                    Link.SHARE,
                    Link.SOFTMAX,
                    Link.NORMALISED,
                    Link.ONE_VERSUS_REST,
                    Link.IDENTITY,
                    Link.EXPONENTIAL);

    static final int UNCALIBRATED = 0;
    static final int PLATT = 1;
    static final int ISOTONIC = 2;

    static final int MISSING = 0;
    static final int PRESENT = 1;

    private ArtifactFormat() {}
}
