package io.millrace.schemas.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Who may change what's served.
 *
 * @param requireSigned whether commands, and versions that persons publish, have to be signed
 * @param keys the public keys that are known, in the file's order
 * @param approvals persons other than its author that have to approve a version: none; one before
 *     it's rolled out; or two, of which the second may come until it's to be champion
 * @param approvalsExpire by the clock of the commands, above zero
 */
public record Control(
        boolean requireSigned, List<SigningKey> keys, int approvals, Duration approvalsExpire)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int MOST_APPROVALS = 2;

    /**
     * What holds if the file has no {@code model.control}: anybody may ask, and the gate decides.
     */
    public static final Control DEFAULT = new Control(false, List.of(), 0, Duration.ofDays(7));

    public Control {
        keys = List.copyOf(keys);
        if (approvals < 0 || approvals > MOST_APPROVALS) {
            throw new IllegalArgumentException(
                    approvals + " approvals; from 0 to " + MOST_APPROVALS + " can be asked for");
        }
        if (approvalsExpire.isNegative() || approvalsExpire.isZero()) {
            throw new IllegalArgumentException(
                    "approvals expire after " + approvalsExpire + "; it has to be above 0");
        }
    }

    /** What the owner of a key may do. */
    public enum KeyRole {
        /** Publish versions. */
        AUTHOR,
        /** Approve and reject versions. */
        APPROVER,
        /** Everything that changes who is served, short of forcing it. */
        OPERATOR,
        /** Everything. */
        ADMIN
    }

    /**
     * A public key of somebody who may sign.
     *
     * @param name of its owner, who is the actor of what it signs
     * @param publicKey Ed25519, X.509 encoded, in Base64
     * @param roles at least one
     */
    public record SigningKey(String name, String publicKey, List<KeyRole> roles)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        public SigningKey {
            roles = List.copyOf(roles);
        }
    }
}
