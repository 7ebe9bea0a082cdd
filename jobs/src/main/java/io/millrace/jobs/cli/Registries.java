package io.millrace.jobs.cli;

import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Supplier;

/** The registry that the user means, opened when it's first asked for; there may be none. */
final class Registries implements Supplier<Optional<SchemaRegistry>>, AutoCloseable {
    private final Session session;
    private final Connection connection;
    private @Nullable SchemaRegistry opened;

    Registries(Session session, Connection connection) {
        this.session = session;
        this.connection = connection;
    }

    @Override
    public Optional<SchemaRegistry> get() {
        if (opened == null) {
            opened = connection.registry(session).map(ConfluentSchemaRegistry::new).orElse(null);
        }
        return Optional.ofNullable(opened);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
