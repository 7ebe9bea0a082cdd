package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.scoring.ModelArtifact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

@Timeout(120)
class RegistryExportCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    private static ModelVersion publish(ModelArtifact artifact) {
        ModelVersion version = PublishedModels.version(artifact, "shop.examples", 0.9);
        log.publish(version, 1, "CHAMPION");
        return version;
    }

    private static int export(TestSession session, String format, String file, String... more) {
        String[] arguments = new String[7 + more.length];
        String[] own = {"registry", "export", "fraud@1", "--format", format, "--output", file};
        System.arraycopy(own, 0, arguments, 0, own.length);
        System.arraycopy(more, 0, arguments, own.length, more.length);
        return log.run(session, arguments);
    }

    @Test
    void writesOnnxOfLinearModelsAndOfTrees() throws Exception {
        for (ModelArtifact artifact :
                new ModelArtifact[] {
                    PublishedModels.linear("f", 2, "DE"), PublishedModels.tree("f")
                }) {
            log.begin();
            publish(artifact);
            TestSession session = log.session();

            assertThat(export(session, "onnx", "model.onnx", "--overwrite"))
                    .as(session.err())
                    .isZero();

            assertThat(session.out()).contains("3 golden rows score as the artefact ");
            assertThat(
                            Files.readString(
                                    log.folder().resolve("model.onnx"),
                                    StandardCharsets.ISO_8859_1))
                    .contains("sha-256 " + artifact.digest())
                    .contains("country")
                    .contains("scores");
        }
    }

    @Test
    void writesTheArtefactItself() throws Exception {
        ModelVersion version = publish(PublishedModels.tree("f"));
        TestSession session = log.session();

        assertThat(export(session, "millrace", "own.model", "--json")).isZero();

        ModelArtifact read =
                ModelArtifact.load(Files.readAllBytes(log.folder().resolve("own.model")));
        assertThat(read.digest()).isEqualTo(version.getDigest());
        JsonNode row = Json.MAPPER.readTree(session.out()).path("exports").get(0);
        assertThat(row.path("digest").asText()).isEqualTo(version.getDigest());
        assertThat(row.path("bytes").asLong()).isEqualTo(version.getArtifactBytes());
    }

    @Test
    void refusesWhatOnnxCannotSayAndWritesNothing() throws Exception {
        publish(PublishedModels.linear("f", 2, ""));
        TestSession session = log.session();

        assertThat(export(session, "onnx", "refused.onnx")).isEqualTo(ExitCode.NO);

        assertThat(session.err())
                .contains("fraud@1 can't be exported: input \"country\" has the empty text");
        assertThat(log.folder().resolve("refused.onnx")).doesNotExist();
    }

    @Test
    void refusesWhatIsNoArtefact() {
        log.publish(TestVersions.version("no model", 1_000, null), 1, "PUBLISHED");
        TestSession session = log.session();

        assertThat(export(session, "millrace", "none.model")).isEqualTo(ExitCode.NO);

        assertThat(session.err()).contains("fraud@1 can't be exported: it");
        assertThat(log.folder().resolve("none.model")).doesNotExist();
    }

    @Test
    void refusesAnArtefactOfAnotherDigest() throws Exception {
        ModelVersion version =
                PublishedModels.version(PublishedModels.tree("f"), "shop.examples", 0.9);
        version.setDigest("a".repeat(64));
        log.publish(version, 1, "CHAMPION");
        TestSession session = log.session();

        assertThat(export(session, "millrace", "other.model")).isEqualTo(ExitCode.NO);

        assertThat(session.err()).contains("the registry says aaaaaaaa");
        assertThat(log.folder().resolve("other.model")).doesNotExist();
    }

    @Test
    void keepsAFileThatIsThere() throws Exception {
        publish(PublishedModels.tree("f"));
        Files.writeString(log.folder().resolve("there.onnx"), "mine");
        TestSession session = log.session();

        assertThat(export(session, "onnx", "there.onnx")).isEqualTo(ExitCode.USAGE);

        assertThat(session.err()).contains("there.onnx is there already", "--overwrite");
        assertThat(log.folder().resolve("there.onnx")).hasContent("mine");
    }

    @Test
    void saysWhichFormatsThereAre() throws Exception {
        publish(PublishedModels.tree("f"));
        TestSession session = log.session();

        assertThat(export(session, "pickle", "x")).isEqualTo(ExitCode.USAGE);

        assertThat(session.err()).contains("--format").containsIgnoringCase("onnx, millrace");
    }
}
