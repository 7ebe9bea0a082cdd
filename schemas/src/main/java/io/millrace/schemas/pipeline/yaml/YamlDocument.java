package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

import java.util.Locale;
import java.util.Optional;

/** Turns text into YAML's node tree, which has the place of every key and value. */
public final class YamlDocument {
    static final int DEEPEST = 40;
    static final int MOST_ALIASES = 200;

    private YamlDocument() {}

    /**
     * The failsafe schema leaves every scalar as text: what it means is the key's decision. The
     * text is read in one piece, since the library fails at a character of two code units that a
     * piece ends in.
     */
    private static LoadSettings settings(String text) {
        return LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setBufferSize(text.length() + 1)
                .build();
    }

    /** The root of the document, or empty after a report of why there is none. */
    public static Optional<Value> compose(Reading reading) {
        String text = reading.source().text();
        if (reportsUnprintable(text, reading)) {
            return Optional.empty();
        }
        LoadSettings settings = settings(text);
        StreamReader stream = new StreamReader(settings, text);
        BoundedComposer composer = new BoundedComposer(settings, new ParserImpl(settings, stream));
        try {
            Optional<Node> root = composer.getSingleNode();
            if (root.isEmpty() || Value.isNull(root.get())) {
                Place start = new Place(reading.source().file(), 1, 1);
                reading.report(
                        PipelineFileError.EMPTY, new Span(start, 1), "the pipeline file is empty");
                return Optional.empty();
            }
            return root.map(node -> Value.root(node, reading));
        } catch (MarkedYamlEngineException e) {
            reportSyntax(e, reading);
        } catch (YamlEngineException e) {
            Mark mark = composer.tooDeep.or(stream::getMark).orElseThrow();
            reading.report(
                    PipelineFileError.TOO_COMPLEX,
                    new Span(reading.placeOf(mark), 1),
                    "too much nesting or too many aliases",
                    "at most " + DEEPEST + " levels and " + MOST_ALIASES + " aliases are read");
        }
        return Optional.empty();
    }

    private static boolean reportsUnprintable(String text, Reading reading) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                reading.report(
                        PipelineFileError.NOT_TEXT,
                        new Span(reading.source().placeOf(i), 1),
                        String.format(Locale.ROOT, "the character U+%04X isn't allowed here", c));
                return true;
            }
            i += Character.charCount(c);
        }
        return false;
    }

    private static void reportSyntax(MarkedYamlEngineException e, Reading reading) {
        Place place =
                e.getProblemMark()
                        .or(e::getContextMark)
                        .map(reading::placeOf)
                        .orElseGet(() -> new Place(reading.source().file(), 1, 1));
        Span span = new Span(place, 1);
        String indentation = reading.source().line(place.line()).split("\\S", 2)[0];
        if (indentation.contains("\t")) {
            int tab = indentation.indexOf('\t') + 1;
            reading.report(
                    PipelineFileError.TAB,
                    new Span(new Place(place.file(), place.line(), tab), 1),
                    "a tab in the indentation; YAML wants spaces");
            return;
        }
        String problem = Optional.ofNullable(e.getProblem()).orElse("it can't be read");
        String context = Optional.ofNullable(e.getContext()).map(c -> c + ": ").orElse("");
        reading.report(
                PipelineFileError.NOT_YAML,
                span,
                "not valid YAML: " + context + problem,
                hint(problem, reading.source().line(place.line())));
    }

    private static String hint(String problem, String line) {
        if (problem.startsWith("mapping values are not allowed")) {
            return "a text with \": \" in it needs quotes; a key needs a line of its own";
        }
        if (line.contains("${")) {
            return "within [ ] and { } a variable needs quotes: \"${NAME}\"";
        }
        return "what comes after this place wasn't checked";
    }

    /** The composer calls itself for what's nested: without a limit a file could end the stack. */
    private static final class BoundedComposer extends Composer {
        private int depth;
        private Optional<Mark> tooDeep = Optional.empty();

        BoundedComposer(LoadSettings settings, ParserImpl parser) {
            super(settings, parser);
        }

        @Override
        protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
            enter();
            SequenceNode node = super.composeSequenceNode(anchor);
            depth--;
            return node;
        }

        @Override
        protected Node composeMappingNode(Optional<Anchor> anchor) {
            enter();
            Node node = super.composeMappingNode(anchor);
            depth--;
            return node;
        }

        private void enter() {
            depth++;
            if (depth > DEEPEST) {
                tooDeep = parser.peekEvent().getStartMark();
                throw new YamlEngineException("nested too deeply");
            }
        }
    }

    /** What a node is, in words. */
    static String describe(Node node) {
        if (node instanceof ScalarNode) {
            return "a single value";
        }
        return node instanceof MappingNode ? "a map" : "a list";
    }
}
