package io.millrace.jobs.label;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * From predictions and late labels to training examples.
 *
 * <pre>
 * predictions ──────────────────► joined by event id ─► training-examples
 * label records ─► labels ───────────┘ │
 *                    └─────────────────┴─► dead-letters
 * </pre>
 */
public final class LabelJob {

    /** Labels that can't be used. */
    static final OutputTag<OutRecord> DEAD_LETTERS =
            new OutputTag<>(
                    "dead-letters", new RecordType<>(OutRecord.class, new OutRecordSerializer()));

    private LabelJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, LabelEndpoints endpoints, LabelSettings settings) {
        DataStream<TopicRecord> predictions = endpoints.predictions(env, settings);
        DataStream<TopicRecord> records = endpoints.labels(env, settings);
        SingleOutputStreamOperator<Label> labels = readLabels(records, settings);
        SingleOutputStreamOperator<OutRecord> joined = join(predictions, labels, settings);

        endpoints.examples(joined);
        endpoints.deadLetters(
                labels.getSideOutput(DEAD_LETTERS).union(joined.getSideOutput(DEAD_LETTERS)));
    }

    private static SingleOutputStreamOperator<Label> readLabels(
            DataStream<TopicRecord> records, LabelSettings settings) {
        return records.process(
                        new ReadLabels(settings),
                        new RecordType<>(Label.class, new LabelSerializer()))
                .uid("read-labels")
                .name("read labels");
    }

    private static SingleOutputStreamOperator<OutRecord> join(
            DataStream<TopicRecord> predictions, DataStream<Label> labels, LabelSettings settings) {
        return predictions
                .keyBy(TopicRecord::id, Types.STRING)
                .connect(labels.keyBy(Label::eventId, Types.STRING))
                .process(new JoinLabels(settings), OutRecordSerializer.type())
                .uid("join-labels")
                .name("join labels");
    }
}
