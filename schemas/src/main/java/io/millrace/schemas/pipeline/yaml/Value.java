package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Quoted;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value in the file. The methods that look into it report what's wrong and are empty then.
 *
 * @param path of keys that leads to it, such as {@code model.trainer}; empty for the whole file
 * @param span what to underline if the value is wrong
 * @param home what to underline if something is missing in it: its key, or its start in a list
 */
public record Value(String path, Node node, Span span, Span home, Reading reading) {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.SEQ, Tag.MAP);

    static Value root(Node node, Reading reading) {
        Span span = reading.spanOf(node);
        return new Value("", node, span, span, reading);
    }

    /** A key with its value in a map. */
    public record Entry(String key, Span keySpan, Value value) {}

    /** Whether nothing, {@code null} or {@code ~} is written. */
    public boolean isNull() {
        return isNull(node);
    }

    /** Whether a single value is written just so, where {@code null} is a word like others. */
    public boolean isWord(String word) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(word);
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && NULLS.contains(scalar.getValue());
    }

    /**
     * It as a single value.
     *
     * @param expected what's needed, for the message
     */
    public Optional<Scalar> scalar(String expected) {
        if (isMissing(expected) || !hasPlainTag()) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            return wrongKind(expected);
        }
        String written = scalar.getValue();
        Optional<String> text = reading.variables().expand(written, span);
        return text.map(t -> new Scalar(t, scalar.isPlain() || !t.equals(written), textPlace()));
    }

    /** It as a list. */
    public Optional<List<Value>> items(String expected) {
        if (isMissing(expected) || !hasPlainTag()) {
            return Optional.empty();
        }
        if (!(node instanceof SequenceNode sequence)) {
            return wrongKind(expected);
        }
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            Span itemSpan = reading.spanOf(item);
            items.add(new Value(path, item, itemSpan, itemSpan, reading));
        }
        return Optional.of(items);
    }

    /** It as a map, in the file's order, without the free keys {@code x-*}. */
    public Optional<List<Entry>> entries(String expected) {
        if (isMissing(expected) || !hasPlainTag()) {
            return Optional.empty();
        }
        if (!(node instanceof MappingNode mapping)) {
            return wrongKind(expected);
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Optional<Entry> entry = entry(tuple);
            if (entry.isPresent() && isFirst(entry.get(), seen)) {
                entries.add(entry.get());
            }
        }
        entries.removeIf(entry -> entry.key().startsWith("x-"));
        return Optional.of(entries);
    }

    private Optional<Entry> entry(NodeTuple tuple) {
        Span keySpan = reading.spanOf(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            reading.report(PipelineFileError.UNUSED_YAML, keySpan, "a key that is a list or a map");
            return Optional.empty();
        }
        if (key.isPlain() && key.getValue().equals("<<")) {
            reading.report(
                    PipelineFileError.UNUSED_YAML, keySpan, "merge keys (<<) aren't supported");
            return Optional.empty();
        }
        Node valueNode = tuple.getValueNode();
        Span valueSpan = isEmpty(valueNode) ? keySpan : reading.spanOf(valueNode);
        String valuePath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
        Value value = new Value(valuePath, valueNode, valueSpan, keySpan, reading);
        return Optional.of(new Entry(key.getValue(), keySpan, value));
    }

    private boolean isFirst(Entry entry, Map<String, Place> seen) {
        Place first = seen.putIfAbsent(entry.key(), entry.keySpan().place());
        if (first != null) {
            reading.report(
                    PipelineFileError.DUPLICATE_KEY,
                    entry.keySpan(),
                    "the key " + Quoted.of(entry.key()) + " is there twice",
                    "first: " + first);
        }
        return first == null;
    }

    /** Reports what was found in a single value. */
    public void reject(String found, Rejected why) {
        String message = name() + ": " + Quoted.of(found) + " " + why.complaint();
        String[] notes = why.notes().toArray(String[]::new);
        Problem problem =
                Problem.error(why.code().code(), message, span.place(), span.length(), notes);
        reading.report(problem.suggesting(why.suggestion()));
    }

    /** The path as messages have it. */
    public String name() {
        return path.isEmpty() ? "the file" : Quoted.printable(path);
    }

    private boolean isMissing(String expected) {
        if (isNull()) {
            reading.report(
                    PipelineFileError.NO_VALUE,
                    span,
                    name() + " has no value",
                    "it takes " + expected);
        }
        return isNull();
    }

    private <T> Optional<T> wrongKind(String expected) {
        reading.report(
                PipelineFileError.WRONG_KIND,
                span,
                name() + " is " + YamlDocument.describe(node) + ", not " + expected);
        return Optional.empty();
    }

    private boolean hasPlainTag() {
        if (!PLAIN_TAGS.contains(node.getTag())) {
            reading.report(
                    PipelineFileError.UNUSED_YAML,
                    span,
                    "the tag " + Quoted.of(node.getTag().getValue()) + " isn't supported");
            return false;
        }
        return true;
    }

    /** A quote stands before the text; a block's text starts in the next line. */
    private Place textPlace() {
        ScalarStyle style = ((ScalarNode) node).getScalarStyle();
        Place start = span.place();
        return switch (style) {
            case SINGLE_QUOTED, DOUBLE_QUOTED -> start.plusColumns(1);
            case LITERAL, FOLDED -> firstBelow(start);
            default -> start;
        };
    }

    private Place firstBelow(Place indicator) {
        for (int n = indicator.line() + 1; n <= reading.source().lineCount(); n++) {
            String line = reading.source().line(n);
            if (!line.isBlank()) {
                int indentation = line.length() - line.stripLeading().length();
                return new Place(indicator.file(), n, indentation + 1);
            }
        }
        return indicator;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().isEmpty();
    }
}
