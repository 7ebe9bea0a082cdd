package io.millrace.jobs.cli.data;

import io.millrace.drift.profile.ReferenceProfile;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/** What is compared with: a file of rows, or a profile that was made of one. */
public final class Reference {
    private final String name;
    final @Nullable DataFile file;
    final @Nullable ReferenceProfile profile;

    private Reference(String name, @Nullable DataFile file, @Nullable ReferenceProfile profile) {
        this.name = name;
        this.file = file;
        this.profile = profile;
    }

    public static Reference of(DataFile file) {
        return new Reference(file.name(), file, null);
    }

    public static Reference of(String name, ReferenceProfile profile) {
        return new Reference(name, null, profile);
    }

    /** As the user named it. */
    public String name() {
        return name;
    }

    /**
     * Which columns of a file are compared with this.
     *
     * @param by the column that rows are divided by; a profile has none
     * @throws io.millrace.schemas.problem.ProblemsException with every column that can't be
     *     compared
     */
    public ComparisonPlan plan(DataFile current, @Nullable String by, Set<String> ignored) {
        if (profile != null) {
            return ComparisonPlan.of(name, profile, current, ignored);
        }
        return ComparisonPlan.of(Objects.requireNonNull(file), current, by, ignored);
    }

    public long rows() {
        if (file != null) {
            return file.rows();
        }
        return profile == null || profile.features().isEmpty()
                ? 0
                : profile.features().get(0).rows();
    }
}
