package io.millrace.scoring.train;

import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.scoring.ModelArtifact;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains a published version again, from its record and its frozen examples alone: no pipeline file
 * is asked. A search isn't repeated; what it chose is in the record.
 */
public final class Reproduction {
    private static final Place NOWHERE = new Place("lineage", 1, 1);

    private Reproduction() {}

    /**
     * On the calling thread. On machines of one kind, with the same libraries, its digest is the
     * version's.
     *
     * @throws TrainingRefusedException if the record doesn't say how it was trained, or the
     *     examples aren't those that it was trained on
     */
    public static ModelArtifact train(ModelVersion version, ExampleSet examples) {
        String digest = examples.dataDigest();
        if (!digest.equals(version.getLineage().getDataDigest())) {
            throw new TrainingRefusedException(
                    "it was trained on the examples "
                            + version.getLineage().getDataDigest()
                            + ", these are "
                            + digest);
        }
        return ModelTrainer.train(examples.trainingSet(), settings(version), examples.fingerprint())
                .artifact();
    }

    /** Libraries whose versions aren't those that trained it: name, then "was, is". */
    public static SortedMap<String, String> otherLibraries(ModelVersion version) {
        SortedMap<String, String> others = new TreeMap<>();
        Map<String, String> now = Libraries.of(settings(version).trainer().algorithm());
        version.getLineage()
                .getLibraries()
                .forEach(
                        (name, was) -> {
                            String is = now.getOrDefault(name, "not there");
                            if (!is.equals(was)) {
                                others.put(name, was + ", is " + is);
                            }
                        });
        return others;
    }

    private static Model settings(ModelVersion version) {
        Map<String, String> parameters = version.getLineage().getParameters();
        try {
            Model.Algorithm algorithm =
                    Model.Algorithm.valueOf(upper(get(parameters, "algorithm")));
            Model.Trainer trainer =
                    new Model.Trainer(
                            algorithm,
                            Integer.parseInt(parameters.getOrDefault("trees", "0")),
                            Integer.parseInt(parameters.getOrDefault("depth", "0")),
                            Double.parseDouble(parameters.getOrDefault("learning_rate", "0")),
                            Integer.parseInt(parameters.getOrDefault("epochs", "0")),
                            seed(version.getLineage().getSeed()));
            List<Text> inputs = new ArrayList<>();
            version.getInputs().forEach(input -> inputs.add(new Text(input.getName(), NOWHERE)));
            return new Model(
                    new Text(version.getModel(), NOWHERE),
                    Model.Task.valueOf(upper(version.getTask())),
                    inputs,
                    Double.parseDouble(get(parameters, "threshold")),
                    Model.Calibration.valueOf(upper(parameters.getOrDefault("calibration", "off"))),
                    trainer,
                    Model.Search.OFF,
                    new Model.Gate(
                            Double.parseDouble(get(parameters, "holdout")), Model.Metric.AUC, 0, 0),
                    Model.Rollout.DEFAULT);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new TrainingRefusedException(
                    "its record doesn't say how it was trained: " + e.getMessage(), e);
        }
    }

    private static String get(Map<String, String> parameters, String name) {
        return Objects.requireNonNull(
                parameters.get(name), () -> "there's no parameter " + name + " in its lineage");
    }

    private static long seed(@Nullable Long seed) {
        return Objects.requireNonNull(seed, "there's no seed in its lineage");
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
