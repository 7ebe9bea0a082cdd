package io.millrace.jobs.deadletter;

import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.schemas.avro.DeadLetter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Headers as Kafka Connect's dead-letter queue names them, for the tools that know those. */
final class DeadLetterHeaders {
    private static final String PREFIX = "__connect.errors.";

    private DeadLetterHeaders() {}

    static List<RecordHeader> of(DeadLetter letter) {
        return List.of(
                header("topic", letter.getTopic()),
                header("partition", Integer.toString(letter.getPartition())),
                header("offset", Long.toString(letter.getOffset())),
                header("connector.name", letter.getPipeline() + "/" + letter.getJob()),
                header("stage", letter.getStage()),
                header("exception.class.name", letter.getRule()),
                header("exception.message", letter.getReason()));
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
