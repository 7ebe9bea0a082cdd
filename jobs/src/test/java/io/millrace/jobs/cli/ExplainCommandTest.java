package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

@Timeout(120)
class ExplainCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static void serve(
            TopicKind kind,
            String event,
            @Nullable String digest,
            @Nullable Double score,
            Row row) {
        PredictionCodec codec = new PredictionCodec(PublishedModels.FEATURES);
        boolean none = digest == null;
        ScoredEvent prediction =
                new ScoredEvent(
                        "id-of-" + event,
                        log.pipeline(),
                        event,
                        1_000,
                        List.of(),
                        none ? null : "fraud",
                        none ? null : 1,
                        digest,
                        none ? Role.NONE : Role.CHAMPION,
                        none ? 0 : 3,
                        score,
                        none || score == null ? null : (Boolean) (score >= 0.5),
                        none ? null : (Double) 0.5,
                        "f",
                        List.of(),
                        List.of(),
                        row);
        int schema = log.shop.schemas.register(log.topic(kind), codec.schema());
        log.topics.write(
                log.topic(kind), 0, List.of(WireFormat.frame(schema, codec.encode(prediction))));
    }

    private static double publish(ModelArtifact artifact, Row row) throws Exception {
        log.publish(PublishedModels.version(artifact, "t", 0.9), 1, "CHAMPION");
        return Scorer.of(artifact, PublishedModels.FEATURES).score(row);
    }

    @Test
    void explainsALinearScoreByWeightTimesDistance() throws Exception {
        ModelArtifact model = PublishedModels.linear("f", 2, "DE");
        Row row = PublishedModels.row(175, "DE");
        double score = publish(model, row);
        serve(TopicKind.PREDICTIONS, "other", model.digest(), 0.25, row);
        serve(TopicKind.PREDICTIONS, "sale-7", model.digest(), score, row);
        TestSession session = log.session();

        assertThat(log.run(session, "explain", "--event", "sale-7")).as(session.err()).isZero();

        // (175 - 100) / 50 is 1.5 units, twice; DE is 0.5 instead of missing's 0.125.
        assertThat(session.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "event sale-7 at 1970-01-01T00:00:01Z: fraud@1, champion, epoch 3",
                        "",
                        "FEATURE | VALUE | CONTRIBUTION",
                        "amount | 175.0000 | 3.0000",
                        "country | DE | 0.3750",
                        "",
                        "base -0.8750 + features 3.3750 = margin 2.5000 (weight times distance from"
                                + " the centre)",
                        "score 0.9241, decided true (from 0.5 on)");
        assertThat(session.err()).doesNotContain("warning");
    }

    @Test
    void explainsTreesByExactShapleyValues() throws Exception {
        ModelArtifact model = PublishedModels.tree("f");
        Row row = PublishedModels.row(120, "DE");
        serve(TopicKind.PREDICTIONS, "sale-8", model.digest(), publish(model, row), row);
        TestSession session = log.session();

        assertThat(log.run(session, "explain", "id-of-sale-8", "--json"))
                .as(session.err())
                .isZero();

        JsonNode explained = Json.MAPPER.readTree(session.out());
        // Known nothing: 6/8 of -0.5, 1/8 each of 0.25 and 2. Of the row 2. Amount known alone:
        // 1.125. Country known alone: 6/8 of -0.5 and 2/8 of 2.
        double nothing = 0.75 * -0.5 + 0.125 * 0.25 + 0.125 * 2;
        double country = 0.75 * -0.5 + 0.25 * 2;
        double ofAmount = ((1.125 - nothing) + (2 - country)) / 2;
        double ofCountry = ((country - nothing) + (2 - 1.125)) / 2;
        assertThat(explained.path("method").asText()).isEqualTo("exact TreeSHAP");
        assertThat(explained.path("base").asDouble()).isCloseTo(nothing - 1, within(1e-6));
        assertThat(explained.path("margin").asDouble()).isEqualTo(1);
        assertThat(explained.path("sum").asDouble()).isCloseTo(2 - nothing, within(1e-6));
        JsonNode first = explained.path("contributions").get(0);
        assertThat(first.path("feature").asText()).isEqualTo("amount");
        assertThat(first.path("value").asDouble()).isEqualTo(120);
        assertThat(first.path("contribution").asDouble()).isCloseTo(ofAmount, within(1e-6));
        assertThat(explained.path("contributions").get(1).path("contribution").asDouble())
                .isCloseTo(ofCountry, within(1e-6));
    }

    @Test
    void findsAPredictionOfAShadow() throws Exception {
        log.topics.create(log.topic(TopicKind.SHADOW_PREDICTIONS));
        ModelArtifact model = PublishedModels.tree("f");
        Row row = new Row(2);
        serve(TopicKind.SHADOW_PREDICTIONS, "sale-9", model.digest(), publish(model, row), row);
        TestSession session = log.session();

        assertThat(log.run(session, "explain", "id-of-sale-9", "--top", "1")).isZero();

        assertThat(session.out()).contains("and 1 more");
    }

    @Test
    void warnsWhenTheArtefactScoresOtherwise() throws Exception {
        ModelArtifact model = PublishedModels.tree("f");
        Row row = PublishedModels.row(120, "DE");
        publish(model, row);
        serve(TopicKind.PREDICTIONS, "sale-1", model.digest(), 0.25, row);
        TestSession session = log.session();

        assertThat(log.run(session, "explain", "--event", "sale-1")).isZero();

        assertThat(session.err()).contains("now, served was 0.25");
    }

    @Test
    void saysWhatCannotBeExplained() throws Exception {
        Row row = PublishedModels.row(120, "DE");
        serve(TopicKind.PREDICTIONS, "early", null, null, row);
        serve(TopicKind.PREDICTIONS, "lost", "ab".repeat(32), 0.5, row);
        TestSession none = log.session();
        TestSession lost = log.session();
        TestSession missing = log.session();

        assertThat(log.run(none, "explain", "--event", "early")).isEqualTo(ExitCode.NO);
        assertThat(log.run(lost, "explain", "--event", "lost")).isEqualTo(ExitCode.NO);
        assertThat(log.run(missing, "explain", "--event", "lo")).isEqualTo(ExitCode.NO);

        assertThat(none.err()).contains("no model answered event \"early\" (role NONE)");
        assertThat(lost.err()).contains("the registry doesn't hold the version abababababab");
        assertThat(missing.err())
                .contains("there is no event \"lo\" on " + log.topic(TopicKind.PREDICTIONS))
                .contains("of which 2 records were read");
    }

    @Test
    void tellsWrongFlags() {
        TestSession both = log.session();
        TestSession none = log.session();
        TestSession few = log.session();

        assertThat(log.run(both, "explain", "abcdef", "--event", "e")).isEqualTo(ExitCode.USAGE);
        assertThat(log.run(none, "explain")).isEqualTo(ExitCode.USAGE);
        assertThat(log.run(few, "explain", "abcdef", "--top", "0")).isEqualTo(ExitCode.USAGE);

        assertThat(both.err()).contains("name its id, or its event's by --event ID, not both");
        assertThat(none.err()).contains("which prediction?");
        assertThat(few.err()).contains("--top is 0; it's 1 or more");
    }
}
