package io.millrace.jobs.label;

import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operator that joins labels, in a shop, to be restarted at will. */
final class JoiningLabels implements AutoCloseable {
    private final TestShop shop = new TestShop();
    private final LabelSettings settings;
    private final RestartingOperator<
                    KeyedTwoInputStreamOperatorTestHarness<String, TopicRecord, Label, OutRecord>,
                    OutRecord>
            operator;
    private long time = Long.MIN_VALUE;

    /**
     * @param within the labels' horizon in milliseconds
     * @param disorder of labels, in milliseconds
     * @param otherwise the label of an event without one, or null
     */
    JoiningLabels(long within, long disorder, @Nullable Double otherwise) throws Exception {
        settings =
                new LabelSettings(
                        "shop",
                        TestShop.FEATURES,
                        new LabelSettings.LabelTopic("labels", "{}", "id", "value", "at", disorder),
                        within,
                        otherwise,
                        shop.topics,
                        shop.registry());
        operator =
                new RestartingOperator<>(
                        () ->
                                new KeyedTwoInputStreamOperatorTestHarness<>(
                                        new KeyedCoProcessOperator<>(new JoinLabels(settings)),
                                        TopicRecord::id,
                                        Label::eventId,
                                        Types.STRING),
                        LabelJob.DEAD_LETTERS);
        ignoreTheLabelsTime();
    }

    /** As their source does: time is the predictions'. */
    private void ignoreTheLabelsTime() throws Exception {
        operator.run(harness -> harness.processWatermark2(new Watermark(Long.MAX_VALUE)));
    }

    byte[] value(String id, long at) {
        return shop.value(TestShop.scored(id, at, Role.CHAMPION, "one", 0.7));
    }

    void prediction(String id, long at, long offset) throws Exception {
        send(TestShop.record(TopicKind.PREDICTIONS, offset, id, at, value(id, at)));
    }

    void send(TopicRecord record) throws Exception {
        operator.run(harness -> harness.processElement1(record, record.time()));
    }

    void label(String id, double value, long labelledAt, long offset) throws Exception {
        Coordinates at = new Coordinates("labels", 0, offset, labelledAt);
        Label label = new Label(id, value, labelledAt, new Refused(at, null, null, List.of()));
        operator.run(harness -> harness.processElement2(label, labelledAt));
    }

    void predictionsKnownTo(long watermark) throws Exception {
        time = watermark;
        operator.run(harness -> harness.processWatermark1(new Watermark(watermark)));
    }

    /** The last watermark comes again. */
    void restart() throws Exception {
        operator.restart();
        ignoreTheLabelsTime();
        if (time != Long.MIN_VALUE) {
            predictionsKnownTo(time);
        }
    }

    List<OutRecord> output() {
        return operator.output();
    }

    LabelledPrediction example(int i) throws IOException {
        return shop.example(output().get(i).value());
    }

    List<DeadLetter> letters() {
        return letters(0);
    }

    /** But for the first so many. */
    List<DeadLetter> letters(int skip) {
        List<DeadLetter> letters = new ArrayList<>();
        List<Object> all = operator.aside();
        for (Object record : all.subList(skip, all.size())) {
            byte[] value = ((OutRecord) record).value();
            letters.add(
                    PlainAvro.read(
                            Arrays.copyOfRange(value, WireFormat.HEADER, value.length),
                            DeadLetter.class));
        }
        return letters;
    }

    /** Events that something is kept of, and times at which it waits for something. */
    int remembered() {
        return operator.current().numKeyedStateEntries() + operator.current().numEventTimeTimers();
    }

    @Override
    public void close() throws Exception {
        operator.close();
        shop.close();
    }
}
