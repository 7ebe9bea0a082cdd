package io.millrace.jobs.serve;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/**
 * Scores of past events, by the code that serves: as they were, by the versions that were in force
 * at each event's time, or as one version would have answered. The same features give the same
 * bits.
 */
public final class PastScores {
    private final Scoring scoring;

    private PastScores(Scoring scoring) {
        this.scoring = scoring;
    }

    /**
     * What one event gets.
     *
     * @param score null if no model was in force
     * @param decision null if there's no score, or it's a kill switch's
     * @param digest of the version; null if it isn't one's answer
     */
    public record Answer(
            Role role,
            @Nullable Double score,
            @Nullable Boolean decision,
            @Nullable String digest) {}

    private interface Scoring {
        Answer answer(long time, String unit, Row features);
    }

    /**
     * By the switches that serve recorded: champion, canary's and arm's shares, kill switches.
     *
     * @param artifacts all that were published, as bytes
     */
    public static PastScores asServed(
            RowType features, Collection<byte[]> artifacts, Collection<Switch> switches) {
        ModelsInForce models = new ModelsInForce(features);
        for (byte[] artifact : artifacts) {
            if (canBeServed(artifact, features)) {
                models.take(new RegistryUpdate(RegistryUpdate.Kind.MODEL, artifact));
            }
        }
        for (Switch made : switches) {
            models.take(
                    new RegistryUpdate(
                            RegistryUpdate.Kind.SWITCH, PlainAvro.write(made, Switch.class)));
        }
        return new PastScores(
                (time, unit, row) -> served(models.answer(models.epochAt(time), row, unit).get(0)));
    }

    /** As serve's resolver does: what it refuses is never in force. */
    private static boolean canBeServed(byte[] artifact, RowType features) {
        try {
            Scorer.of(ModelArtifact.load(artifact), features);
            return true;
        } catch (ArtifactRefusedException e) {
            return false;
        }
    }

    private static Answer served(Predictions.Answer answer) {
        return new Answer(answer.role(), answer.score(), answer.decision(), answer.digest());
    }

    /**
     * As one version would have answered to all of them.
     *
     * @throws ArtifactRefusedException if it doesn't take these features
     */
    public static PastScores of(ModelArtifact artifact, RowType features)
            throws ArtifactRefusedException {
        Scorer scorer = Scorer.of(artifact, features);
        return new PastScores(
                (time, unit, row) -> {
                    double score = scorer.score(row);
                    return new Answer(
                            Role.CHAMPION, score, scorer.decide(score), artifact.digest());
                });
    }

    /**
     * @param keys of the entities, in the plan's order: the first is whose share it is
     */
    public Answer answer(String id, long time, List<@Nullable String> keys, Row features) {
        String key = keys.isEmpty() ? null : keys.get(0);
        return scoring.answer(time, key == null ? id : key, features);
    }
}
