package io.millrace.registry.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.millrace.registry.ModelVersions;
import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

class DirectoryMirrorTest {
    @TempDir private Path root;

    private static ModelVersion version(String artifact, @Nullable Integer number) {
        byte[] bytes = artifact.getBytes(StandardCharsets.UTF_8);
        return ModelVersion.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(ModelVersions.digest(bytes))
                .setVersion(number)
                .setTask("binary")
                .setFormat("test/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint("f")
                .setInputs(List.of(new ModelInput("amount", "double")))
                .setMetrics(Map.of("log_loss", 0.5, "auc", 0.9))
                .setLineage(Lineage.newBuilder().setRows(3L).build())
                .build();
    }

    private static Deployment deployment(int champion, int arm) {
        return Deployment.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setEpoch(4)
                .setChampion(new ModelReference(digest("a" + champion), champion))
                .setArms(List.of(new Arm(digest("a" + arm), arm, 500, 0)))
                .setActor("rollout")
                .build();
    }

    private static String digest(String artifact) {
        return ModelVersions.digest(artifact.getBytes(StandardCharsets.UTF_8));
    }

    private static MirroredModel two() {
        return MirroredModel.of(
                "shop",
                "fraud",
                List.of(version("a1", null), version("a1", 1), version("a2", 2)),
                Map.of(digest("a1"), "CHAMPION"),
                Optional.of(deployment(1, 2)));
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(root.resolve(file).toFile());
    }

    private SyncReport reconcile(MirroredModel model) throws IOException {
        return new DirectoryMirror(root).reconcile(model);
    }

    @Test
    void writesVersionsWithTheirArtefactsAndWhoServes() throws IOException {
        assertThat(reconcile(two())).isEqualTo(new SyncReport(2, 5, 0, List.of()));

        assertThat(root.resolve("shop/fraud/1/artifact")).hasContent("a1");
        JsonNode version = json("shop/fraud/1/version.json");
        assertThat(version.path("digest").asText()).isEqualTo(digest("a1"));
        assertThat(version.path("state").asText()).isEqualTo("CHAMPION");
        assertThat(version.path("metrics").fieldNames())
                .toIterable()
                .containsExactly("auc", "log_loss");
        assertThat(json("shop/fraud/aliases.json").path("champion").asInt()).isEqualTo(1);
        assertThat(json("shop/fraud/aliases.json").path("challenger").asInt()).isEqualTo(2);
    }

    @Test
    void changesNothingTheSecondTime() throws IOException {
        reconcile(two());
        Map<Path, Object> before = times();

        assertThat(reconcile(two())).isEqualTo(new SyncReport(2, 0, 5, List.of()));
        assertThat(times()).isEqualTo(before);
    }

    private Map<Path, Object> times() throws IOException {
        Map<Path, Object> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void goesOnWhereAnInterruptedRunHasStoppedAndRepairsWhatWasChanged() throws IOException {
        reconcile(two());
        Files.delete(root.resolve("shop/fraud/aliases.json"));
        Files.writeString(root.resolve("shop/fraud/2/artifact"), "xx");
        Files.writeString(root.resolve("shop/fraud/2/version.json.part"), "{half");

        assertThat(reconcile(two())).isEqualTo(new SyncReport(2, 2, 3, List.of()));
        assertThat(root.resolve("shop/fraud/2/artifact")).hasContent("a2");
        assertThat(json("shop/fraud/aliases.json").path("epoch").asInt()).isEqualTo(4);
    }

    @Test
    void refusesArtefactsThatAreNotWhatTheyAreNamedAndMirrorsTheOthers() throws IOException {
        ModelVersion wrong = version("a2", 2);
        wrong.setArtifact(ByteBuffer.wrap("zz".getBytes(StandardCharsets.UTF_8)));
        SyncReport report =
                reconcile(
                        MirroredModel.of(
                                "shop",
                                "fraud",
                                List.of(version("a1", 1), wrong),
                                Map.of(),
                                Optional.empty()));

        assertThat(report.refused()).singleElement().asString().contains("but the artefact's is");
        assertThat(root.resolve("shop/fraud/2")).doesNotExist();
        assertThat(root.resolve("shop/fraud/1/artifact")).hasContent("a1");
        assertThat(json("shop/fraud/aliases.json").path("champion").isNull()).isTrue();
    }

    @Test
    void writesNothingOutsideOfItsFolder() throws IOException {
        Path outside = Files.createDirectories(root.resolve("outside"));
        Path own = Files.createDirectories(root.resolve("mirror"));
        Files.createDirectories(own.resolve("shop/fraud"));
        Files.createSymbolicLink(own.resolve("shop/fraud/1"), outside);

        SyncReport linked = new DirectoryMirror(own).reconcile(two());
        SyncReport named =
                new DirectoryMirror(own)
                        .reconcile(
                                MirroredModel.of(
                                        "../outside",
                                        "fraud",
                                        List.of(),
                                        Map.of(),
                                        Optional.empty()));

        assertThat(linked.refused()).singleElement().asString().contains("is a link");
        assertThat(named.refused()).singleElement().asString().contains("can't be a folder's");
        assertThat(outside).isEmptyDirectory();
    }
}
