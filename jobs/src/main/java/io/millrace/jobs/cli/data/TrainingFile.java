package io.millrace.jobs.cli.data;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.ExampleSet.Example;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The rows of a file as examples to train from, in the order of their time. */
public final class TrainingFile {
    private static final String ID = "row ";

    private final DataFile file;
    private final String label;
    private final @Nullable String time;
    private final List<String> notes = new ArrayList<>();

    private TrainingFile(DataFile file, String label, @Nullable String time) {
        this.file = file;
        this.label = label;
        this.time = time;
    }

    /**
     * @param time column of the rows' times; null for the only column of times, or else the file's
     *     order
     */
    public static TrainingFile of(DataFile file, String label, @Nullable String time) {
        List<String> times =
                file.columns().stream()
                        .filter(column -> column.kind() == ColumnKind.TIME)
                        .map(ColumnInfo::name)
                        .filter(name -> !name.equals(label))
                        .toList();
        if (time == null && times.size() > 1) {
            throw refused(
                    file.name() + " has several columns of times: " + times,
                    "name the one that they happened at with --time");
        }
        String found = time == null && times.size() == 1 ? times.get(0) : time;
        TrainingFile made = new TrainingFile(file, label, found);
        made.notes.add(
                found == null
                        ? "there's no column of times: the last rows of the file are held out"
                        : "rows are in the order of " + found + "; the newest are held out");
        return made;
    }

    /** What was decided for the user, in sentences. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Every column that a model can read, but for the label, the time, and others that are named.
     *
     * @param without columns that aren't inputs
     */
    public RowType inputs(List<String> without) {
        List<Field> inputs = new ArrayList<>();
        List<String> names = file.columns().stream().map(ColumnInfo::name).toList();
        for (String name : without) {
            if (!names.contains(name)) {
                throw refused(file.name() + " has no column \"" + name + "\"", "it has: " + names);
            }
        }
        for (ColumnInfo column : file.columns()) {
            String name = column.name();
            if (name.equals(label) || name.equals(time) || without.contains(name)) {
                continue;
            }
            Optional<ValueType> type = type(column.kind());
            if (type.isPresent()) {
                inputs.add(new Field(name, type.get(), true));
            } else {
                notes.add("column " + name + " is no input: it's " + column.kind().text());
            }
        }
        if (inputs.isEmpty()) {
            throw refused(file.name() + " has no column to learn from");
        }
        return new RowType(inputs);
    }

    private static Optional<ValueType> type(ColumnKind kind) {
        return switch (kind) {
            case NUMBER -> Optional.of(ValueType.DOUBLE);
            case BOOLEAN -> Optional.of(ValueType.BOOLEAN);
            case TEXT -> Optional.of(ValueType.STRING);
            case TIME, EMPTY, OTHER -> Optional.empty();
        };
    }

    /** Of columns that no pipeline's definitions stand behind: their names and types. */
    public static String fingerprint(RowType inputs) {
        StringBuilder text = new StringBuilder();
        inputs.fields()
                .forEach(
                        field ->
                                text.append(field.name())
                                        .append('\t')
                                        .append(field.type())
                                        .append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "columns-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads the rows that have a label.
     *
     * @param inputs that the file has a column for, by name
     */
    public ExampleSet read(RowType inputs, String fingerprint) {
        LabelledRows rows = LabelledRows.of(file, inputs, label, time);
        if (rows.unlabelled() > 0) {
            notes.add(rows.unlabelled() + " rows without a label are left out");
        }
        List<Example> examples = new ArrayList<>();
        List<Row> read = rows.rows();
        for (int row = 0; row < read.size(); row++) {
            long at = time == null ? 0 : rows.times()[row];
            examples.add(new Example(ID + (row + 1), at, rows.labels()[row], read.get(row)));
        }
        examples.sort(Comparator.comparingLong(Example::eventTime));
        return new ExampleSet(
                inputs,
                fingerprint,
                examples,
                new ExampleSet.Selection(file.rows(), 0, rows.unlabelled(), 0, 0));
    }

    private static CommandFailure refused(String message, String... notes) {
        return new CommandFailure(ExitCode.USAGE, message, notes);
    }
}
