package io.millrace.jobs.serve;

import io.millrace.jobs.FunctionShipment;
import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Gets serve ready to be submitted, as a live run or as a replay of one.
 *
 * <p>A replay reads what the source topics hold now, goes by what the live run recorded (switches,
 * late events, duplicates), writes to topics of another prefix, and ends by itself. In the order of
 * arrival it scores what the live run logged: see {@link ArrivalReplayJob}.
 */
public final class ServeLaunch implements JobLaunch {
    /** A replay reads partitions less evenly than the live run did. */
    private static final int REPLAY_PATIENCE = 20;

    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;
    private final @Nullable String replayInto;

    /**
     * @param replayInto prefix of the topics that a replay writes; null for a live run
     */
    public ServeLaunch(
            CheckedPipeline checked,
            KafkaSettings kafka,
            RegistrySettings registry,
            @Nullable String replayInto) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
        this.replayInto = replayInto;
        if (pipeline().equals(replayInto)) {
            throw new IllegalArgumentException(
                    "a replay into \"" + replayInto + "\" would write into the live run's topics");
        }
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return (replayInto == null ? pipeline() : replayInto) + "-serve";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        TopicCatalogue live = TopicCatalogue.of(pipeline());
        TopicCatalogue outputs = replayInto == null ? live : TopicCatalogue.of(replayInto);
        ServeSettings settings = new ServePreparation(checked, outputs, kafka, registry).prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        FunctionShipment.add(env, checked.plan().functions());
        if (replayInto == null) {
            ServeJob.define(env, kafka(endpoints, settings, null), settings);
            return;
        }
        settings = replay(settings, live);
        if (checked.pipeline().order() == Pipeline.Order.ARRIVAL) {
            String answered = live.name(TopicKind.PREDICTIONS);
            var until = RecordedRun.ends(kafka, List.of(answered));
            ArrivalReplayJob.define(env, kafka(endpoints, settings, until), settings, answered);
        } else {
            var until = RecordedRun.ends(kafka, sourceTopics());
            ServeJob.define(env, kafka(endpoints, settings, until), settings);
        }
    }

    private KafkaServeEndpoints kafka(
            KafkaEndpoints endpoints,
            ServeSettings settings,
            @Nullable Map<TopicPartition, Long> until) {
        return new KafkaServeEndpoints(endpoints, kafka, settings.topics(), until);
    }

    private List<String> sourceTopics() {
        return checked.pipeline().sources().stream().map(s -> s.topic().value()).toList();
    }

    private ServeSettings replay(ServeSettings settings, TopicCatalogue live) {
        Recorded recorded =
                RecordedRun.read(
                        kafka,
                        registry,
                        live.name(TopicKind.LATE_EVENTS),
                        live.name(TopicKind.DUPLICATES));
        return settings.replaying(
                recorded,
                live.name(TopicKind.MODELS),
                live.name(TopicKind.SWITCHES),
                REPLAY_PATIENCE);
    }
}
