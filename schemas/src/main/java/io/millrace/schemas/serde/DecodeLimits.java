package io.millrace.schemas.serde;

/**
 * Bounds on a value, checked before anything is allocated for it.
 *
 * @param valueBytes the longest value, with its header
 * @param depth how deeply records, arrays and maps may be nested
 * @param idCharacters the longest event id
 */
public record DecodeLimits(int valueBytes, int depth, int idCharacters) {
    /**
     * 4 MiB, which is four times what brokers take by default; 64 deep; ids of 1,000 characters.
     */
    public static final DecodeLimits DEFAULT = new DecodeLimits(4 << 20, 64, 1_000);

    public DecodeLimits {
        if (valueBytes < 1 || depth < 1 || idCharacters < 1) {
            throw new IllegalArgumentException(
                    "limits are at least 1; these are "
                            + valueBytes
                            + " bytes, "
                            + depth
                            + " deep, ids of "
                            + idCharacters
                            + " characters");
        }
    }
}
