package io.millrace.jobs.cli.feature;

import io.millrace.schemas.pipeline.Changes;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;

import java.util.ArrayList;
import java.util.List;

/** Change streams in words. */
final class ChangeWords {

    private ChangeWords() {}

    /** What a source's features are of. */
    static String records(Source source) {
        return source.changes().isEmpty()
                ? source.name().value()
                : "rows of " + source.name() + ", as they are at the event,";
    }

    /** Nothing for a source whose records are events of their own. */
    static List<String> lineage(Source source) {
        List<String> lineage = new ArrayList<>();
        source.changes()
                .ifPresent(
                        changes -> {
                            String of = source.name() + ".";
                            lineage.add(of + changes.row() + " (row)");
                            lineage.add(of + changes.operation() + " (insert, update or delete)");
                            changes.time()
                                    .ifPresent(time -> lineage.add(of + time + " (row's time)"));
                        });
        return lineage;
    }

    /** The fields that decide which rows there are, and when. */
    static List<String> fields(Source source) {
        List<String> fields = new ArrayList<>();
        if (source.changes().isPresent()) {
            Changes changes = source.changes().get();
            fields.add(changes.row().value());
            fields.add(changes.operation().value());
            changes.time().map(Text::value).ifPresent(fields::add);
        }
        return fields;
    }
}
