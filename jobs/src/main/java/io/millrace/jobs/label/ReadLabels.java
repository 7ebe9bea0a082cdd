package io.millrace.jobs.label;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.Decoding;
import io.millrace.schemas.serde.EventDecoder;
import io.millrace.schemas.serde.EventLayout;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.Schema;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

import java.util.List;

/** Decodes label records; what isn't a label becomes a dead letter. */
final class ReadLabels extends ProcessFunction<TopicRecord, Label> {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "read-labels";

    private final LabelSettings settings;

    private transient SchemaRegistry schemas;
    private transient EventDecoder decoder;
    private transient Field value;
    private transient DeadLetters deadLetters;

    ReadLabels(LabelSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        LabelSettings.LabelTopic labels = settings.labels();
        Schema schema = new Schema.Parser().parse(labels.schema());
        RowType all = RowTypes.of(schema);
        value = all.field(all.index(labels.value()));
        schemas = new ConfluentSchemaRegistry(settings.registry());
        decoder =
                new EventDecoder(
                        schemas,
                        EventLayout.of(
                                schema,
                                new RowType(List.of(value)),
                                labels.on(),
                                labels.eventTime()));
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "label",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
    }

    @Override
    public void processElement(TopicRecord record, Context context, Collector<Label> out) {
        Decoding decoding = decoder.decode(record.value());
        if (decoding instanceof Decoding.Failed failed) {
            refuse(
                    record,
                    new Refusal(failed.code().rule(), failed.field(), failed.message()),
                    context);
            return;
        }
        Decoding.Decoded decoded = (Decoding.Decoded) decoding;
        double label = LabelValue.of(decoded.fields(), value.type());
        if (Double.isNaN(label)) {
            refuse(record, noLabel(decoded.fields()), context);
            return;
        }
        out.collect(new Label(decoded.id(), label, decoded.time(), Refused.of(record)));
    }

    private Refusal noLabel(Row fields) {
        String found = fields.isNull(0) ? "null" : String.valueOf(fields.get(0, value.type()));
        String allowed = value.type() == ValueType.BOOLEAN ? "true or false" : "0 or 1";
        return new Refusal(
                "label-value",
                value.name(),
                value.name() + " is " + found + "; the label of a binary task is " + allowed);
    }

    private void refuse(TopicRecord record, Refusal refusal, Context context) {
        context.output(
                LabelJob.DEAD_LETTERS,
                deadLetters.of(STAGE, Refused.of(record), refusal, null, null));
    }

    @Override
    public void close() {
        if (schemas != null) {
            schemas.close();
        }
    }
}
