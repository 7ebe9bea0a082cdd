package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An entry of {@code features}: an aggregate, a derived expression, or a list of fields. */
final class FeatureKind implements Kind<Feature> {
    private static final long MOST_FEATURES = 10_000;

    /** One of the forms that an entry may have; its keys tell which. */
    interface Form {
        Section section();

        /** The key that only this form has, and always. */
        String key();

        Optional<NoteKeys.Noted> read(Value value);
    }

    private final List<Form> forms;
    private final Names features;
    private final Map<String, FeatureNote> notes = new LinkedHashMap<>();
    private long count;

    FeatureKind(List<Form> forms, Names features) {
        this.forms = forms;
        this.features = features;
    }

    List<Section> sections() {
        return forms.stream().map(Form::section).toList();
    }

    @Override
    public String expected() {
        return "a map with " + oneKey();
    }

    @Override
    public Optional<Feature> read(Value value) {
        Optional<NoteKeys.Noted> noted = form(value).flatMap(form -> form.read(value));
        Optional<Feature> feature = noted.map(NoteKeys.Noted::feature);
        feature = feature.filter(f -> fits(f, value.home(), value));
        feature.ifPresent(f -> declare(f, value));
        feature.flatMap(f -> noted).ifPresent(this::note);
        return feature;
    }

    private void note(NoteKeys.Noted noted) {
        noted.feature().names().forEach(name -> notes.put(name, noted.note()));
    }

    /** What's said of features, by their names. */
    Map<String, FeatureNote> notes() {
        return notes;
    }

    private Optional<Form> form(Value value) {
        Optional<List<Value.Entry>> entries = value.entries(expected());
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        List<String> keys = entries.get().stream().map(Value.Entry::key).toList();
        List<Form> marked = forms.stream().filter(form -> keys.contains(form.key())).toList();
        if (marked.size() == 1) {
            return Optional.of(marked.get(0));
        }
        Optional<Form> guess = marked.isEmpty() ? nearest(keys) : Optional.empty();
        if (guess.isEmpty()) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            marked.isEmpty()
                                    ? "a feature that is nothing: " + oneKey() + " is needed"
                                    : "a feature of several forms: only " + oneKey(),
                            "give each feature an entry of its own");
        }
        return guess;
    }

    /** The form with the most of the keys, counting misspelt ones: its mistakes are reported. */
    private Optional<Form> nearest(List<String> keys) {
        Form best = null;
        long most = 0;
        for (Form form : forms) {
            List<String> names = form.section().names();
            long known =
                    keys.stream()
                            .filter(
                                    key ->
                                            NearestName.of(key, names).isPresent()
                                                    || form.section().later().contains(key))
                            .count();
            if (known > most) {
                most = known;
                best = form;
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean fits(Feature feature, Span span, Value value) {
        boolean reported = count > MOST_FEATURES;
        count += size(feature);
        if (count <= MOST_FEATURES || reported) {
            return !reported;
        }
        value.reading()
                .report(
                        PipelineFileError.TOO_MANY_FEATURES,
                        span,
                        "there are " + count + " features by now, at most 10000 are possible",
                        "an aggregate makes one for each field, function and window");
        return false;
    }

    private static long size(Feature feature) {
        if (feature instanceof Feature.Aggregate aggregate) {
            long functions =
                    aggregate.columns().stream()
                            .mapToLong(c -> aggregate.functions(c).size())
                            .sum();
            return functions * aggregate.windows().size() * aggregate.buckets().size();
        }
        return feature.names().size();
    }

    private void declare(Feature feature, Value value) {
        List<String> repeated = new ArrayList<>();
        Place first = null;
        for (String name : feature.names()) {
            Optional<Place> earlier = features.declare(name, value.span().place());
            if (earlier.isPresent()) {
                first = repeated.isEmpty() ? earlier.get() : first;
                repeated.add(name);
            }
        }
        if (!repeated.isEmpty()) {
            String more =
                    repeated.size() == 1 ? " is" : " and " + (repeated.size() - 1) + " more are";
            value.reading()
                    .report(
                            PipelineFileError.DUPLICATE_FEATURE,
                            value.home(),
                            "the feature " + repeated.get(0) + more + " declared already",
                            "first: " + first);
        }
    }

    private String oneKey() {
        List<String> keys = forms.stream().map(Form::key).toList();
        return "one of the keys " + String.join(", ", keys);
    }
}
