package io.millrace.jobs.cli.trial;

import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Span;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * A pipeline's tests as they're written.
 *
 * @param name of the file, for messages
 * @param pipeline its path, relative to this file, if it's named
 * @param defaults fields that events have unless they say otherwise
 * @param tolerance how much a double may differ, relative to the expected one
 */
public record TestFile(
        String name,
        Optional<Text> pipeline,
        List<Defaults> defaults,
        double tolerance,
        List<Case> tests) {

    public TestFile {
        defaults = List.copyOf(defaults);
        tests = List.copyOf(tests);
    }

    /** Of one source's events. */
    record Defaults(Text source, List<Item> fields) {
        Defaults {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A name with a value.
     *
     * @param text null for null
     * @param plain whether it's written without quotation marks
     * @param span of the value
     */
    record Item(Text name, @Nullable String text, boolean plain, Span span) {}

    /** One test. */
    public record Case(Text name, List<Step> steps) {
        public Case {
            steps = List.copyOf(steps);
        }
    }

    /** What happens next. */
    public sealed interface Step {}

    /** The watermark moves on. */
    record Watermark(long time) implements Step {}

    /**
     * An event comes.
     *
     * @param source the main one if it's left out
     * @param id the value of the source's id field
     * @param at the value of its event time's field
     * @param home where it stands
     */
    record Give(
            Optional<Text> source,
            Optional<Item> id,
            Optional<Item> at,
            Optional<Long> recordTime,
            List<Item> fields,
            Expected expected,
            Span home)
            implements Step {
        Give {
            fields = List.copyOf(fields);
        }
    }

    /**
     * @param verdict where it's written; without it the event has to be admitted
     * @param rule that refuses it, if that's said
     * @param watermark that it's late for, if that's said, in epoch milliseconds
     */
    record Expected(
            Outcome.Verdict verdict,
            Span verdictSpan,
            Optional<Item> rule,
            Optional<TimeAt> watermark,
            List<Item> features) {
        Expected {
            features = List.copyOf(features);
        }
    }

    /** A time with its place. */
    record TimeAt(long millis, Span span) {}
}
