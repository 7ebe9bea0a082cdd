package io.millrace.features;

import io.millrace.schemas.event.RowType;

import java.util.ArrayList;
import java.util.List;

/** Finds what can't change while there's state. */
final class Incompatibilities {
    private final List<String> reasons = new ArrayList<>();

    private Incompatibilities() {}

    static List<String> of(
            FeaturePlan.Parts before,
            List<String> sourcesBefore,
            FeaturePlan.Parts after,
            List<String> sources) {
        Incompatibilities found = new Incompatibilities();
        if (before.order() != after.order()) {
            found.reasons.add("the order was " + before.order() + " and is " + after.order());
        }
        boolean same = found.sources(sourcesBefore, sources);
        if (same) {
            for (int i = 0; i < sourcesBefore.size(); i++) {
                if (!before.changes().get(i).equals(after.changes().get(i))) {
                    found.reasons.add(
                            "the source "
                                    + sources.get(i)
                                    + " has other changes: its row, time, operation and"
                                    + " deletions decide which rows there are");
                }
            }
            for (EntityPlan entity : before.entities()) {
                if (Evolution.entity(after, entity.name()) == null) {
                    found.reasons.add(
                            "the entity "
                                    + entity.name()
                                    + " has no features any more, and events may wait in its state:"
                                    + " keep one of them");
                }
            }
            for (EntityPlan entity : after.entities()) {
                EntityPlan former = Evolution.entity(before, entity.name());
                if (former != null) {
                    found.keys(before, former, after, entity, sources);
                }
            }
        }
        return found.reasons;
    }

    private boolean sources(List<String> before, List<String> after) {
        boolean same = true;
        for (int i = 0; i < before.size(); i++) {
            String now = i < after.size() ? after.get(i) : "gone";
            if (!before.get(i).equals(now)) {
                same = false;
                reasons.add(
                        "source %d was %s and is %s: leave sources in their order, and add new ones at the end"
                                .formatted(i + 1, before.get(i), now));
            }
        }
        return same;
    }

    private void keys(
            FeaturePlan.Parts before,
            EntityPlan former,
            FeaturePlan.Parts after,
            EntityPlan entity,
            List<String> sources) {
        for (int i = 0; i < former.keys().size(); i++) {
            List<String> was = former.keys().get(i);
            List<String> is = entity.keys().get(i);
            boolean read = !was.isEmpty() && !is.isEmpty();
            if (read
                    && !typed(was, before.sources().get(i))
                            .equals(typed(is, after.sources().get(i)))) {
                reasons.add(
                        "the key of the entity %s in the source %s was %s and is %s: state is kept by key, so another key needs another entity"
                                .formatted(
                                        entity.name(),
                                        sources.get(i),
                                        typed(was, before.sources().get(i)),
                                        typed(is, after.sources().get(i))));
            }
        }
    }

    private static List<String> typed(List<String> key, RowType fields) {
        return key.stream()
                .map(name -> name + " " + fields.field(fields.index(name)).type().readable())
                .toList();
    }
}
