package io.millrace.scoring.train;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.metrics.Evaluation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** What a training tried, as the records that are published. */
final class ExperimentRecords {
    /** The step of what was trained in the end. */
    static final String CANDIDATE = "candidate";

    private final Candidate candidate;
    private final RetrainTrigger trigger;
    private final Model settings;
    private final String dataDigest;

    ExperimentRecords(Candidate candidate, RetrainTrigger trigger, Model settings) {
        this.candidate = candidate;
        this.trigger = trigger;
        this.settings = settings;
        dataDigest = candidate.examples().dataDigest();
    }

    List<Experiment> all() {
        List<Experiment> all = new ArrayList<>();
        for (Trial trial : candidate.trials()) {
            all.add(trial(all.size(), trial));
        }
        all.add(candidate());
        return all;
    }

    private Experiment trial(int step, Trial trial) {
        Experiment record = record(Integer.toString(step), trial.trainer());
        record.setTrial(trial.number());
        record.setRows(trial.rows());
        record.setFolds(settings.search().folds());
        record.setEmbargoMillis(settings.search().embargo().toMillis());
        record.setValue(finite(trial.figure()));
        record.setLogLoss(finite(trial.logLoss()));
        record.setChosen(trial.trainer().equals(candidate.settings().trainer()));
        record.setNote(trial.note());
        return record;
    }

    private Experiment candidate() {
        Evaluation holdout = candidate.trained().holdout();
        Experiment record = record(CANDIDATE, candidate.settings().trainer());
        record.setRows(candidate.trained().trainedRows());
        record.setValue(candidate.gate().getCandidate());
        record.setLogLoss(finite(holdout.logLoss()));
        record.setMetrics(VersionRecord.metrics(holdout));
        record.setChosen(true);
        record.setNote(
                (candidate.gate().getPassed() ? "passed: " : "refused: ")
                        + candidate.gate().getReason());
        record.setVersionDigest(candidate.trained().artifact().digest());
        return record;
    }

    private Experiment record(String step, Model.Trainer trainer) {
        SortedMap<String, String> parameters = VersionRecord.parameters(trainer);
        parameters.remove("algorithm");
        return Experiment.newBuilder()
                .setPipeline(trigger.getPipeline())
                .setModel(trigger.getModel())
                .setRun(trigger.getTriggerId())
                .setStep(step)
                .setAlgorithm(trainer.algorithm().name().toLowerCase(Locale.ROOT))
                .setParameters(parameters)
                .setSeed(trainer.seed())
                .setRows(0)
                .setMetric(settings.gate().metric().name().toLowerCase(Locale.ROOT))
                .setDataDigest(dataDigest)
                .setFingerprint(candidate.examples().fingerprint())
                .setLibraries(Libraries.of(trainer.algorithm()))
                .setAsOf(trigger.getAsOf())
                .build();
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
