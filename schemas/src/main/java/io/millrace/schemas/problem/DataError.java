package io.millrace.schemas.problem;

/**
 * Records that become dead letters, MR-30xx. A dead letter's {@code rule} is the expectation that
 * failed, or one of the words in these pages.
 */
public enum DataError implements ErrorCode {
    UNREADABLE(
            "MR-3001",
            "a record's value can't be read",
            "An event is Avro behind five bytes that name its schema in the registry. The rule says what's else: null-value (there's none), not-framed (no such bytes in front), unknown-schema (the registry has none with that id), unusable-schema (it isn't a record's), malformed or trailing-bytes (the bytes aren't what the schema says), too-large, too-deep.",
            "a producer that writes JSON to the topic: rule not-framed",
            "Correct the producer; the dead letter holds the record's bytes, so that it can be sent again."),
    NOT_AS_DECLARED(
            "MR-3002",
            "a record doesn't have the fields that the pipeline reads",
            "The record was written with another schema than the pipeline's, and Avro's rules don't lead from the one to the other, or a value isn't allowed. The rules: incompatible-type, missing-field, null-field (null where the schema allows none), not-finite (NaN or an infinity).",
            "amount was a double and is text now: rule incompatible-type",
            "Send what the pipeline's schema says, or give the schema a default, another type or null."),
    NO_ID_OR_TIME(
            "MR-3003",
            "a record without an id or a time that can be used",
            "An event is known by its id and has its place by its time. The rules: bad-id (null, empty or too long), no-event-time (null), event-time-out-of-range (hardly a date: most often seconds where milliseconds are meant), heartbeat (a heartbeat's header isn't epoch milliseconds).",
            "occurred_at: 1717236000        # seconds: 1970-01-20",
            "Correct the producer, or name other fields with id: and event_time:."),
    EXPECTATION_FAILED(
            "MR-3004",
            "an event that fails an expectation",
            "The pipeline's file expects something of a field that this event doesn't keep. The rule is the expectation as it's declared.",
            "expect: [{field: amount, between: [0, 100000]}]     # and an event with -3",
            "Correct the producer, or the expectation; `millrace topics tail <pipeline>.dead-letters` shows the events."),
    NOT_COMPUTABLE(
            "MR-3005",
            "an event whose features can't be computed",
            "An expression or an aggregate has no value for this event: an integer beyond 64 bits, a division of integers by zero. The rule is the feature's name or `where`, the message says what was computed.",
            "derive: ratio, as: count / 0",
            "Compute with double(x), or ask before: x == 0 ? 0 : y / x."),
    LABEL_NOT_JOINED(
            "MR-3006",
            "a label that belongs to no prediction, or isn't one",
            "A label counts if an event of its id was answered, and if it was known within the horizon. The rules: label-value (not a boolean, 0 or 1), label-without-prediction (no event of that id was answered within the horizon), label-too-late (known after the horizon), prediction (what stands in the topic of predictions isn't one).",
            "labels: {within: 7d, ...}        # and a label that was known on the eighth day",
            "Correct the producer, name another field with on: or value:, or widen within:."),
    INTERNAL(
            "MR-3007",
            "a mistake of Millrace's own",
            "Reading the record failed in a way that nobody thought of: rule internal-error. The record is kept and the stream goes on.",
            "rule internal-error",
            "Report it, with the dead letter.");

    private final ErrorPage page;

    DataError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
