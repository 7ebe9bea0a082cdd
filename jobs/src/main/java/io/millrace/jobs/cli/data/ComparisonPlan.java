package io.millrace.jobs.cli.data;

import io.millrace.drift.profile.FeatureColumn;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which columns are compared, and as what.
 *
 * @param columns in the order of the reference
 * @param by the column that rows are divided by; null for none
 * @param left what isn't compared, and why; a sentence each
 */
public record ComparisonPlan(
        Map<String, ColumnKind> columns, @Nullable String by, List<String> left) {

    public ComparisonPlan {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        left = List.copyOf(left);
    }

    /**
     * @param ignored columns to leave out
     * @throws ProblemsException with every column that can't be compared
     */
    public static ComparisonPlan of(
            DataFile reference, DataFile current, @Nullable String by, Set<String> ignored) {
        Making making = new Making(current, ignored);
        Set<String> inOne = new TreeSet<>(ignored);
        inOne.removeIf(name -> current.find(name).isPresent());
        making.requireColumns(reference, inOne);
        if (by != null) {
            making.requireColumns(reference, Set.of(by));
            making.requireColumns(current, Set.of(by));
        }
        for (ColumnInfo then : reference.columns()) {
            if (!then.name().equals(by)) {
                making.add(then);
            }
        }
        making.tellNew(reference.columns().stream().map(ColumnInfo::name).toList());
        return making.plan(by);
    }

    /** Of a profile, whose columns are of known types. */
    public static ComparisonPlan of(
            String name, ReferenceProfile reference, DataFile current, Set<String> ignored) {
        Making making = new Making(current, ignored);
        List<String> names = new ArrayList<>();
        for (FeatureProfile feature : reference.features()) {
            FeatureColumn column = feature.column();
            names.add(column.name());
            making.add(
                    new ColumnInfo(
                            column.name(),
                            Columns.kind(column),
                            new Place(name, 1, 1),
                            false,
                            Map.of()));
        }
        making.tellNew(names);
        return making.plan(null);
    }

    /** Of one file that a profile is made of. */
    public static ComparisonPlan of(DataFile file, Set<String> ignored) {
        return of(file, file, null, ignored);
    }

    /** Collects columns and problems. */
    private static final class Making {
        private final DataFile current;
        private final Set<String> ignored;
        private final Map<String, ColumnKind> columns = new LinkedHashMap<>();
        private final List<String> left = new ArrayList<>();
        private final Problems problems = new Problems();

        Making(DataFile current, Set<String> ignored) {
            this.current = current;
            this.ignored = ignored;
        }

        void requireColumns(DataFile file, Collection<String> names) {
            List<String> known = file.columns().stream().map(ColumnInfo::name).toList();
            for (String name : names.stream().sorted().toList()) {
                if (!known.contains(name)) {
                    problems.add(
                            DataFileError.UNKNOWN_COLUMN
                                    .at(
                                            new Place(file.name(), 1, 1),
                                            1,
                                            "there is no column \"" + name + "\"")
                                    .suggesting(NearestName.of(name, known).orElse(null)));
                }
            }
        }

        void add(ColumnInfo then) {
            String name = then.name();
            if (ignored.contains(name)) {
                return;
            }
            ColumnInfo now = current.find(name).orElse(null);
            if (now == null) {
                List<String> known = current.columns().stream().map(ColumnInfo::name).toList();
                problems.add(missing(name).suggesting(NearestName.of(name, known).orElse(null)));
                return;
            }
            ColumnKind kind = then.kind() == ColumnKind.EMPTY ? now.kind() : then.kind();
            if (kind == ColumnKind.EMPTY) {
                kind = ColumnKind.NUMBER;
            }
            if (now.canBe(kind)) {
                compare(name, kind);
            } else {
                problems.add(otherType(then, now));
            }
        }

        private void compare(String name, ColumnKind kind) {
            if (kind.isComparable()) {
                columns.put(name, kind);
            } else {
                left.add(name + " isn't compared: it holds " + kind.text());
            }
        }

        private Problem missing(String name) {
            return DataFileError.MISSING_COLUMN.at(
                    new Place(current.name(), 1, 1),
                    1,
                    "the column \"" + name + "\" of the reference is missing",
                    "--ignore " + name + " compares the others");
        }

        private static Problem otherType(ColumnInfo then, ColumnInfo now) {
            ColumnInfo.Odd odd = now.oddFor(then.kind());
            Place place = odd == null ? now.place() : odd.place();
            String found =
                    odd == null
                            ? "\"" + now.name() + "\" holds " + now.kind().text()
                            : "\"" + now.name() + "\" holds \"" + odd.text() + "\"";
            return DataFileError.OTHER_TYPE.at(
                    place,
                    odd == null ? now.name().length() : odd.text().length(),
                    found + "; in the reference it's " + then.kind().text(),
                    "correct the value, or leave the column out: --ignore " + now.name());
        }

        /** Columns that only the current file has. */
        void tellNew(List<String> known) {
            for (ColumnInfo now : current.columns()) {
                if (!known.contains(now.name()) && !ignored.contains(now.name())) {
                    left.add(now.name() + " isn't compared: the reference hasn't got it");
                }
            }
        }

        ComparisonPlan plan(@Nullable String by) {
            problems.throwIfErrors();
            if (columns.isEmpty()) {
                throw DataFile.unreadable(
                        current.name(), "none of its columns can be compared: " + left);
            }
            return new ComparisonPlan(columns, by, left);
        }
    }
}
