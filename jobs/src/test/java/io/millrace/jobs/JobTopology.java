package io.millrace.jobs;

import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

import java.util.stream.Collectors;

/** What a golden file holds of a job: the uid, name and inputs of each operator. */
public final class JobTopology {
    private JobTopology() {}

    public static String of(StreamGraph graph) {
        return graph.getStreamNodes().stream()
                .map(node -> line(graph, node))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(StreamGraph graph, StreamNode node) {
        String inputs =
                node.getInEdges().stream()
                        .map(edge -> uid(graph.getStreamNode(edge.getSourceId())))
                        .sorted()
                        .collect(Collectors.joining(", "));
        return "%s | %s | <- %s".formatted(uid(node), node.getOperatorName(), inputs).strip();
    }

    private static String uid(StreamNode node) {
        return String.valueOf(node.getTransformationUID());
    }
}
