package io.millrace.schemas.problem;

/** Topics whose schema can't be used, MR-25xx. */
public enum SchemaError implements ErrorCode {
    UNREADABLE(
            "MR-2501",
            "the schema's file can't be read",
            "A source's schema: names an .avsc file, relative to the pipeline file. It isn't there,"
                    + " or can't be read.",
            "schema: schemas/transaktion.avsc",
            "Correct the path, or leave schema: out to take the newest version of the registry's"
                    + " subject <topic>-value."),
    NOT_A_RECORD(
            "MR-2502",
            "the schema's file is no Avro record schema",
            "An event is an Avro record, so the file has to hold the JSON of a record's schema, and"
                    + " nothing else.",
            "{\"type\": \"string\"}",
            "Correct the file; Avro's specification says what a schema looks like."),
    UNKNOWN(
            "MR-2503",
            "nobody has the source's schema",
            "Fields and expressions are checked against the source's schema. The source names no"
                    + " file, and no schema registry has its subject.",
            "sources: {clicks: {topic: clicks, id: id, event_time: at}}",
            "Name a file with schema:, or the registry with --registry; a producer, or millrace"
                    + " dev with a schema file, registers the subject."),
    UNKNOWN_LABEL_FIELD(
            "MR-2504",
            "a field that the labels' schema doesn't have",
            "on:, value: and event_time: of the labels name fields of the Avro schema of their"
                    + " topic: of the file that's given, or of the newest version in the"
                    + " registry.",
            "labels: {from: chargebacks, on: transaktion_id, ...}   # transaction_id",
            "Correct the name, or register the schema version that has the field."),
    WRONG_LABEL_FIELD(
            "MR-2505",
            "a label's field of a type that doesn't fit",
            "A label is found by its event's id, which is text or an integer; it's a boolean or a"
                    + " number; and the time at which it was known is a timestamp, or a long of"
                    + " epoch milliseconds.",
            "labels: {from: chargebacks, value: comment, ...}",
            "Name another field, or have the labels sent with a type that fits.");

    private final ErrorPage page;

    SchemaError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
