package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class CheckpointFolderTest {
    private static final JobID JOB = CheckpointFolder.idOf("card-fraud-serve");

    @TempDir Path folder;

    @Test
    void givesAJobTheSameIdInEachRun() {
        assertThat(JOB).isEqualTo(JobID.fromHexString("fb1231af1c33d87f92fcdad69ba5c9c8"));
        assertThat(CheckpointFolder.idOf("card-fraud-label")).isNotEqualTo(JOB);
    }

    @Test
    void findsNothingForAJobThatHasNotRun() {
        assertThat(new CheckpointFolder(folder).newest(JOB)).isEmpty();
    }

    @Test
    void takesTheHighestNumberThatWasCompleted() throws Exception {
        complete("chk-9");
        complete("chk-10");
        Files.createDirectories(ofJob().resolve("chk-11"));
        complete("chk-later");
        complete("shared");

        assertThat(new CheckpointFolder(folder).newest(JOB)).contains(ofJob().resolve("chk-10"));
    }

    private Path ofJob() {
        return folder.resolve(JOB.toHexString());
    }

    private void complete(String name) throws IOException {
        Path checkpoint = Files.createDirectories(ofJob().resolve(name));
        Files.writeString(checkpoint.resolve("_metadata"), "");
    }
}
