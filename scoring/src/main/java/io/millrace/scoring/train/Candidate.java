package io.millrace.scoring.train;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.train.ExampleSet.Example;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A trained version with its gate's verdict.
 *
 * @param examples all that it was trained on and judged by
 * @param trained the model, and how it scores what was held out
 * @param settings that it was trained with: of a search, the best that was found
 * @param trials of the search, in order; empty if there was none
 * @param costs processor time of each trial, which differs from run to run
 * @param suspicions about the data, in sentences: an input that knows the label
 * @param championDigest of the version that it was trained to follow; null if there was none
 */
public record Candidate(
        ExampleSet examples,
        TrainedModel trained,
        GateVerdict gate,
        Model settings,
        List<Trial> trials,
        List<Duration> costs,
        List<String> suspicions,
        @Nullable String championDigest) {

    public Candidate {
        trials = List.copyOf(trials);
        costs = List.copyOf(costs);
        suspicions = List.copyOf(suspicions);
    }

    /** What it was fitted on, the oldest first: what a reference profile is made of. */
    public List<Example> trainingExamples() {
        return examples.examples().subList(0, trained.trainedRows());
    }

    /** What it was judged by, the newest. */
    public List<Example> holdoutExamples() {
        return examples.examples().subList(trained.trainedRows(), examples.size());
    }

    /**
     * The record to publish, without a number. The same candidate gives the same bytes.
     *
     * @param trigger that asked for it; names the pipeline, the model and the data
     * @param settings that were asked for; a search's best are in the lineage
     * @param referenceProfile of its training examples, in the drift module's format; null if
     *     there's none
     * @param descriptions of features in words, by name, for the card; of some, or none
     */
    public ModelVersion version(
            RetrainTrigger trigger,
            Model settings,
            byte @Nullable [] referenceProfile,
            Map<String, String> descriptions) {
        return version(trigger, settings, referenceProfile, descriptions, List.of());
    }

    /**
     * The same.
     *
     * @param segments features by whose values the card's figures are split; none for every text
     *     and boolean input
     */
    public ModelVersion version(
            RetrainTrigger trigger,
            Model settings,
            byte @Nullable [] referenceProfile,
            Map<String, String> descriptions,
            List<String> segments) {
        ModelVersion version = VersionRecord.of(this, trigger, settings, referenceProfile);
        version.setCard(ModelCard.of(this, settings, descriptions, segments).toJson());
        return version;
    }

    /**
     * What was tried, trial by trial, and the candidate last. The same candidate gives the same
     * records.
     *
     * @param trigger that asked for it
     * @param settings that were asked for
     */
    public List<Experiment> experiments(RetrainTrigger trigger, Model settings) {
        return new ExperimentRecords(this, trigger, settings).all();
    }

    /**
     * All its examples, to be kept: from them {@link Reproduction} trains it again.
     *
     * @param trigger that asked for it
     */
    public List<TrainingDatasetPart> dataset(RetrainTrigger trigger) {
        return FrozenExamples.of(this, trigger);
    }
}
