package io.millrace.jobs.cli.backfill;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes rows to files that get their names when all of them are whole. What's written before that
 * lies in the run's own folder, on the same disk.
 */
final class RowOutput implements BackfillOutput {
    /** The next row begins a new file of a folder. */
    static final long ROWS_A_FILE = 1_000_000;

    private final Path work;
    private final BackfillTarget target;
    private final FileFormat format;
    private final OutputColumns columns;
    private final List<Path> written = new ArrayList<>();
    private @Nullable RowFile current;
    private long rows;

    RowOutput(Path work, BackfillTarget target, FileFormat format, OutputColumns columns)
            throws IOException {
        this.work = Files.createDirectories(work);
        this.target = target;
        this.format = format;
        this.columns = columns;
    }

    @Override
    public void write(@Nullable Object[] values) throws IOException {
        boolean next = rows % ROWS_A_FILE == 0 && target instanceof BackfillTarget.Folder;
        RowFile file = current;
        if (file == null || next) {
            file = begin();
        }
        file.write(values);
        rows++;
    }

    private RowFile begin() throws IOException {
        close();
        Path path = work.resolve(name());
        RowFile file = RowFile.create(format, path, columns.type());
        written.add(path);
        current = file;
        return file;
    }

    private String name() {
        return target instanceof BackfillTarget.File file
                ? file.file().getFileName().toString()
                : "part-%05d%s".formatted(written.size(), format.ending());
    }

    @Override
    public long rows() {
        return rows;
    }

    /** Gives the files their names; a file without rows is one, too. */
    @Override
    public List<Path> publish() throws IOException {
        if (written.isEmpty()) {
            begin();
        }
        close();
        Path folder =
                target instanceof BackfillTarget.File file
                        ? parent(file.file())
                        : ((BackfillTarget.Folder) target).folder();
        if (target instanceof BackfillTarget.Folder) {
            existing(folder).forEach(RowOutput::delete);
        }
        List<Path> published = new ArrayList<>();
        for (Path path : written) {
            Path name = folder.resolve(path.getFileName());
            Files.move(
                    path,
                    name,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            published.add(name);
        }
        return published;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** What an earlier backfill has written there. */
    static List<Path> existing(BackfillTarget target) throws IOException {
        if (target instanceof BackfillTarget.File file) {
            return Files.exists(file.file()) ? List.of(file.file()) : List.of();
        }
        return target instanceof BackfillTarget.Folder folder
                ? existing(folder.folder())
                : List.of();
    }

    private static List<Path> existing(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("part-\\d{5}\\.(parquet|csv|jsonl)"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
