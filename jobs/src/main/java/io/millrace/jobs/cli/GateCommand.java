package io.millrace.jobs.cli;

import io.millrace.jobs.cli.data.LabelledRows;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.ArtifactGate;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code millrace gate}. */
@Command(
        name = "gate",
        description = {
            "Judge a candidate as the gate of a training does, by a file of labelled rows that it"
                    + " hasn't learnt from.",
            "",
            "Exit code 0 if it passes, 1 if it's refused."
        },
        footer = {
            "%nExamples:",
            "  millrace gate --candidate new.model --champion fraud@3 --data week.parquet"
                    + " --label is_fraud",
            "  millrace gate --candidate new.model --champion old.model --data week.csv"
                    + " --label is_fraud --at-least 0.85 --beat-champion-by 0.01"
        })
final class GateCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "MODEL",
            description = "A version such as fraud@4, or a file of an artefact.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String candidate;

    @Option(
            names = "--champion",
            paramLabel = "MODEL",
            description = "Whom it must not be worse than. Default: nobody.")
    private @Nullable String champion;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description =
                    "What's compared: auc, or accuracy at each model's own threshold."
                            + " Default: auc.")
    private Model.Metric metric = Model.Metric.AUC;

    @Option(names = "--at-least", paramLabel = "VALUE", description = "The floor. Default: 0.5.")
    private double atLeast = Model.Gate.DEFAULT.atLeast();

    @Option(
            names = "--beat-champion-by",
            paramLabel = "VALUE",
            description = "How much better than the champion it must be. Default: 0.")
    private double beatChampionBy;

    @Mixin private final LabelledData data = new LabelledData();

    @Mixin private final ModelSource models = new ModelSource();

    GateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Model.Gate settings = settings();
        ModelArtifact judged = load(candidate);
        ModelArtifact opponent = champion == null ? null : load(champion);
        if (opponent != null && !opponent.fingerprint().equals(judged.fingerprint())) {
            session.warning(
                    "they were trained on different feature sets; columns are taken by their"
                            + " names");
        }
        RowType inputs = inputs(judged, opponent);
        LabelledRows rows = data.read(session, inputs);
        GateVerdict verdict;
        try {
            verdict =
                    ArtifactGate.judge(
                            judged, opponent, inputs, rows.rows(), rows.labels(), settings);
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(ExitCode.NO, String.valueOf(e.getMessage())).causedBy(e);
        }
        tell(verdict);
        return verdict.getPassed() ? ExitCode.DONE : ExitCode.NO;
    }

    private Model.Gate settings() {
        Model.Gate usual = Model.Gate.DEFAULT;
        try {
            return new Model.Gate(usual.holdout(), metric, atLeast, beatChampionBy);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private ModelArtifact load(String name) throws IOException {
        ModelArtifact artifact = models.load(session, name);
        LabelledData.requireBinary(artifact, name);
        return artifact;
    }

    /** Those of both. */
    private static RowType inputs(ModelArtifact judged, @Nullable ModelArtifact opponent) {
        List<Field> fields = new ArrayList<>(judged.inputs().fields());
        if (opponent != null) {
            for (Field field : opponent.inputs().fields()) {
                if (judged.inputs().indexOf(field.name()).isEmpty()) {
                    fields.add(field);
                }
            }
        }
        return new RowType(fields);
    }

    private void tell(GateVerdict verdict) {
        String word = verdict.getPassed() ? "passed" : "refused";
        Format format = session.format(Format.TABLE);
        if (format == Format.TABLE) {
            session.out().println(word + ": " + verdict.getReason());
            return;
        }
        Table table =
                Table.of("verdict", "verdict", "metric", "candidate", "champion", "rows", "reason");
        table.add(
                word,
                verdict.getMetric(),
                verdict.getCandidate(),
                verdict.getOpponents().get("champion"),
                verdict.getRows(),
                verdict.getReason());
        TableOutput.write(table, format, session.out());
    }
}
