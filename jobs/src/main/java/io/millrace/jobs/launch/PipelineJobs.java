package io.millrace.jobs.launch;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.alert.AlertLaunch;
import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.control.ControlLaunch;
import io.millrace.jobs.drift.DriftLaunch;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.label.LabelLaunch;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.ServeLaunch;
import io.millrace.jobs.train.TrainLaunch;
import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The jobs of one pipeline. */
public final class PipelineJobs {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;

    public PipelineJobs(CheckedPipeline checked, KafkaSettings kafka, RegistrySettings registry) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
    }

    /** All that the pipeline file asks for, in the order of the data's way. */
    public List<JobLaunch> all() {
        List<JobLaunch> jobs = new ArrayList<>();
        jobs.add(serve(null));
        if (checked.pipeline().labels().isPresent()) {
            jobs.add(label());
        }
        if (checked.pipeline().model().isPresent()) {
            jobs.add(drift());
            if (checked.pipeline().labels().isPresent()) {
                jobs.add(train());
            }
            jobs.add(control());
        }
        if (AlertLaunch.isNeeded(checked.pipeline().alerts())) {
            jobs.add(alerts());
        }
        return jobs;
    }

    /**
     * @param replayInto prefix of the topics that a replay writes; null for a live run
     */
    public JobLaunch serve(@Nullable String replayInto) {
        return new ServeLaunch(checked, kafka, registry, replayInto);
    }

    /**
     * @throws IllegalArgumentException if the pipeline has no model
     */
    public JobLaunch drift() {
        return new DriftLaunch(checked, kafka, registry);
    }

    /**
     * @throws IllegalArgumentException if the pipeline has no model or no labels
     */
    public JobLaunch train() {
        return new TrainLaunch(checked, kafka, registry, FeatureCatalogue.of(checked).meanings());
    }

    /**
     * @throws IllegalArgumentException if the pipeline has no model
     */
    public JobLaunch control() {
        return new ControlLaunch(checked, kafka, registry);
    }

    /**
     * @throws IllegalArgumentException if the pipeline file asks for nothing that the job does
     */
    public JobLaunch alerts() {
        return new AlertLaunch(checked, kafka, registry);
    }

    /**
     * @throws IllegalArgumentException if the pipeline has no labels
     */
    public JobLaunch label() {
        return new LabelLaunch(checked, kafka, registry);
    }
}
