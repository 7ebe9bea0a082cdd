package io.millrace.jobs.cli;

import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.cli.data.TrainingFile;
import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleSet;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A training from a file, without any cluster. */
final class FileTraining {
    private static final Place COMMAND_LINE = new Place("command line", 1, 1);
    private static final int USUAL_DEPTH = 6;
    private static final int USUAL_TREES = 100;
    private static final int USUAL_EPOCHS = 10;
    private static final double LINEAR_RATE = 0.1;
    private static final double BOOSTED_RATE = 0.3;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = {
                "Labelled rows: CSV, JSON lines or Parquet, by the ending; such as",
                "what backfill --labels writes."
            })
    private @Nullable Path input;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "Column of the labels: 0 and 1, or true and false. Needed with --input.")
    private @Nullable String label;

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = {
                "Column of the rows' times: they're trained in its order, and the newest",
                "are held out. Default: the only column of times, or else the file's order."
            })
    private @Nullable String time;

    @Option(
            names = "--without",
            paramLabel = "COLUMN",
            split = ",",
            description = {
                "Columns that aren't inputs, such as ids; with commas between them.",
                "With -f only the pipeline's features are."
            })
    private List<String> without = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The model's. Default: model, or the pipeline's with -f.")
    private @Nullable String name;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description = {
                "logistic_regression, xgboost, random_forest or auto, which searches.",
                "Default: auto, or the pipeline's with -f."
            })
    private Model.@Nullable Algorithm algorithm;

    @Option(
            names = "--trials",
            paramLabel = "COUNT",
            description = "Settings that are tried. Default: 12 if auto, or else 1.")
    private @Nullable Integer trials;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: 0.")
    private @Nullable Long seed;

    boolean isAsked() {
        return input != null;
    }

    void check() {
        boolean other =
                label != null
                        || time != null
                        || !without.isEmpty()
                        || name != null
                        || algorithm != null
                        || trials != null
                        || seed != null;
        if (input == null && other) {
            throw CommandFailure.usage(
                    "--label, --time, --without, --name, --algorithm, --trials and --seed are of a"
                            + " file",
                    "name one with --input; elsewhere the pipeline file says it");
        }
        if (input != null && label == null) {
            throw CommandFailure.usage("which column is the label?", "name it with --label");
        }
        if (trials != null && trials < 1) {
            throw CommandFailure.usage("--trials is " + trials, "it must be at least 1");
        }
    }

    /** Trains on the calling thread. */
    OneTraining train(Session session, PipelineFile file, Connection connection) {
        Path named = Objects.requireNonNull(input);
        DataFile data = DataFile.open(session.resolve(named), named.toString());
        TrainingFile columns = TrainingFile.of(data, Objects.requireNonNull(label), time);
        Model settings;
        RowType inputs;
        String fingerprint;
        Map<String, String> meanings;
        String pipeline;
        if (file.isNamed()) {
            CheckedPipeline checked;
            try (Registries registries = new Registries(session, connection)) {
                checked =
                        CheckedPipeline.load(
                                session.resolve(file.name()), session.environment(), registries);
            }
            settings = adapted(model(checked));
            inputs = inputs(checked.plan().features(), settings);
            fingerprint = checked.plan().fingerprint();
            meanings = FeatureCatalogue.of(checked).meanings();
            pipeline = checked.pipeline().name().value();
        } else {
            settings = adapted(usual());
            inputs = columns.inputs(without);
            fingerprint = TrainingFile.fingerprint(inputs);
            meanings = Map.of();
            pipeline = "none";
        }
        ExampleSet examples = columns.read(inputs, fingerprint);
        columns.notes().forEach(session::progress);
        return new OneTraining(
                CandidateTraining.train(examples, settings, null),
                settings,
                trigger(pipeline, settings, examples),
                meanings);
    }

    private static RowType inputs(RowType features, Model settings) {
        return settings.inputs().isEmpty()
                ? features
                : new RowType(
                        settings.inputs().stream()
                                .map(input -> features.field(features.index(input.value())))
                                .toList());
    }

    private static Model model(CheckedPipeline checked) {
        return checked.pipeline()
                .model()
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.NO, "the pipeline file has no model: section"));
    }

    private Model usual() {
        Model.Algorithm chosen = algorithm == null ? Model.Algorithm.AUTO : algorithm;
        return new Model(
                new Text("model", COMMAND_LINE),
                Model.Task.BINARY,
                List.of(),
                0.5,
                trainer(chosen, 0),
                Model.Gate.DEFAULT,
                Model.Rollout.DEFAULT);
    }

    private static Model.Trainer trainer(Model.Algorithm algorithm, long seed) {
        double rate = algorithm == Model.Algorithm.LOGISTIC_REGRESSION ? LINEAR_RATE : BOOSTED_RATE;
        return new Model.Trainer(algorithm, USUAL_TREES, USUAL_DEPTH, rate, USUAL_EPOCHS, seed);
    }

    /** With what the command line says otherwise. */
    private Model adapted(Model model) {
        Model.Trainer trainer = model.trainer();
        if (algorithm != null && algorithm != trainer.algorithm()) {
            trainer = trainer(algorithm, trainer.seed());
        }
        if (seed != null) {
            trainer =
                    new Model.Trainer(
                            trainer.algorithm(),
                            trainer.trees(),
                            trainer.depth(),
                            trainer.learningRate(),
                            trainer.epochs(),
                            seed);
        }
        Model.Search search = model.search();
        if (trainer.algorithm() == Model.Algorithm.AUTO && search.trials() == 1) {
            search = Model.Search.DEFAULT;
        }
        if (trials != null) {
            Model.Search usual = Model.Search.DEFAULT;
            search = new Model.Search(usual.strategy(), trials, usual.folds(), search.embargo(), 0);
        }
        if (trainer.algorithm() == Model.Algorithm.AUTO && search.trials() < 2) {
            throw CommandFailure.usage(
                    "auto searches, and --trials is " + search.trials(), "name 2 or more");
        }
        return new Model(
                name == null ? model.name() : new Text(name, COMMAND_LINE),
                model.task(),
                model.inputs(),
                model.threshold(),
                model.calibration(),
                trainer,
                search,
                model.gate(),
                model.rollout());
    }

    private static RetrainTrigger trigger(String pipeline, Model settings, ExampleSet examples) {
        return RetrainTrigger.newBuilder()
                .setPipeline(pipeline)
                .setModel(settings.name().value())
                .setTriggerId("by-hand-" + examples.dataDigest().substring(0, 12))
                .setCause(RetrainCause.PERSON)
                .setReason("trained from a file")
                .setActor(System.getProperty("user.name", "unknown"))
                .setAsOf(
                        Instant.ofEpochMilli(
                                examples.examples().get(examples.size() - 1).eventTime()))
                .build();
    }
}
