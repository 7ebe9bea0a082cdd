package io.millrace.registry.signing;

import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The bytes that a signature is over: a name of the format, then each field as a byte that says
 * whether it's there, its length in four bytes, and its text in UTF-8. No two records give the same
 * bytes, and what's added to a schema later changes none of them.
 */
public final class SignedContent {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private SignedContent() {}

    /** All that's asked for, and by whom. */
    public static byte[] of(ModelCommand command) {
        return new SignedContent()
                .add("millrace-command/1")
                .add(command.getPipeline())
                .add(command.getModel())
                .add(command.getCommandId())
                .add(command.getAction())
                .add(command.getDigest())
                .add(command.getVersion())
                .add(command.getExpectedEpoch())
                .add(millis(command.getEffectiveFrom()))
                .add(command.getShare())
                .add(command.getFallbackScore())
                .add(command.getActor())
                .add(command.getReason())
                .add(millis(command.getIssuedAt()))
                .add(command.getForced())
                .add(command.getKey())
                .bytes
                .toByteArray();
    }

    /** What can't be found again from the artefact; that is named by its digest. */
    public static byte[] of(ModelVersion version) {
        var gate = version.getGate();
        return new SignedContent()
                .add("millrace-version/1")
                .add(version.getPipeline())
                .add(version.getModel())
                .add(version.getDigest())
                .add(version.getFingerprint())
                .add(version.getAuthor())
                .add(version.getKey())
                .add(gate == null ? null : gate.getPassed())
                .bytes
                .toByteArray();
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private SignedContent add(@Nullable Object value) {
        try {
            out.writeBoolean(value != null);
            if (value != null) {
                byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return this;
    }
}
