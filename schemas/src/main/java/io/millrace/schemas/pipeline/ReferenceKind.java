package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;

/**
 * A name that must be declared elsewhere in the file.
 *
 * @param expected such as {@code an entity}
 * @param names what's declared, by the time that this is read
 * @param unknown the error for other names
 */
record ReferenceKind(String expected, Names names, PipelineFileError unknown)
        implements ScalarKind<Text> {
    private static final int MOST_NAMED = 12;

    @Override
    public Text parse(Scalar scalar) throws Rejected {
        String name = scalar.text();
        if (names.isUnknown(name)) {
            throw new Rejected(unknown, "isn't " + expected + " that's declared", declared())
                    .suggesting(NearestName.of(name, names.inOrder()));
        }
        return new Text(name, scalar.place());
    }

    private String declared() {
        List<String> all = names.inOrder();
        if (all.isEmpty()) {
            return "none is declared";
        }
        String first = String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())));
        int more = all.size() - MOST_NAMED;
        return "declared: " + first + (more > 0 ? " and " + more + " more" : "");
    }
}
