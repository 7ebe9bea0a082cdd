package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One of a few words.
 *
 * @param values by word, in the order in which messages name them
 */
public record Choice<T>(Map<String, T> values) implements ScalarKind<T> {

    /**
     * An enum's constants as words in lower case.
     *
     * @param separator what stands for {@code _}
     */
    public static <E extends Enum<E>> Choice<E> of(E[] constants, char separator) {
        Map<String, E> values = new LinkedHashMap<>();
        for (E constant : constants) {
            String word = constant.name().toLowerCase(Locale.ROOT).replace('_', separator);
            values.put(word, constant);
        }
        return new Choice<>(values);
    }

    @Override
    public String expected() {
        return values.size() == 1
                ? values.keySet().iterator().next()
                : "one of " + String.join(", ", values.keySet());
    }

    @Override
    public T parse(Scalar scalar) throws Rejected {
        T value = values.get(scalar.text());
        if (value == null) {
            throw new Rejected(PipelineFileError.UNKNOWN_CHOICE, "isn't " + expected())
                    .suggesting(NearestName.of(scalar.text(), values.keySet()));
        }
        return value;
    }
}
