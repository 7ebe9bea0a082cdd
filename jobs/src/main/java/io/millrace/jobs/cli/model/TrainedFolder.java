package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.Experiment;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.train.ModelCard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a training in this process leaves. */
public final class TrainedFolder {
    /** The card for people; its name is the same whatever the model's is. */
    public static final String CARD = "card.md";

    private static final String CARD_JSON = "card.json";
    private static final String EXPERIMENTS = "experiments.jsonl";

    private TrainedFolder() {}

    /** Writes {@code <model>.model}, the card twice, and what was tried, a line each. */
    public static void write(
            Path folder,
            String model,
            ModelArtifact artifact,
            ModelCard card,
            List<Experiment> experiments)
            throws IOException {
        Files.write(folder.resolve(model + ".model"), artifact.toBytes());
        Files.writeString(folder.resolve(CARD), card.toMarkdown());
        Files.writeString(folder.resolve(CARD_JSON), card.toJson() + "\n");
        Files.writeString(
                folder.resolve(EXPERIMENTS),
                experiments.stream()
                        .map(TrainedFolder::line)
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /** Avro's own JSON of a specific record. */
    private static String line(Experiment experiment) {
        return experiment.toString();
    }
}
