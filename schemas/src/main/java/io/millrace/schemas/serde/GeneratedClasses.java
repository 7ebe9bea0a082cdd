package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The classes that a reader may make: those named in a generated class's own schema, and no others,
 * whatever a writer's schema says.
 *
 * <p>Avro itself refuses to load any class that isn't on a list of the whole JVM's. Here the list
 * is this object's, so that nothing has to be set from outside, and two jobs in one JVM don't meet.
 */
public final class GeneratedClasses extends SpecificData {
    private final Map<String, Class<?>> byName = new HashMap<>();

    GeneratedClasses(Class<? extends SpecificRecord> type) {
        this(SpecificData.get().getSchema(type), type.getClassLoader());
        SpecificData.getForClass(type).getConversions().forEach(this::addLogicalTypeConversion);
    }

    private GeneratedClasses(Schema schema, ClassLoader loader) {
        super(loader);
        trust(schema, loader);
    }

    /**
     * For a record generated in this module: the build puts this into the generated class, where
     * its builder needs it for lists and enums with a default.
     */
    public static SpecificData of(Schema schema) {
        return new GeneratedClasses(schema, GeneratedClasses.class.getClassLoader());
    }

    private void trust(Schema schema, ClassLoader loader) {
        switch (schema.getType()) {
            case RECORD -> {
                if (load(schema, loader)) {
                    schema.getFields().forEach(field -> trust(field.schema(), loader));
                }
            }
            case ENUM, FIXED -> load(schema, loader);
            case ARRAY -> trust(schema.getElementType(), loader);
            case MAP -> trust(schema.getValueType(), loader);
            case UNION -> schema.getTypes().forEach(branch -> trust(branch, loader));
            default -> {}
        }
    }

    /** Whether the schema is met for the first time. */
    private boolean load(Schema schema, ClassLoader loader) {
        String name = schema.getFullName();
        if (byName.containsKey(name)) {
            return false;
        }
        try {
            byName.put(name, Class.forName(SpecificData.getClassName(schema), false, loader));
            return true;
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "there's no class for " + name + "; build the module again", e);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as the method that it overrides has it
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> byName.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }
}
