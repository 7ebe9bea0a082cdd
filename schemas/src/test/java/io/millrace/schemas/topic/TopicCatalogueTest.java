package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class TopicCatalogueTest {

    @Test
    void namesTopicsAfterThePipeline() {
        assertThat(TopicCatalogue.of("card-fraud").topics())
                .extracting(Topic::name)
                .containsExactly(
                        "card-fraud.dead-letters",
                        "card-fraud.late-events",
                        "card-fraud.duplicates",
                        "card-fraud.quality",
                        "card-fraud.predictions",
                        "card-fraud.shadow-predictions",
                        "card-fraud.features",
                        "card-fraud.training-examples",
                        "card-fraud.experiments",
                        "card-fraud.datasets",
                        "card-fraud.performance",
                        "card-fraud.drift-reports",
                        "card-fraud.drift-alerts",
                        "card-fraud.alert-commands",
                        "card-fraud.label-requests",
                        "card-fraud.retrain-triggers",
                        "card-fraud.models",
                        "card-fraud.model-commands",
                        "card-fraud.model-events",
                        "card-fraud.deployments",
                        "card-fraud.switches");
    }

    @Test
    void letsATopicHaveAnotherName() {
        TopicCatalogue topics = TopicCatalogue.of("p", Map.of("predictions", "scores"));

        assertThat(topics.name(TopicKind.PREDICTIONS)).isEqualTo("scores");
        assertThat(topics.name(TopicKind.SHADOW_PREDICTIONS)).isEqualTo("p.shadow-predictions");
    }

    @Test
    void reportsEveryMistakeInNamesAtOnce() {
        Map<String, String> names =
                Map.of("prediction", "scores", "models", "a b", "features", "p.switches");

        assertThatThrownBy(() -> TopicCatalogue.of("p", names))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no topic \"prediction\" to name; there are dead-letters, ")
                .hasMessageContaining("\"a b\" can't be a topic's name")
                .hasMessageContaining("\"p.switches\" is named for features and for switches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "ä", "a b"})
    void refusesNamesThatKafkaRefuses(String name) {
        assertThatThrownBy(() -> new Topic(name, TopicKind.QUALITY))
                .hasMessageContaining("\"" + name + "\" can't be a topic's name");
    }

    @Test
    void keepsTheLifeCycleInOrder() {
        assertThat(
                        Arrays.stream(TopicKind.values())
                                .filter(k -> k.partitions() == TopicKind.Partitions.ONE))
                .containsExactly(
                        TopicKind.EXPERIMENTS,
                        TopicKind.DATASETS,
                        TopicKind.PERFORMANCE,
                        TopicKind.DRIFT_ALERTS,
                        TopicKind.ALERT_COMMANDS,
                        TopicKind.LABEL_REQUESTS,
                        TopicKind.RETRAIN_TRIGGERS,
                        TopicKind.MODELS,
                        TopicKind.MODEL_COMMANDS,
                        TopicKind.MODEL_EVENTS,
                        TopicKind.DEPLOYMENTS,
                        TopicKind.SWITCHES);
    }

    @Test
    void publishesASchemaForEachKind() {
        assertThat(TopicKind.values())
                .allSatisfy(
                        k ->
                                assertThat(k.schema().getDoc())
                                        .as(k.suffix())
                                        .contains("<pipeline>." + k.suffix()));
    }

    /** Prints the table that's right, to be copied into the README. */
    @Test
    void standsInTheReadme() throws IOException {
        String table =
                String.join(
                        "\n",
                        Arrays.stream(TopicKind.values()).map(TopicCatalogueTest::line).toList());

        assertThat(Files.readString(Path.of("README.md"))).contains(table);
    }

    private static String line(TopicKind kind) {
        Topic topic = TopicCatalogue.of("p").topic(kind);
        return "| "
                + String.join(
                        " | ",
                        List.of(
                                "`<p>." + kind.suffix() + "`",
                                kind.record().getSimpleName(),
                                kind.key(),
                                kept(kind),
                                kind.partitions() == TopicKind.Partitions.ONE ? "1" : "as source",
                                megabytes(topic.kind().size().bytes()),
                                kind.writer(),
                                kind.description()))
                + " |";
    }

    private static String kept(TopicKind kind) {
        return switch (kind.retention()) {
            case MONTH -> "30 days";
            case FOREVER -> "forever";
            case NEWEST_OF_KEY -> "compacted";
            case NEWEST_OF_KEY_AND_MONTH -> "compacted after 30 days";
        };
    }

    private static String megabytes(int bytes) {
        return (bytes >> 20) + " MiB";
    }
}
