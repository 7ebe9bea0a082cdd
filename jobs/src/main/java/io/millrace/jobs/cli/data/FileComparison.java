package io.millrace.jobs.cli.data;

import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.SampleValues;
import io.millrace.drift.compare.TestsOfFeature;
import io.millrace.drift.compare.WindowComparison;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.CategoryProfile;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureColumn;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.ReferenceProfile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Compares a file of rows with another one, or with a profile: the same tests as in the stream, and
 * of the values themselves where no side has more than {@value #MOST_EXACT} rows. Columns are taken
 * one after the other, several at a time, so that files of Parquet needn't fit into memory.
 */
public final class FileComparison {
    /** Beyond it sorting the values costs more than the cells' error, 1/256 of D at most. */
    static final int MOST_EXACT = 200_000;

    private final Reference reference;
    private final DataFile current;
    private final ComparisonPlan plan;
    private final WindowComparison comparison;

    public FileComparison(
            Reference reference, DataFile current, ComparisonPlan plan, DriftSettings settings) {
        this.reference = reference;
        this.current = current;
        this.plan = plan;
        this.comparison = new WindowComparison(settings);
    }

    /** Segments by name; a single one of all rows if there's no column to divide them by. */
    public List<ComparedSegment> compare() {
        Map<String, ColumnKind> kinds = new HashMap<>(plan.columns());
        if (plan.by() != null) {
            kinds.put(plan.by(), ColumnKind.TEXT);
        }
        if (reference.file != null) {
            reference.file.load(kinds);
        }
        current.load(kinds);
        List<Segment> segments = Segment.of(reference.file, current, plan.by());
        List<String> names = List.copyOf(plan.columns().keySet());
        List<List<ComparedColumn>> compared =
                IntStream.range(0, names.size())
                        .parallel()
                        .mapToObj(i -> column(names.get(i), i, names.size(), segments))
                        .toList();
        List<ComparedSegment> results = new ArrayList<>();
        for (int s = 0; s < segments.size(); s++) {
            int at = s;
            Segment segment = segments.get(s);
            List<ComparedColumn> columns = compared.stream().map(one -> one.get(at)).toList();
            List<TestsOfFeature> tests = columns.stream().map(ComparedColumn::tests).toList();
            WindowVerdict verdict = comparison.judge(tests);
            results.add(
                    new ComparedSegment(
                            segment.name(),
                            reference.file == null
                                    ? reference.rows()
                                    : segment.referenceRows().length,
                            segment.currentRows().length,
                            verdict,
                            columns.stream().map(ComparedColumn::counts).toList()));
        }
        return List.copyOf(results);
    }

    /** One column, in every segment. */
    private List<ComparedColumn> column(String name, int place, int all, List<Segment> segments) {
        DataColumn now = current.column(name);
        @Nullable DataColumn then = reference.file == null ? null : reference.file.column(name);
        ColumnKind kind = Objects.requireNonNull(plan.columns().get(name));
        FeatureColumn feature = Columns.feature(name, kind, place);
        List<ComparedColumn> compared = new ArrayList<>();
        for (Segment segment : segments) {
            FeatureProfile profile =
                    then == null
                            ? known(name)
                            : Columns.profile(feature, then, segment.referenceRows(), all);
            CellCounts counts = Columns.counts(profile, now, segment.currentRows());
            boolean exact =
                    kind == ColumnKind.NUMBER
                            && segment.referenceRows().length <= MOST_EXACT
                            && segment.currentRows().length <= MOST_EXACT;
            SampleValues values =
                    then == null || !exact
                            ? null
                            : SampleValues.of(
                                    Columns.numbers(then, segment.referenceRows()),
                                    Columns.numbers(now, segment.currentRows()));
            compared.add(new ComparedColumn(counts, comparison.test(counts, values)));
        }
        return compared;
    }

    private FeatureProfile known(String name) {
        return Objects.requireNonNull(reference.profile).feature(name);
    }

    /**
     * What a reader of the result should know of its columns: those whose levels don't all count.
     */
    public static List<String> remarks(List<ComparedSegment> segments) {
        List<String> remarks = new ArrayList<>();
        for (CellCounts counts : segments.get(0).features()) {
            if (counts.profile() instanceof CategoryProfile category && category.hasOthers()) {
                remarks.add(
                        category.column().name()
                                + " has more than "
                                + CategoryProfile.LEVELS_KEPT
                                + " levels: the "
                                + CategoryProfile.LEVELS_KEPT
                                + " most frequent ones are compared, and the others ("
                                + Figures.of(category.count(category.levels().size()))
                                + " rows) as one");
            }
        }
        return remarks;
    }

    /** The profile of a file's columns. */
    public static ReferenceProfile profile(DataFile file, ComparisonPlan plan) {
        file.load(plan.columns());
        List<String> names = List.copyOf(plan.columns().keySet());
        int[] rows = Columns.all(file.rows());
        List<FeatureProfile> features =
                IntStream.range(0, names.size())
                        .parallel()
                        .mapToObj(
                                i ->
                                        Columns.profile(
                                                Columns.feature(
                                                        names.get(i),
                                                        Objects.requireNonNull(
                                                                plan.columns().get(names.get(i))),
                                                        i),
                                                file.column(names.get(i)),
                                                rows,
                                                names.size()))
                        .toList();
        return ReferenceProfile.of(features);
    }
}
