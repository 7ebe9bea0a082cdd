package io.millrace.jobs.cli;

import io.millrace.registry.signing.Ed25519;
import io.millrace.registry.signing.SignedContent;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Who asks: by a key, or else by the name of this machine's user, which proves nothing. */
final class SigningOption {
    @Option(
            names = "--key",
            paramLabel = "NAME",
            description = {
                "Sign with this key of millrace keys; its name is the actor's. Default:",
                "MILLRACE_KEY, or else it's not signed, and the actor is the user's name."
            })
    private @Nullable String key;

    ModelCommand sign(Session session, ModelCommand.Builder asked) throws IOException {
        Optional<String> name = name(session);
        asked.setActor(actor(name)).setKey(name.orElse(null));
        ModelCommand command = asked.build();
        if (name.isPresent()) {
            command.setSignature(signature(session, name.get(), SignedContent.of(command)));
        }
        return command;
    }

    ModelVersion sign(Session session, ModelVersion.Builder made) throws IOException {
        Optional<String> name = name(session);
        made.setAuthor(actor(name)).setKey(name.orElse(null));
        ModelVersion version = made.build();
        if (name.isPresent()) {
            version.setSignature(signature(session, name.get(), SignedContent.of(version)));
        }
        return version;
    }

    private Optional<String> name(Session session) {
        return Optional.ofNullable(key).or(() -> session.variable("MILLRACE_KEY"));
    }

    private static String actor(Optional<String> name) {
        return name.orElseGet(() -> System.getProperty("user.name", "unknown"));
    }

    private static ByteBuffer signature(Session session, String name, byte[] content)
            throws IOException {
        return ByteBuffer.wrap(Ed25519.sign(SigningKeys.of(session).load(name), content));
    }
}
