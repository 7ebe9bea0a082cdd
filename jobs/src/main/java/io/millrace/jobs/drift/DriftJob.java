package io.millrace.jobs.drift;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * From predictions and training examples to drift, performance, alerts and retraining triggers.
 *
 * <pre>
 * predictions ─► counted by window, in each subtask ─┐
 *                                                    ├─► judged, once ─► performance, drift-reports,
 * training-examples ─► labelled scores ──────────────┘                   drift-alerts, retrain-triggers
 * </pre>
 */
public final class DriftJob {

    /** Records that can't be read. */
    static final OutputTag<OutRecord> DEAD_LETTERS =
            new OutputTag<>(
                    "dead-letters", new RecordType<>(OutRecord.class, new OutRecordSerializer()));

    private DriftJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, DriftEndpoints endpoints, DriftSettings settings) {
        DataStream<TopicRecord> predictions = endpoints.predictions(env, settings);
        DataStream<TopicRecord> examples = endpoints.examples(env, settings);
        SingleOutputStreamOperator<WindowPart> counted =
                count(predictions, settings, endpoints.registry());
        SingleOutputStreamOperator<LabelledScore> labelled = readScores(examples, settings);
        DataStream<OutRecord> judged = judge(counted, labelled, settings, endpoints.registry());

        endpoints.findings(
                judged.union(
                        counted.getSideOutput(DEAD_LETTERS), labelled.getSideOutput(DEAD_LETTERS)));
    }

    private static SingleOutputStreamOperator<WindowPart> count(
            DataStream<TopicRecord> predictions,
            DriftSettings settings,
            RegistryReader.Factory registry) {
        return predictions
                .transform(
                        "count windows",
                        new RecordType<>(WindowPart.class, new WindowPartSerializer()),
                        new CountWindows(settings, registry))
                .uid("count-windows");
    }

    private static SingleOutputStreamOperator<LabelledScore> readScores(
            DataStream<TopicRecord> examples, DriftSettings settings) {
        return examples.process(
                        new ReadScores(settings),
                        new RecordType<>(LabelledScore.class, new LabelledScoreSerializer()))
                .uid("read-scores")
                .name("read scores");
    }

    private static DataStream<OutRecord> judge(
            DataStream<WindowPart> counted,
            DataStream<LabelledScore> labelled,
            DriftSettings settings,
            RegistryReader.Factory registry) {
        return counted.connect(labelled)
                .transform("judge", OutRecordSerializer.type(), new Judge(settings, registry))
                .uid("judge")
                .forceNonParallel();
    }
}
