package io.millrace.registry.signing;

import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.pipeline.Control;
import io.millrace.schemas.pipeline.Control.KeyRole;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says whether somebody is who they claim to be, and may do what they ask for.
 *
 * <p>What's signed is checked in any case. What isn't is refused where the pipeline file says so;
 * elsewhere an actor is a claim.
 */
public final class Signatures {
    private final boolean required;
    private final Map<String, Owner> owners = new TreeMap<>();

    private record Owner(PublicKey key, List<KeyRole> roles) {}

    public Signatures(Control control) {
        required = control.requireSigned();
        for (Control.SigningKey key : control.keys()) {
            owners.put(key.name(), new Owner(Ed25519.publicKey(key.publicKey()), key.roles()));
        }
    }

    /** Why a command isn't its actor's, or not the actor's to give; empty if it may be followed. */
    public Optional<String> problem(ModelCommand command) {
        String key = command.getKey();
        if (key == null && command.getSignature() == null) {
            return required
                    ? Optional.of("it isn't signed, and the pipeline asks for signatures")
                    : Optional.empty();
        }
        Optional<String> forged =
                forged(key, command.getSignature(), SignedContent.of(command), command.getActor());
        return forged.isPresent() ? forged : lacking(command, String.valueOf(key));
    }

    private Optional<String> lacking(ModelCommand command, String key) {
        List<KeyRole> needed =
                command.getForced()
                        ? List.of(KeyRole.ADMIN)
                        : switch (command.getAction()) {
                            case APPROVE, REJECT -> List.of(KeyRole.APPROVER, KeyRole.ADMIN);
                            case ROLL_BACK, PAUSE, KILL ->
                                    List.of(KeyRole.OPERATOR, KeyRole.APPROVER, KeyRole.ADMIN);
                            default -> List.of(KeyRole.OPERATOR, KeyRole.ADMIN);
                        };
        String what =
                command.getForced() ? "a forced " + command.getAction() : "" + command.getAction();
        return role(key, needed, what);
    }

    /** Why a version isn't its author's, or its author may not publish; empty if it's all right. */
    public Optional<String> problem(ModelVersion version) {
        String key = version.getKey();
        if (key == null && version.getSignature() == null) {
            return required
                    ? Optional.of("it isn't signed, and the pipeline asks for signatures")
                    : Optional.empty();
        }
        Optional<String> forged =
                forged(key, version.getSignature(), SignedContent.of(version), version.getAuthor());
        return forged.isPresent()
                ? forged
                : role(
                        String.valueOf(key),
                        List.of(KeyRole.AUTHOR, KeyRole.ADMIN),
                        "publishing a version");
    }

    private Optional<String> forged(
            @Nullable String key,
            @Nullable ByteBuffer signature,
            byte[] content,
            @Nullable String claimed) {
        Owner owner = key == null ? null : owners.get(key);
        if (owner == null) {
            return Optional.of(
                    "its key \"%s\" isn't one of the pipeline's: %s"
                            .formatted(shortened(key), owners.keySet()));
        }
        if (!String.valueOf(key).equals(claimed)) {
            return Optional.of(
                    "its key is %s's, but it claims to be from \"%s\""
                            .formatted(key, shortened(claimed)));
        }
        boolean signed = signature != null && Ed25519.verify(owner.key, content, bytes(signature));
        return signed
                ? Optional.empty()
                : Optional.of("the signature isn't " + key + "'s over this content");
    }

    private Optional<String> role(String key, List<KeyRole> needed, String what) {
        Owner owner = owners.get(key);
        List<KeyRole> has = owner == null ? List.of() : owner.roles;
        return has.stream().anyMatch(needed::contains)
                ? Optional.empty()
                : Optional.of(
                        "%s needs one of the roles %s; the key of %s has %s"
                                .formatted(what, needed, key, has));
    }

    /** Somebody's text, which may be of any length. */
    private static @Nullable String shortened(@Nullable String text) {
        int longest = 50;
        return text == null || text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
