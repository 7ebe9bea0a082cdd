package io.millrace.features;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The features found so far, in the file's order. */
final class FeatureList {
    private final Problems problems;
    private final List<Field> fields = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    FeatureList(Problems problems) {
        this.problems = problems;
    }

    /** Adds a feature; a repeated name is a problem. Returns its index. */
    int add(String name, ValueType type, boolean nullable, Text declared) {
        if (names.add(name)) {
            fields.add(new Field(name, type, nullable));
        } else {
            problems.add(
                    Problem.error(
                            PipelineFileError.DUPLICATE_FEATURE.code(),
                            "there are two features named \"" + name + "\"",
                            declared.place(),
                            Math.max(declared.value().length(), 1),
                            "an aggregate's name is <entity>_<field>_<function>_<window>; where: and from: aren't part of it, but a suffix: is"));
        }
        return fields.size() - 1;
    }

    RowType type() {
        return new RowType(fields);
    }
}
