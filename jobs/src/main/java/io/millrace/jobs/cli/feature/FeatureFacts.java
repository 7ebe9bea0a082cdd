package io.millrace.jobs.cli.feature;

import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.Optional;

/**
 * What there is to say of a feature.
 *
 * @param function such as {@code mean}; {@code field} or {@code expression} for those that are no
 *     aggregates
 * @param window as written, such as {@code 7d}
 * @param edges which events' times are in the window, in words
 * @param nullRule when it's null
 * @param substitute of {@code default:}
 * @param meaning one sentence
 * @param lineage what it's made of: {@code transactions.amount}, {@code feature x}, each with its
 *     part in it
 * @param sourceFields every field that its value depends on, in the end: {@code
 *     transactions.amount}
 */
public record FeatureFacts(
        String name,
        ValueType type,
        Optional<String> entity,
        String source,
        String function,
        Optional<String> window,
        Optional<String> edges,
        String nullRule,
        Optional<String> substitute,
        String meaning,
        List<String> lineage,
        List<String> sourceFields) {

    public FeatureFacts {
        lineage = List.copyOf(lineage);
        sourceFields = List.copyOf(sourceFields);
    }
}
