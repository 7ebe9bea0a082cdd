package io.millrace.jobs.cli.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.backfill.BackfillSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.Recorded;
import io.millrace.jobs.serve.ServePreparation;
import io.millrace.jobs.serve.ServeSettings;
import io.millrace.jobs.serve.ServeTopics;
import io.millrace.jobs.serve.SourceSettings;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.RowTypes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a request means for serve's operators. They answer in event-time order: of a pipeline that
 * answers in the order of arrival, a backfill gives what it would have answered if every event had
 * come in the order of its time.
 */
final class BackfillPlan {
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String LATE_EVENTS = "late-events";
    private static final String DUPLICATES = "duplicates";
    private static final String NOWHERE = "nowhere";

    /** Nobody asks it: what's read has been decoded, and what's sent elsewhere isn't sent. */
    private static final RegistrySettings NO_REGISTRY = RegistrySettings.of("http://127.0.0.1:1");

    private final BackfillRequest request;
    private final FeaturePlan features;
    private final List<SourceSettings> sources;
    private final EventRange range;

    BackfillPlan(BackfillRequest request) {
        this.request = request;
        CheckedPipeline checked = request.checked();
        features =
                FeaturePlan.compile(
                        inEventTimeOrder(checked.pipeline()),
                        checked.schemas().stream()
                                .map(schema -> RowTypes.of(schema.schema()))
                                .toList(),
                        checked.plan().functions());
        sources = ServePreparation.sources(checked);
        range = EventRange.of(request.from(), request.to(), features.replayNeeds(), sources);
    }

    private static Pipeline inEventTimeOrder(Pipeline of) {
        return new Pipeline(
                of.name(),
                Order.EVENT_TIME,
                of.sources(),
                of.entities(),
                of.features(),
                of.model(),
                of.labels(),
                of.monitor(),
                of.retrainWhen());
    }

    FeaturePlan features() {
        return features;
    }

    EventRange range() {
        return range;
    }

    OutputColumns columns() {
        return OutputColumns.of(features, request.isLabelled(), request.scores().isPresent());
    }

    /** The job's settings. */
    BackfillSettings settings(Path work, List<Path> events) {
        return new BackfillSettings(
                serve(NO_REGISTRY), events, work, request.from(), request.offsets().from());
    }

    /**
     * The settings that decode and compute.
     *
     * @param registry where the writers' schemas of topics are
     */
    ServeSettings serve(RegistrySettings registry) {
        return new ServeSettings(
                request.checked().pipeline().name().value(),
                features.toBytes(),
                sources,
                Order.EVENT_TIME,
                null,
                topics(),
                registry,
                // What the live run has passed by was left out when it was read.
                request.knowledge().isRecorded() ? new Recorded(Map.of()) : null);
    }

    private static ServeTopics topics() {
        return new ServeTopics(
                NOWHERE,
                NOWHERE,
                NOWHERE,
                DEAD_LETTERS,
                LATE_EVENTS,
                DUPLICATES,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                Map.of(NOWHERE, 1, DEAD_LETTERS, 2, LATE_EVENTS, 3, DUPLICATES, 4));
    }
}
