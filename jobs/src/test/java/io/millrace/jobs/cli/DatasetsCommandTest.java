package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleCollector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Datasets as the train job freezes them; the topic of examples holds nothing any more. */
@Timeout(120)
class DatasetsCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    /** Of events from a number on; the labels of every so manieth are turned. */
    private static Candidate candidate(int from, int turned) {
        Random random = new Random(7);
        ExampleCollector examples =
                new ExampleCollector(
                        TestShop.FEATURES, TestVersions.FINGERPRINT, Long.MAX_VALUE, null);
        for (int i = 0; i < 400; i++) {
            double score = random.nextDouble();
            boolean isFraud = score + random.nextGaussian() / 4 > 0.5;
            boolean label = isFraud != (i % turned == turned - 1);
            if (i >= from) {
                examples.add(
                        TestShop.labelled(
                                TestShop.scored("e" + i, i * 1_000L, Role.CHAMPION, "one", score),
                                label));
            }
        }
        return CandidateTraining.train(examples.collect(), TestShop.MODEL, null);
    }

    private static ModelVersion publish(Candidate candidate, int number) {
        RetrainTrigger trigger =
                RetrainTrigger.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setTriggerId("t-" + number)
                        .setReason("")
                        .setActor("ana")
                        .setExamples(List.of(new DataRange("shop.examples", 0, 3L, 900L)))
                        .setAsOf(Instant.ofEpochSecond(500))
                        .build();
        candidate
                .dataset(trigger)
                .forEach(part -> log.write(TopicKind.DATASETS, TrainingDatasetPart.class, part));
        ModelVersion version = candidate.version(trigger, TestShop.MODEL, null, Map.of());
        log.publish(version, number, "CHAMPION");
        return version;
    }

    @Test
    void listsAndShowsWhatWasFrozen() throws Exception {
        ModelVersion version = publish(candidate(0, 1_000), 1);
        String digest = Objects.requireNonNull(version.getLineage().getDataDigest());
        TestSession list = log.session();
        TestSession show = log.session();
        TestSession table = log.session();

        assertThat(log.run(list, "datasets", "list", "--json")).as(list.err()).isZero();
        assertThat(log.run(show, "datasets", "show", digest.substring(0, 6), "--json")).isZero();
        assertThat(log.run(table, "datasets", "show", "fraud@1")).as(table.err()).isZero();

        JsonNode row = Json.MAPPER.readTree(list.out()).path("datasets").get(0);
        assertThat(row.path("dataset").asText()).isEqualTo(digest);
        assertThat(row.path("rows").asInt()).isEqualTo(400);
        assertThat(row.path("held_out").asInt()).isEqualTo(80);
        assertThat(row.path("versions").asText()).isEqualTo("fraud@1");
        JsonNode shown = Json.MAPPER.readTree(show.out());
        assertThat(shown.path("shop.examples/0").asText()).isEqualTo("offsets 3 to 900");
        assertThat(shown.path("columns")).hasSize(TestShop.FEATURES.size());
        assertThat(table.out()).contains("digest: " + digest).contains("rows: 400");
    }

    @Test
    void reproducesAVersionFromItsDatasetAlone() throws Exception {
        ModelVersion version = publish(candidate(0, 1_000), 1);
        TestSession same = log.session();

        assertThat(log.run(same, "registry", "reproduce", "fraud@1", "--json"))
                .as(same.err())
                .isZero();

        JsonNode row = Json.MAPPER.readTree(same.out()).path("reproductions").get(0);
        assertThat(row.path("verdict").asText()).isEqualTo("same");
        assertThat(row.path("trained").asText()).isEqualTo(version.getDigest());
    }

    @Test
    void saysWhenAVersionComesOutDifferentOrItsDatasetIsGone() throws Exception {
        ModelVersion version = publish(candidate(0, 1_000), 1);
        version.getLineage().getParameters().put("threshold", "0.25");
        log.publish(version, 1, "CHAMPION");
        ModelVersion unfrozen = TestVersions.version("no model", 0, null);
        unfrozen.getLineage().setDataDigest("0".repeat(64));
        log.publish(unfrozen, 2, "PUBLISHED");
        TestSession different = log.session();
        TestSession gone = log.session();

        assertThat(log.run(different, "registry", "reproduce", "fraud@1")).isEqualTo(ExitCode.NO);
        assertThat(log.run(gone, "registry", "reproduce", "fraud@2")).isEqualTo(ExitCode.NO);

        assertThat(different.out()).contains("different");
        assertThat(gone.err()).contains("is broken: it has no parts");
    }

    @Test
    void diffsEventByEvent() throws Exception {
        publish(candidate(0, 1_000), 1);
        publish(candidate(100, 50), 2);
        TestSession session = log.session();
        TestSession same = log.session();

        assertThat(log.run(session, "datasets", "diff", "fraud@1", "fraud@2", "--json"))
                .isEqualTo(ExitCode.NO);
        assertThat(log.run(same, "datasets", "diff", "fraud@1", "fraud@1")).isZero();

        JsonNode rows = Json.MAPPER.readTree(session.out()).path("differences");
        assertThat(rows.get(0).path("first").asInt()).isEqualTo(400);
        assertThat(rows.get(0).path("second").asInt()).isEqualTo(300);
        assertThat(rows.get(1).path("first").asInt()).isEqualTo(100);
        assertThat(rows.get(1).path("second").asInt()).isZero();
        assertThat(rows.get(2).path("differ").asInt()).isEqualTo(6);
    }

    @Test
    void verifiesDigestsPartsAndManifests() throws Exception {
        ModelVersion version = publish(candidate(0, 1_000), 1);
        TestSession right = log.session();
        assertThat(log.run(right, "datasets", "verify")).as(right.err()).isZero();
        TrainingDatasetPart part =
                log.written(TopicKind.DATASETS, TrainingDatasetPart.class).get(0);
        Objects.requireNonNull(part.getManifest()).setRows(3);
        log.write(TopicKind.DATASETS, TrainingDatasetPart.class, part);
        TestSession wrong = log.session();
        assertThat(log.run(wrong, "datasets", "verify", "fraud@1")).isEqualTo(ExitCode.NO);
        part.setParts(2);
        log.write(TopicKind.DATASETS, TrainingDatasetPart.class, part);
        TestSession torn = log.session();
        TestSession unknown = log.session();

        assertThat(log.run(torn, "datasets", "verify")).isEqualTo(ExitCode.NO);
        assertThat(log.run(unknown, "datasets", "verify", "zzzzzz")).isEqualTo(ExitCode.USAGE);

        assertThat(right.out()).contains(version.getLineage().getDataDigest() + "  right");
        assertThat(wrong.out()).contains("its manifest says 3 rows, there are 400");
        assertThat(torn.out()).contains("part 1 of 2 is missing");
        assertThat(unknown.err()).contains("there is no dataset \"zzzzzz\"");
    }
}
