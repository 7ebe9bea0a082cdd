package io.millrace.features.expression;

import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CEL's messages in our words. */
final class ExpressionProblems {
    private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern NO_OVERLOAD =
            Pattern.compile(
                    "found no matching overload for '([^']*)' applied to '([^']*)'.*",
                    Pattern.DOTALL);
    private static final Map<String, String> TYPES =
            Map.of(
                    "int", "integer",
                    "bool", "boolean",
                    "string", "text",
                    "google.protobuf.Timestamp", "timestamp",
                    "null", "null");

    private final Text text;
    private final Collection<String> names;
    private final Library library;
    private final Problems problems;

    ExpressionProblems(Text text, Collection<String> names, Library library, Problems problems) {
        this.text = text;
        this.names = names;
        this.library = library;
        this.problems = problems;
    }

    void unsupported(Place place, String message) {
        problems.add(FeatureError.BAD_EXPRESSION.at(place, 1, message));
    }

    void report(Place place, String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.matches()) {
            problems.add(unknownName(place, unknown.group(1)));
            return;
        }
        Matcher noOverload = NO_OVERLOAD.matcher(message);
        if (noOverload.matches()) {
            problems.add(wrongTypes(place, noOverload.group(1), noOverload.group(2)));
            return;
        }
        problems.add(FeatureError.BAD_EXPRESSION.at(place, 1, message));
    }

    private Problem unknownName(Place place, String name) {
        List<String> known = new ArrayList<>(names);
        known.addAll(library.functionNames());
        return FeatureError.UNKNOWN_NAME
                .at(
                        place,
                        Math.max(name.length(), 1),
                        "unknown name \"" + name + "\" in the expression " + text.value(),
                        "known are: " + String.join(", ", names),
                        "functions: " + String.join(", ", library.functionNames()))
                .suggesting(NearestName.of(name, known).orElse(null));
    }

    private Problem wrongTypes(Place place, String function, String types) {
        String readable = types;
        for (Map.Entry<String, String> type : new java.util.TreeMap<>(TYPES).entrySet()) {
            readable =
                    readable.replaceAll(
                            "\\b" + Pattern.quote(type.getKey()) + "\\b", type.getValue());
        }
        String sign = function.replace("_", " ").replace("@", "").strip();
        return FeatureError.WRONG_TYPES.at(
                place,
                1,
                "\"" + sign + "\" can't be applied to " + readable,
                "integers and doubles mix; text, booleans and timestamps don't become numbers by themselves");
    }
}
