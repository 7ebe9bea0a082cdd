package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Quoted;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cron line. What's wrong is said of its field, at its place, with what's allowed there. */
final class ScheduleKind implements Kind<Schedule> {
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final int LONGEST = 200;
    private static final long BEGINNING = 0;

    private record Field(String name, String allowed) {}

    private static final List<Field> FIELDS =
            List.of(
                    new Field("minute", "0 to 59"),
                    new Field("hour", "0 to 23"),
                    new Field("day of the month", "1 to 31"),
                    new Field("month", "1 to 12, or JAN to DEC"),
                    new Field("day of the week", "0 to 7 (0 and 7 are Sunday), or MON to SUN"));

    private record Word(String text, int offset) {}

    @Override
    public String expected() {
        return "a cron line of minute, hour, day, month, day of the week and perhaps a zone, such as"
                + " 0 3 * * MON Europe/Berlin";
    }

    @Override
    public Optional<Schedule> read(Value value) {
        Optional<Scalar> scalar = value.scalar(expected());
        return scalar.flatMap(found -> parse(value, new Text(found.text(), found.place())));
    }

    private Optional<Schedule> parse(Value value, Text text) {
        List<Word> words = words(text.value());
        if (words.size() < Schedule.FIELDS
                || words.size() > Schedule.FIELDS + 1
                || text.value().length() > LONGEST) {
            value.reading()
                    .report(
                            PipelineFileError.BAD_SCHEDULE,
                            value.span(),
                            value.name() + " has " + words.size() + " fields",
                            "it takes " + expected());
            return Optional.empty();
        }
        boolean right = true;
        for (int i = 0; i < words.size(); i++) {
            boolean good = i < Schedule.FIELDS ? isField(i, words.get(i)) : isZone(words.get(i));
            if (!good) {
                refuse(value, text, words.get(i), i < Schedule.FIELDS ? FIELDS.get(i) : null);
            }
            right &= good;
        }
        return right ? schedule(value, text) : Optional.empty();
    }

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(new Word(matcher.group(), matcher.start()));
        }
        return words;
    }

    /** Whether a field is right by itself: with a star in all others. */
    private static boolean isField(int index, Word word) {
        String[] fields = {"*", "*", "*", "*", "*"};
        fields[index] = word.text();
        try {
            Schedule.of(String.join(" ", fields));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isZone(Word word) {
        try {
            ZoneId.of(word.text());
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void refuse(Value value, Text text, Word word, @Nullable Field field) {
        Span span = new Span(text.placeOf(word.offset()), word.text().length());
        String message =
                "%s: the %s can't be %s"
                        .formatted(
                                value.name(),
                                field == null ? "time zone" : field.name(),
                                Quoted.of(word.text()));
        String note =
                field == null
                        ? "such as UTC, Europe/Berlin or America/New_York"
                        : "allowed: * or "
                                + field.allowed()
                                + "; lists (1,2), ranges (1-5) and steps (*/15)";
        Problem problem =
                Problem.error(
                        PipelineFileError.BAD_SCHEDULE.code(),
                        message,
                        span.place(),
                        span.length(),
                        note);
        value.reading()
                .report(
                        field == null
                                ? problem.suggesting(
                                        NearestName.of(
                                                        word.text(),
                                                        ZoneId.getAvailableZoneIds().stream()
                                                                .sorted()
                                                                .toList())
                                                .orElse(null))
                                : problem);
    }

    private Optional<Schedule> schedule(Value value, Text text) {
        Schedule schedule = Schedule.of(text.value());
        if (schedule.after(BEGINNING).isEmpty()) {
            value.reading()
                    .report(
                            PipelineFileError.BAD_SCHEDULE,
                            value.span(),
                            value.name() + ": " + Quoted.of(text.value()) + " never comes",
                            "there is no such day in any year");
            return Optional.empty();
        }
        return Optional.of(schedule);
    }
}
