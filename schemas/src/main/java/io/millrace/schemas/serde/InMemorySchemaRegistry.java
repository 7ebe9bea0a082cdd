package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A registry in this process, for tests and dry runs. It hands out ids from 1 and accepts every
 * change: compatibility levels are taken and not checked.
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<RegisteredSchema>> subjects = new TreeMap<>();

    @Override
    public synchronized Schema byId(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized int register(String subject, String schemaText) {
        Integer known = ids.get(schemaText);
        int id = known == null ? add(subject, schemaText) : known;
        List<RegisteredSchema> versions =
                subjects.computeIfAbsent(subject, any -> new ArrayList<>());
        if (versions.stream().noneMatch(version -> version.id() == id)) {
            versions.add(
                    new RegisteredSchema(subject, versions.size() + 1, id, schemaText, byId(id)));
        }
        return id;
    }

    private int add(String subject, String schemaText) {
        try {
            schemas.add(new Schema.Parser().parse(schemaText));
        } catch (AvroRuntimeException e) {
            throw new SchemaRefusedException(subject, String.valueOf(e.getMessage()));
        }
        ids.put(schemaText, schemas.size());
        return schemas.size();
    }

    @Override
    public synchronized Optional<RegisteredSchema> latest(String subject) {
        List<RegisteredSchema> versions = subjects.getOrDefault(subject, List.of());
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(versions.get(versions.size() - 1));
    }

    @Override
    public void setCompatibility(String subject, Compatibility level) {}

    @Override
    public void setDefaultCompatibility(Compatibility level) {}

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public void close() {}
}
