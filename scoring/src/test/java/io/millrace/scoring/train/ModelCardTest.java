package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What the card says, and what's flagged on it. */
class ModelCardTest {
    private static final Model SETTINGS = Samples.xgboost(30, 4);

    private static ExampleSet examples(TrainingSet set) {
        ExampleCollector collector =
                new ExampleCollector(set.features(), "f", Long.MAX_VALUE, null);
        LabelledExamples.of(set).forEach(collector::add);
        return collector.collect();
    }

    private static Candidate candidate() {
        return CandidateTraining.train(LabelledExamples.set(7, 3_000), SETTINGS, null);
    }

    @Test
    void saysWhereItComesFromAndHowGoodItIs() throws Exception {
        Candidate candidate = candidate();

        ModelCard card =
                ModelCard.of(candidate, SETTINGS, Map.of("amount", "of the payment, in euro"));

        assertThat(card.digest()).isEqualTo(candidate.trained().artifact().digest());
        assertThat(card.data().trainingRows()).isEqualTo(2_400);
        assertThat(card.data().holdoutRows()).isEqualTo(600);
        assertThat(card.features().get(0))
                .isEqualTo(new ModelCard.Feature("amount", "double", "of the payment, in euro"));
        assertThat(card.metrics().get("auc")).isEqualTo(candidate.trained().holdout().auc());
        assertThat(card.lineage())
                .containsEntry("parameter algorithm", "xgboost")
                .containsEntry("parameter trees", "30")
                .containsEntry("feature set", "f")
                .containsKey("library xgboost");
        assertThat(card.reliability().bins().stream().mapToLong(bin -> bin.rows()).sum())
                .isEqualTo(600);
        assertThat(ModelCard.of(candidate, SETTINGS, Map.of()).toJson())
                .isEqualTo(ModelCard.of(candidate(), SETTINGS, Map.of()).toJson());
    }

    @Test
    void writesMarkdownAndJson() throws Exception {
        ModelCard card =
                ModelCard.of(candidate(), SETTINGS, Map.of("amount", "a|b <script>\n# boo"));

        String markdown = card.toMarkdown();

        assertThat(markdown)
                .startsWith("# Model card: fraud\n")
                .contains("\n## Limits\n", "\n## By segment\n", "\n## Calibration\n")
                .contains("\n## Permutation importance\n", "\n## Lineage\n")
                .contains("| amount | double | a\\|b \\<script\\> \\# boo |")
                .contains(card.digest())
                .doesNotContain("NaN");
        List<String> keys = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(card.toJson())) {
            while (parser.nextToken() != null) {
                if (parser.getParsingContext().getParent() != null
                        && parser.getParsingContext().getParent().inRoot()
                        && parser.currentToken().isStructEnd() == false
                        && parser.currentName() != null
                        && !keys.contains(parser.currentName())) {
                    keys.add(parser.currentName());
                }
            }
        }
        assertThat(keys)
                .contains(
                        "model", "digest", "limits", "metrics", "importance", "lineage", "trials");
    }

    @Test
    void splitsByTheDeclaredSegmentsAlone() {
        Candidate candidate = candidate();

        ModelCard card =
                ModelCard.of(
                        candidate, SETTINGS, Map.of(), List.of("country", "amount > 10", "amount"));

        assertThat(card.segments()).extracting(Segment::input).containsOnly("country");
        assertThat(card.segments())
                .containsExactlyElementsOf(
                        ModelCard.of(candidate, SETTINGS, Map.of()).segments().stream()
                                .filter(segment -> segment.input().equals("country"))
                                .toList());
        assertThat(card.limits())
                .anyMatch(limit -> limit.contains("aren't split by amount > 10,"))
                .anyMatch(limit -> limit.contains("aren't split by amount,"));
    }

    /** Each by its own filter, not by the code that's tested. */
    @Test
    void evaluatesEachSegmentByItself() throws Exception {
        Candidate candidate = candidate();
        ModelCard card = ModelCard.of(candidate, SETTINGS, Map.of());
        Scorer scorer = Scorer.of(candidate.trained().artifact(), Samples.TYPE);

        assertThat(card.segments()).extracting(Segment::input).containsOnly("foreign", "country");
        for (Segment segment : card.segments()) {
            int field = Samples.TYPE.indexOf(segment.input()).orElseThrow();
            ValueType type = Samples.TYPE.field(field).type();
            var part =
                    candidate.holdoutExamples().stream()
                            .filter(
                                    e ->
                                            String.valueOf(e.features().get(field, type))
                                                    .replace("null", "missing")
                                                    .equals(segment.value()))
                            .toList();
            boolean[] labels = new boolean[part.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = part.get(i).label();
            }
            double[] scores = part.stream().mapToDouble(e -> scorer.score(e.features())).toArray();
            assertThat(segment.evaluation()).isEqualTo(BinaryMetrics.evaluate(scores, labels, 0.5));
            assertThat(part).hasSizeGreaterThanOrEqualTo(30);
        }
    }

    @Test
    void importanceKnowsWhatTheModelUses() {
        List<Importance> importance = ModelCard.of(candidate(), SETTINGS, Map.of()).importance();

        assertThat(importance).hasSize(Samples.TYPE.size());
        assertThat(importance.get(0).input()).isEqualTo("amount");
        assertThat(importance.get(0).auc()).isGreaterThan(0.05);
        for (Importance each : importance) {
            if (each.input().equals("constant") || each.input().equals("never")) {
                assertThat(each.auc()).isZero();
            }
        }
    }

    /** A number, a flag, a level and a gap that each know the label. */
    @Test
    void flagsInputsThatKnowTheLabel() {
        RowType type =
                new RowType(
                        List.of(
                                new Field("honest", ValueType.DOUBLE, true),
                                new Field("chargeback", ValueType.DOUBLE, true),
                                new Field("blocked", ValueType.BOOLEAN, true),
                                new Field("outcome", ValueType.STRING, true),
                                new Field("closed_after", ValueType.INTEGER, true)));
        SplittableRandom random = new SplittableRandom(1);
        List<Row> rows = new ArrayList<>();
        boolean[] labels = new boolean[1_000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(10) == 0;
            Row row = new Row(5);
            row.setDouble(0, random.nextGaussian() + (labels[i] ? 1 : 0));
            row.setDouble(1, labels[i] ? -5 - random.nextDouble() : random.nextDouble() * 1e9);
            row.setBoolean(2, labels[i]);
            row.setText(3, labels[i] ? "refunded" : "settled " + random.nextInt(3));
            if (labels[i]) {
                row.setLong(4, random.nextInt(100));
            }
            rows.add(row);
        }
        ExampleSet set = examples(new TrainingSet(type, rows, labels));

        Candidate candidate = CandidateTraining.train(set, Samples.xgboost(5, 2), null);

        assertThat(candidate.suspicions())
                .hasSize(5)
                .noneMatch(suspicion -> suspicion.contains("honest"))
                .anyMatch(
                        suspicion ->
                                suspicion.equals(
                                        "input \"chargeback\" alone tells the classes apart (AUC"
                                                + " 1.0000): does it know the label?"))
                .anyMatch(suspicion -> suspicion.contains("\"blocked\""))
                .anyMatch(suspicion -> suspicion.contains("\"outcome\""))
                .anyMatch(suspicion -> suspicion.contains("\"closed_after\""))
                .anyMatch(suspicion -> suspicion.contains("too good to be true"));
        assertThat(candidate.gate().getReason()).contains("does it know the label?");
        assertThat(ModelCard.of(candidate, SETTINGS, Map.of()).toMarkdown())
                .contains("does it know the label?");
        assertThat(candidate().suspicions()).isEmpty();
    }

    /** Labels that are drawn: the model learns noise, and the gate sees it. */
    @Test
    void gateRefusesWhatWasLearntFromPoison() {
        TrainingSet set = Samples.random(9, 3_000);
        boolean[] labels = set.labels().clone();
        for (int i = 0; i < 2_400; i++) {
            labels[i] = !labels[i];
        }
        Model settings =
                new Model(
                        SETTINGS.name(),
                        SETTINGS.task(),
                        SETTINGS.inputs(),
                        SETTINGS.threshold(),
                        SETTINGS.calibration(),
                        SETTINGS.trainer(),
                        SETTINGS.search(),
                        new Model.Gate(0.2, Model.Metric.AUC, 0.5, 0),
                        SETTINGS.rollout());

        Candidate candidate =
                CandidateTraining.train(
                        examples(new TrainingSet(set.features(), set.rows(), labels)),
                        settings,
                        null);

        assertThat(candidate.gate().getPassed()).isFalse();
        assertThat(candidate.gate().getReason()).contains("at least 0.5 is asked");
        assertThat(ModelCard.of(candidate, settings, Map.of()).toMarkdown())
                .contains("Gate: **refused**");
    }

    /** Whatever is asked for, bad data are a refusal with a reason or a model, never a surprise. */
    @Test
    void badDataAreRefusedWithAReason() {
        TrainingSet good = Samples.random(9, 500);
        List<Row> empty = good.rows().stream().map(row -> new Row(Samples.TYPE.size())).toList();
        boolean[] one = new boolean[500];
        List<TrainingSet> bad =
                List.of(
                        new TrainingSet(
                                Samples.TYPE,
                                good.rows().subList(0, 10),
                                Arrays.copyOf(good.labels(), 10)),
                        new TrainingSet(Samples.TYPE, List.of(), new boolean[0]),
                        new TrainingSet(Samples.TYPE, good.rows(), one),
                        new TrainingSet(Samples.TYPE, empty, good.labels()));
        for (Model.Algorithm algorithm : Model.Algorithm.values()) {
            for (Model.Calibration calibration : Model.Calibration.values()) {
                Model settings =
                        Samples.calibrated(
                                Samples.model(new Model.Trainer(algorithm, 5, 3, 0.3, 2, 1)),
                                calibration);
                Model asked =
                        algorithm == Model.Algorithm.AUTO
                                ? settings.with(Model.Search.DEFAULT)
                                : settings;
                for (int i = 0; i < 3; i++) {
                    ExampleSet examples = examples(bad.get(i));
                    assertThatThrownBy(() -> CandidateTraining.train(examples, asked, null))
                            .as("%s, %s, set %d", algorithm, calibration, i)
                            .isInstanceOf(TrainingRefusedException.class)
                            .hasMessageMatching("(?s).{20,}");
                }
            }
            Model settings = Samples.model(new Model.Trainer(algorithm, 5, 3, 0.3, 2, 1));
            if (algorithm != Model.Algorithm.AUTO) {
                assertThat(
                                CandidateTraining.train(examples(bad.get(3)), settings, null)
                                        .trained()
                                        .holdout()
                                        .auc())
                        .isCloseTo(0.5, within(1e-9));
            }
        }
    }
}
