package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A window as text: a duration, or a word with one. */
final class WindowKind implements ScalarKind<Window> {
    private static final long MOST_EVENTS = 1_000_000;
    private static final List<String> WORDS =
            List.of("last", "lifetime", "tumbling", "hopping", "session", "halflife");

    private final ScalarKind<Duration> duration = Durations.aboveZero();
    private final ScalarKind<Long> events = Numbers.whole(1, MOST_EVENTS);

    @Override
    public String expected() {
        return "a duration such as 7d, or: last 48, lifetime, tumbling 1d, hopping 1d every 1h,"
                + " session 30m, halflife 1h";
    }

    @Override
    public Window parse(Scalar scalar) throws Rejected {
        String[] words = scalar.text().split(" ", -1);
        Text text = new Text(scalar.text(), scalar.place());
        return switch (words[0]) {
            case "last" ->
                    new Window(
                            text,
                            Shape.LAST,
                            Duration.ZERO,
                            Duration.ZERO,
                            events.parse(part(words, 1, 2, scalar)).intValue());
            case "lifetime" -> {
                count(words, 1);
                yield new Window(text, Shape.LIFETIME, Duration.ZERO, Duration.ZERO, 0);
            }
            case "tumbling" -> timed(text, Shape.TUMBLING, words, scalar);
            case "session" -> timed(text, Shape.SESSION, words, scalar);
            case "halflife" -> timed(text, Shape.HALF_LIFE, words, scalar);
            case "hopping" -> hopping(text, words, scalar);
            default -> {
                if (!scalar.text().isEmpty() && Character.isLetter(scalar.text().charAt(0))) {
                    throw notOne().suggesting(suggestion(words));
                }
                yield new Window(text, duration.parse(scalar));
            }
        };
    }

    private Window timed(Text text, Shape shape, String[] words, Scalar scalar) throws Rejected {
        Duration length = duration.parse(part(words, 1, 2, scalar));
        return new Window(text, shape, length, Duration.ZERO, 0);
    }

    private Window hopping(Text text, String[] words, Scalar scalar) throws Rejected {
        Duration length = duration.parse(part(words, 1, 4, scalar));
        Duration step = duration.parse(part(words, 3, 4, scalar));
        if (!words[2].equals("every")) {
            throw notOne();
        }
        return new Window(text, Shape.HOPPING, length, step, 0);
    }

    private Scalar part(String[] words, int index, int count, Scalar scalar) throws Rejected {
        count(words, count);
        return new Scalar(words[index], true, scalar.place());
    }

    private void count(String[] words, int count) throws Rejected {
        if (words.length != count) {
            throw notOne();
        }
    }

    private Rejected notOne() {
        return new Rejected(
                PipelineFileError.BAD_DURATION, "isn't a window", "it takes " + expected());
    }

    private static Optional<String> suggestion(String[] words) {
        Optional<String> word = NearestName.of(words[0], WORDS);
        return word.map(
                first ->
                        words.length == 1
                                ? first
                                : first
                                        + " "
                                        + String.join(
                                                " ", List.of(words).subList(1, words.length)));
    }
}
