package io.millrace.schemas.serde;

import org.apache.avro.Schema;

import java.util.List;
import java.util.Optional;

/**
 * Where writers leave their schemas and readers find them, by id.
 *
 * <p>Safe for use by several threads. Every method throws {@link RegistryUnavailableException} when
 * the registry gives no answer; that's never a verdict about data.
 */
public interface SchemaRegistry extends AutoCloseable {

    /** Which changes of a subject's schema the registry accepts. */
    enum Compatibility {
        NONE,
        BACKWARD,
        BACKWARD_TRANSITIVE,
        FORWARD,
        FORWARD_TRANSITIVE,
        FULL,
        FULL_TRANSITIVE
    }

    /**
     * The schema with an id. Ids never change their meaning.
     *
     * @throws UnknownSchemaException if the registry answers that it has no such id
     * @throws UnusableSchemaException if there is one, but it isn't Avro or can't be parsed
     */
    Schema byId(int id);

    /**
     * Registers a schema unless the subject already has it.
     *
     * @param subject such as {@code transactions-value}: see {@link #valueSubject}
     * @param schemaText the text of the {@code .avsc} file
     * @return its id
     * @throws SchemaRefusedException if it's no schema, or isn't compatible with the subject's
     */
    int register(String subject, String schemaText);

    /** A subject's newest schema, or nothing if the subject isn't known. Asks each time. */
    Optional<RegisteredSchema> latest(String subject);

    /** Sets which changes one subject accepts from now on. */
    void setCompatibility(String subject, Compatibility level);

    /** Sets which changes subjects without a level of their own accept from now on. */
    void setDefaultCompatibility(Compatibility level);

    /** All subjects, sorted. */
    List<String> subjects();

    @Override
    void close();

    /** The subject of a topic's values, as Confluent's default naming strategy has it. */
    static String valueSubject(String topic) {
        return topic + "-value";
    }
}
