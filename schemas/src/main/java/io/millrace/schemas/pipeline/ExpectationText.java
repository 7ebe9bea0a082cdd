package io.millrace.schemas.pipeline;

import static io.millrace.schemas.pipeline.ResolvedPipelineWriter.list;
import static io.millrace.schemas.pipeline.ResolvedPipelineWriter.quoted;

import io.millrace.schemas.pipeline.yaml.Durations;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A rule as an entry of {@code expect}. */
final class ExpectationText {

    private ExpectationText() {}

    static String of(Rule rule) {
        Expectation expectation = rule.expectation();
        List<String> keys = new ArrayList<>();
        expectation.field().ifPresent(field -> keys.add("field: " + quoted(field)));
        keys.add(check(expectation));
        if (expectation instanceof Expectation.OfWindow ofWindow) {
            ofWindow.window().ifPresent(window -> keys.add("window: " + Durations.write(window)));
        }
        keys.add("otherwise: " + rule.otherwise().word());
        return "{" + String.join(", ", keys) + "}";
    }

    private static String check(Expectation expectation) {
        if (expectation instanceof Expectation.Type type) {
            return "type: " + TypeKind.word(type.type());
        } else if (expectation instanceof Expectation.Between between) {
            return "between: [" + bound(between.low()) + ", " + bound(between.high()) + "]";
        } else if (expectation instanceof Expectation.OneOf oneOf) {
            return "one_of: " + list(oneOf.values());
        } else if (expectation instanceof Expectation.Matches matches) {
            return "matches: " + quoted(matches.pattern());
        } else if (expectation instanceof Expectation.Length length) {
            return "length: " + bounds(length.least(), length.most());
        } else if (expectation instanceof Expectation.NotInFuture notInFuture) {
            return "not_in_future: " + Durations.write(notInFuture.tolerance());
        } else if (expectation instanceof Expectation.FreshWithin fresh) {
            return "fresh_within: " + Durations.write(fresh.age());
        } else if (expectation instanceof Expectation.That that) {
            return "that: " + quoted(that.condition());
        } else if (expectation instanceof Expectation.NullShare share) {
            return "null_share: " + share.most();
        } else if (expectation instanceof Expectation.Volume volume) {
            return "volume: " + bounds(volume.least(), volume.most());
        }
        return "not_null: true";
    }

    private static String bound(OptionalDouble bound) {
        return bound.isEmpty() ? "null" : Double.toString(bound.getAsDouble());
    }

    private static String bounds(OptionalLong least, OptionalLong most) {
        return "[" + bound(least) + ", " + bound(most) + "]";
    }

    private static String bound(OptionalLong bound) {
        return bound.isEmpty() ? "null" : Long.toString(bound.getAsLong());
    }
}
