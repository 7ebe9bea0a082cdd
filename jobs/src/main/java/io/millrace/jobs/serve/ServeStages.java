package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.quality.QualityCounts;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.types.EventSerializer;
import io.millrace.jobs.types.RecordType;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

import java.util.Optional;
import java.util.stream.IntStream;

/** Serve's stages: each method builds one operator, with its uid and name. */
public final class ServeStages {
    private final ServeSettings settings;
    private final FeaturePlan plan;
    private final TypeInformation<Event> eventType;
    private final OutputTag<Event> refused;

    public ServeStages(ServeSettings settings) {
        this.settings = settings;
        this.plan = FeaturePlan.fromBytes(settings.features());
        this.eventType =
                new RecordType<>(Event.class, new EventSerializer(plan.sources(), plan.features()));
        this.refused = new OutputTag<>("refused", eventType);
    }

    /** The door: what's bad goes elsewhere. */
    public SingleOutputStreamOperator<Event> validate(DataStream<SourceRecord> records) {
        return records.process(new Validate(settings, refused), eventType)
                .uid("validate")
                .name("validate");
    }

    /**
     * @param events that came in, with null for what a rule wants to be null
     * @param refused the late ones and the duplicates
     * @param counts of the rules that those that came in meet or don't
     */
    public record Admitted(
            DataStream<Event> events,
            DataStream<OutRecord> refused,
            DataStream<QualityCounts> counts) {}

    /** Decides who's late and who's a duplicate; the others come in, and are counted. */
    public Admitted admit(DataStream<Event> validated) {
        SingleOutputStreamOperator<Event> decided =
                validated
                        .keyBy(Event::id, Types.STRING)
                        .transform("admit", eventType, new Admit(settings))
                        .uid("admit");
        SingleOutputStreamOperator<Event> admitted =
                decided.transform("count-admitted", eventType, new CountQuality(settings, true))
                        .uid("count-admitted");
        return new Admitted(
                admitted,
                decided.getSideOutput(ServeJob.ELSEWHERE),
                admitted.getSideOutput(CountQuality.COUNTS));
    }

    /** Adds up what was counted at the door and behind it. */
    SingleOutputStreamOperator<OutRecord> quality(
            SingleOutputStreamOperator<Event> validated, Admitted admitted) {
        SingleOutputStreamOperator<Event> counted =
                validated
                        .getSideOutput(refused)
                        .transform("count-refused", eventType, new CountQuality(settings, false))
                        .uid("count-refused");
        return counted.getSideOutput(CountQuality.COUNTS)
                .union(admitted.counts())
                .transform("quality", OutRecordSerializer.type(), new TellQuality(settings))
                .uid("quality")
                .forceNonParallel();
    }

    /** How records travel from a source to the door. */
    public static TypeInformation<SourceRecord> recordType(FeaturePlan plan) {
        return new RecordType<>(SourceRecord.class, new SourceRecordSerializer(plan.sources()));
    }

    /** The events with all entities' features, and what was refused on the way. */
    public record Featured(DataStream<Event> events, DataStream<OutRecord> refused) {}

    /** One keyed operator an entity, in a chain: the second sees the event after the first. */
    public Featured features(Admitted admitted, DataStream<OutRecord> refusedBefore) {
        DataStream<Event> events =
                plan.hasChanges() ? changeRows(admitted.events()) : admitted.events();
        Featured featured = new Featured(events, refusedBefore.union(admitted.refused()));
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            SingleOutputStreamOperator<Event> next = entityFeatures(featured.events(), entity);
            featured =
                    new Featured(
                            next, featured.refused().union(next.getSideOutput(ServeJob.ELSEWHERE)));
        }
        return featured;
    }

    private DataStream<Event> changeRows(DataStream<Event> admitted) {
        return admitted.keyBy(new ChangeRows.Key(settings), Types.STRING)
                .transform("change-rows", eventType, new ChangeRows(settings))
                .uid("change-rows");
    }

    private SingleOutputStreamOperator<Event> entityFeatures(DataStream<Event> events, int entity) {
        String name = plan.entities().get(entity) + "-features";
        return events.keyBy(new EntityKey(settings, entity), Types.STRING)
                .transform(name, eventType, new EntityFeatures(settings, entity))
                .uid(name);
    }

    /** Derived features; only the main source's events go on. */
    public SingleOutputStreamOperator<Event> derive(DataStream<Event> featured) {
        return featured.process(new Derive(settings), eventType).uid("derive").name("derive");
    }

    /** The newest vectors of each published entity; empty if none is published. */
    Optional<DataStream<OutRecord>> vectors(DataStream<Event> derived) {
        return IntStream.range(0, settings.published().entities().size())
                .mapToObj(entity -> (DataStream<OutRecord>) vectors(derived, entity))
                .reduce((all, next) -> all.union(next));
    }

    private SingleOutputStreamOperator<OutRecord> vectors(DataStream<Event> derived, int entity) {
        String published = settings.published().entities().get(entity).name();
        EntityKey key = new EntityKey(settings, plan.entities().indexOf(published));
        return derived.keyBy(key, Types.STRING)
                .process(new NewestVector(settings, entity), OutRecordSerializer.type())
                .uid(published + "-vectors")
                .name(published + "-vectors");
    }

    SingleOutputStreamOperator<RegistryUpdate> resolveDeployments(
            DataStream<Event> admitted, RegistryReader.Factory registry) {
        return admitted.filter(new WatermarksOnly())
                .uid("watermarks")
                .name("watermarks")
                .transform(
                        "resolve-deployments",
                        new RecordType<>(RegistryUpdate.class, new RegistryUpdateSerializer()),
                        new ResolveDeploymentsFactory(settings, registry))
                .uid("resolve-deployments")
                .forceNonParallel();
    }

    SingleOutputStreamOperator<OutRecord> score(
            DataStream<Event> derived, DataStream<RegistryUpdate> deployments) {
        return derived.connect(deployments.broadcast())
                .transform(
                        "score",
                        new RecordType<>(OutRecord.class, new OutRecordSerializer()),
                        new Score(settings))
                .uid("score");
    }

    SingleOutputStreamOperator<OutRecord> scoreAgain(
            DataStream<TopicRecord> answered, RegistryReader.Factory registry) {
        return answered.process(
                        new ScoreAgain(settings, registry),
                        new RecordType<>(OutRecord.class, new OutRecordSerializer()))
                .uid("score-again")
                .name("score-again");
    }

    /** What the stages sent elsewhere. */
    public static DataStream<OutRecord> elsewhere(
            SingleOutputStreamOperator<?> first, SingleOutputStreamOperator<?>... others) {
        DataStream<OutRecord> all = first.getSideOutput(ServeJob.ELSEWHERE);
        for (SingleOutputStreamOperator<?> other : others) {
            all = all.union(other.getSideOutput(ServeJob.ELSEWHERE));
        }
        return all;
    }

    /** Lets only watermarks through: the resolver needs the time, not the events. */
    private static final class WatermarksOnly implements FilterFunction<Event> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean filter(Event event) {
            return false;
        }
    }
}
