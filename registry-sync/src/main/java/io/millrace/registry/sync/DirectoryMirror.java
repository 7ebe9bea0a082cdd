package io.millrace.registry.sync;

import io.millrace.registry.ModelVersions;
import io.millrace.schemas.avro.ModelVersion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A mirror in a folder: {@code <pipeline>/<model>/<number>/} with {@code version.json} and {@code
 * artifact}, and {@code <pipeline>/<model>/aliases.json} with who serves.
 *
 * <p>A file is written beside its place and then moved, so a reader sees it whole or not at all;
 * what an interrupted run has left is written over. Aliases come last: they name no version that
 * isn't there. What's right isn't touched, and nothing is deleted.
 */
public final class DirectoryMirror {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,199}");
    private static final String ARTIFACT = "artifact";

    private final Path root;

    /**
     * @param root is made if it isn't there
     */
    public DirectoryMirror(Path root) {
        this.root = root;
    }

    /**
     * Brings the folder up to date.
     *
     * @throws IOException if the folder can't be read or written; the next call goes on from there
     */
    public SyncReport reconcile(MirroredModel desired) throws IOException {
        Run run = new Run(desired);
        run.reconcile();
        return new SyncReport(desired.versions().size(), run.written, run.unchanged, run.refused);
    }

    private final class Run {
        private final MirroredModel desired;
        private final List<String> refused = new ArrayList<>();
        private int written;
        private int unchanged;

        Run(MirroredModel desired) {
            this.desired = desired;
        }

        void reconcile() throws IOException {
            for (String name : List.of(desired.pipeline(), desired.model())) {
                if (!NAME.matcher(name).matches()) {
                    refused.add("the name \"" + name + "\" can't be a folder's");
                    return;
                }
            }
            Path folder = root.resolve(desired.pipeline()).resolve(desired.model());
            Files.createDirectories(folder);
            for (Map.Entry<Integer, ModelVersion> version : desired.versions().entrySet()) {
                mirror(folder, version.getKey(), version.getValue());
            }
            write(folder.resolve("aliases.json"), MirrorJson.aliases(desired));
        }

        private void mirror(Path folder, int number, ModelVersion version) throws IOException {
            List<String> problems = ModelVersions.problems(version);
            if (number < 1 || !problems.isEmpty()) {
                refused.add(desired.model() + "@" + number + ": " + String.join("; ", problems));
                return;
            }
            Path own = folder.resolve(Integer.toString(number));
            if (Files.isSymbolicLink(own)) {
                refused.add(own + " is a link; a mirror writes to folders of its own alone");
                return;
            }
            Files.createDirectories(own);
            ByteBuffer artifact = version.getArtifact();
            if (artifact != null) {
                byte[] bytes = new byte[artifact.remaining()];
                artifact.duplicate().get(bytes);
                write(own.resolve(ARTIFACT), bytes);
            }
            String state = desired.states().getOrDefault(version.getDigest(), "PUBLISHED");
            write(own.resolve("version.json"), MirrorJson.version(version, number, state));
        }

        private void write(Path file, String text) throws IOException {
            write(file, text.getBytes(StandardCharsets.UTF_8));
        }

        private void write(Path file, byte[] bytes) throws IOException {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) == bytes.length
                    && Arrays.equals(Files.readAllBytes(file), bytes)) {
                unchanged++;
                return;
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.deleteIfExists(part);
            Files.write(part, bytes);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            written++;
        }
    }
}
