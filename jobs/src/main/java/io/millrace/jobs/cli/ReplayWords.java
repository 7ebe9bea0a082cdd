package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.features.ReplayNeed;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.yaml.Durations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far back a replay has to begin, so that its first answers are right. */
public final class ReplayWords {

    private ReplayWords() {}

    /** A line for each source whose earlier events count. */
    public static List<String> of(CheckedPipeline checked) {
        List<String> lines = new ArrayList<>();
        for (ReplayNeed need : checked.plan().replayNeeds()) {
            String source = source(checked, need);
            if (need.needsBeginning()) {
                int more = need.fromBeginning().size() - 1;
                lines.add(
                        source
                                + " from its beginning, for "
                                + need.fromBeginning().get(0)
                                + (more == 0 ? "" : " and " + more + " more"));
            } else if (need.reachMillis() > 0) {
                lines.add(
                        source
                                + " from "
                                + Durations.write(Duration.ofMillis(need.reachMillis()))
                                + " before the first event that's asked about");
            }
        }
        return lines;
    }

    private static String source(CheckedPipeline checked, ReplayNeed need) {
        return checked.pipeline().sources().get(need.source()).name().value();
    }

    static ArrayNode json(CheckedPipeline checked) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (ReplayNeed need : checked.plan().replayNeeds()) {
            ObjectNode node =
                    array.addObject()
                            .put("source", source(checked, need))
                            .put("reach_ms", need.reachMillis());
            ArrayNode features = node.putArray("from_beginning");
            need.fromBeginning().forEach(features::add);
        }
        return array;
    }
}
