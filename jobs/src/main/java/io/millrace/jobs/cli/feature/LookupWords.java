package io.millrace.jobs.cli.feature;

import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.yaml.Durations;

/** Lookups in words. */
final class LookupWords {
    private LookupWords() {}

    static String meaning(Feature.Lookup lookup, String records, String field, String key) {
        return "the %s of the newest of the %s of the same %s as of the event%s%s"
                .formatted(
                        field,
                        records,
                        key,
                        lookup.maxAge()
                                .map(age -> ", if it's no older than " + Durations.write(age))
                                .orElse(""),
                        lookup.where().map(where -> ", of those where " + where).orElse(""));
    }

    /** With t for the event's time. */
    static String edges(Feature.Lookup lookup) {
        String start = lookup.maxAge().map(age -> "[t - " + Durations.write(age)).orElse("(-∞");
        return "current: " + start + ", t], the newest record that's stamped t or earlier";
    }

    static String nullRule(Feature.Lookup lookup, String key) {
        String missing =
                lookup.maxAge().isPresent() ? "no record, or only older ones" : "no record";
        return "null if the event has no "
                + key
                + ", or there's "
                + missing
                + ", or the record's is null";
    }
}
