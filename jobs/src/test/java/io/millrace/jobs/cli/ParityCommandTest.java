package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code millrace parity} where it doesn't get as far as to Kafka. */
class ParityCommandTest {
    @TempDir Path folder;

    @BeforeEach
    void writeDefinitions() throws IOException {
        BackfillShop.writeDefinitions(folder);
    }

    @Test
    void saysThatVectorsInTheOrderOfArrivalAreWhatWasServed() throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                BackfillShop.PIPELINE.replace(
                        "pipeline: shop\n", "pipeline: shop\norder: arrival\n"));

        String said = refused();

        assertThat(said)
                .contains("answers in the order of arrival")
                .contains("can't be computed again")
                .contains("shop.predictions are what was served");
    }

    @Test
    void refusesOptionsThatContradictEachOther() {
        assertThat(refused("--since", "-24h", "--from", "2026-03-01"))
                .contains("--since and --from contradict");
        assertThat(refused("--from", "2026-03-02", "--to", "2026-03-01"))
                .contains("is not before --to");
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThat(refused("--sample", "120%")).contains("\"120%\" is no share of the vectors");
    }

    private String refused(String... options) {
        TestSession session = new TestSession(folder, Map.of());
        String[] all = new String[options.length + 1];
        all[0] = "parity";
        System.arraycopy(options, 0, all, 1, options.length);
        assertThat(session.run(all)).as(session.err()).isEqualTo(ExitCode.USAGE);
        return session.err();
    }
}
