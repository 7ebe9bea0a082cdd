package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class FoldersTest {
    @TempDir Path folder;

    @Test
    void makesAFolderAndLeavesNothingInIt() {
        assertThat(Folders.usable(folder.resolve("a/b"))).isEmptyDirectory();
    }

    @Test
    void saysThatAFileIsInTheWay() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Folders.usable(file))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("a file is in its place");
    }

    @Test
    void saysThatTheDiskIsFull() {
        assertThatThrownBy(() -> Folders.usable(folder, Long.MAX_VALUE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("MB free")
                .hasMessageContaining("make room");
    }

    @Test
    void deletesAFolderButNotWhatALinkLeadsTo() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept"), "kept");
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("deep"));
        Files.writeString(data.resolve("deep/file"), "");
        Files.createSymbolicLink(data.resolve("link"), kept);

        Folders.delete(data);

        assertThat(data).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void hasNothingToDeleteWhereNothingIs() {
        Folders.delete(folder.resolve("nothing"));

        assertThat(folder).isEmptyDirectory();
    }
}
