package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.ErrorCode;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A good file, broken in one place: exactly one problem comes, with its code, place and words. */
class BrokenFilesTest {
    private static final String GOOD =
            """
            version: 1
            pipeline: shop
            order: arrival
            sources:
              clicks:
                topic: clicks
                id: click_id
                event_time: at
                out_of_orderness: 5s
                expect:
                  - {field: price, between: [0, 10]}
              views: {id: view_id, event_time: at}
            entities:
              user: user_id
            features:
              - entity: user
                from: clicks
                aggregate: {price: [sum, mean]}
                windows: [1h, 7d]
              - derive: ratio
                as: price / 2
              - fields: [price]
            model:
              name: buyer
              threshold: 0.5
              trainer: {algorithm: xgboost, trees: 10}
              gate: {holdout: 20%, metric: auc, at_least: 0.6, beat_champion_by: 0.01}
              rollout:
                steps: [shadow 2h, canary 6% 8d, canary 25% 9d, champion]
                lead: 3m
                at_least_labelled: 50
                tolerance: 0.03
            labels:
              from: purchases
              schema: purchase.avsc
              on: ref
              value: bought
              event_time: known_at
              within: 8d
              otherwise: 0
              out_of_orderness: 4s
            monitor:
              window: 30m
            retrain_when:
              first_examples: 2000
              change_in_errors: true
              performance: {metric: accuracy, falls_by: 0.04, for_windows: 2}
              drift: {share_of_features: 30%, for_windows: 3}
              every_examples: 5000
              cool_down: 6h
              at_most_per_day: 9
            alerts:
              webhooks:
                on_call: {url: https://h/x, format: slack, at_least: critical}
            """;

    /**
     * @param part what's replaced, once
     * @param by its replacement
     * @param line of the problem
     * @param column of the problem
     * @param underlined the text that's underlined
     * @param message a part of the message
     * @param suggestion the nearest name, or nothing
     */
    private record Broken(
            String part,
            String by,
            PipelineFileError code,
            int line,
            int column,
            String underlined,
            String message,
            String suggestion) {

        String text() {
            return GOOD.replace(part, by);
        }

        @Override
        public String toString() {
            return code + ": " + by.strip();
        }
    }

    static Stream<Broken> brokenFiles() {
        return Stream.of(
                // reading the file
                broken("[0, 10]", "[0, \u0007]", PipelineFileError.NOT_TEXT)
                        .at(11, 37, "\u0007", "U+0007"),
                broken("[1h, 7d]", "[1h, 7d", PipelineFileError.NOT_YAML)
                        .at(20, 11, ":", "expected ',' or ']'"),
                broken("price / 2", "price: 2", PipelineFileError.NOT_YAML)
                        .at(21, 14, ":", "mapping values are not allowed"),
                broken("    id: click_id", "\tid: click_id", PipelineFileError.TAB)
                        .at(7, 1, "\t", "a tab in the indentation"),
                broken(GOOD, "# nothing\n", PipelineFileError.EMPTY)
                        .at(1, 1, "#", "the pipeline file is empty"),
                broken(GOOD, "---\n", PipelineFileError.EMPTY).at(1, 1, "-", "is empty"),
                broken(GOOD, "", PipelineFileError.EMPTY).at(1, 1, "", "is empty"),
                broken(
                                "order: a",
                                "x-deep: " + "[".repeat(5000) + "\norder: a",
                                PipelineFileError.TOO_COMPLEX)
                        .at(3, 48, "[", "too much nesting"),
                broken("arrival", "!Order arrival", PipelineFileError.UNUSED_YAML)
                        .at(3, 8, "!Order arrival", "the tag \"!Order\""),
                broken("topic: clicks", "<<: *x", PipelineFileError.NOT_YAML)
                        .at(6, 9, "*", "found undefined alias x"),
                broken("topic: clicks", "<<: {topic: c}", PipelineFileError.UNUSED_YAML)
                        .at(6, 5, "<<", "merge keys"),
                broken("topic: clicks", "[a]: b", PipelineFileError.UNUSED_YAML)
                        .at(6, 5, "[a]", "a key that is a list or a map"),
                broken("arrival", "arrival\n---\na: b", PipelineFileError.NOT_YAML)
                        .at(4, 1, "-", "found another document"),
                broken(
                                "pipeline: shop",
                                "pipeline: shop-${SHOP}",
                                PipelineFileError.UNKNOWN_VARIABLE)
                        .at(2, 16, "${SHOP}", "the variable SHOP isn't set"),
                broken("pipeline: shop", "pipeline: '${HOM}'", PipelineFileError.UNKNOWN_VARIABLE)
                        .at(2, 12, "${HOM}", "HOM isn't set", "HOME"),
                broken("shop", "${SHOP:?which shop?}", PipelineFileError.UNKNOWN_VARIABLE)
                        .at(2, 11, "${SHOP:?which shop?}", "isn't set: which shop?"),
                broken("shop", "${SHOP PING}", PipelineFileError.MALFORMED_VARIABLE)
                        .at(2, 11, "${SHOP PING}", "isn't a variable"),
                broken("shop", "${SHOP", PipelineFileError.MALFORMED_VARIABLE)
                        .at(2, 11, "${SHOP", "isn't a variable"),
                broken("shop", "${A:-${B}}", PipelineFileError.MALFORMED_VARIABLE)
                        .at(2, 11, "${A:-${B}", "isn't a variable"),
                broken("shop", "${file:/run/secrets/x}", PipelineFileError.NOT_IN_THIS_RELEASE)
                        .at(2, 11, "${file:/run/secrets/x}", "not available"),
                // keys and sections
                broken("version: 1", "version: 2", PipelineFileError.UNKNOWN_VERSION)
                        .at(1, 10, "2", "version: \"2\" isn't a version that this release reads"),
                broken("version: 1\n", "", PipelineFileError.MISSING_KEY)
                        .at(1, 1, "pipeline: shop", "the file has no version"),
                broken("out_of_orderness: 5s", "out_of_ordernes: 5s", PipelineFileError.UNKNOWN_KEY)
                        .at(9, 5, "out_of_ordernes", "unknown key", "out_of_orderness"),
                broken("order: a", "odrer: a", PipelineFileError.UNKNOWN_KEY)
                        .at(3, 1, "odrer", "unknown key \"odrer\"", "order"),
                broken("order: a", "zebra: a", PipelineFileError.UNKNOWN_KEY)
                        .at(3, 1, "zebra", "unknown key \"zebra\""),
                broken("event_time: at\n", "evnt-time: at\n", PipelineFileError.UNKNOWN_KEY)
                        .at(8, 5, "evnt-time", "in sources.clicks", "event_time"),
                broken(
                                "order: arrival",
                                "order: arrival\norder: arrival",
                                PipelineFileError.DUPLICATE_KEY)
                        .at(4, 1, "order", "\"order\" is there twice"),
                broken("entities:", "  clicks: {}\nentities:", PipelineFileError.DUPLICATE_KEY)
                        .at(13, 3, "clicks", "\"clicks\" is there twice"),
                broken("    id: click_id\n", "", PipelineFileError.MISSING_KEY)
                        .at(5, 3, "clicks", "sources.clicks has no id"),
                broken("    windows: [1h, 7d]\n", "", PipelineFileError.MISSING_KEY)
                        .at(16, 5, "entity: user", "features has no windows"),
                broken("[1h, 7d]", "7d", PipelineFileError.WRONG_KIND)
                        .at(19, 14, "7d", "features.windows is a single value, not a list"),
                broken("threshold: 0.5", "threshold: [0.5]", PipelineFileError.WRONG_KIND)
                        .at(25, 14, "[0.5]", "model.threshold is a list, not a share"),
                broken("  user: user_id", "- user", PipelineFileError.WRONG_KIND)
                        .at(14, 1, "- user", "entities is a list, not a map"),
                broken("[0, 10]", "[0, 10, 20]", PipelineFileError.WRONG_KIND)
                        .at(11, 33, "[0, 10, 20]", "isn't two numbers [low, high]"),
                broken("topic: clicks", "topic:", PipelineFileError.NO_VALUE)
                        .at(6, 5, "topic", "sources.clicks.topic has no value"),
                broken("topic: clicks", "topic: ~", PipelineFileError.NO_VALUE)
                        .at(6, 12, "~", "sources.clicks.topic has no value"),
                broken("price / 2", "' '", PipelineFileError.NO_VALUE).at(21, 9, "' '", "is blank"),
                broken(
                                "  threshold",
                                "  rollback_when: {}\n  threshold",
                                PipelineFileError.NOT_IN_THIS_RELEASE)
                        .at(
                                25,
                                3,
                                "rollback_when",
                                "\"rollback_when\" in model is not available in this release"),
                broken("model:", "include: []\nmodel:", PipelineFileError.NOT_IN_THIS_RELEASE)
                        .at(23, 1, "include", "not available in this release"),
                broken(
                                "    as: price",
                                "    udf: f\n    as: price",
                                PipelineFileError.NOT_IN_THIS_RELEASE)
                        .at(21, 5, "udf", "not available in this release"),
                broken(
                                "as: price / 2",
                                "as: price / 2\n    fields: [a]",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(20, 5, "derive: ratio", "a feature of several forms"),
                broken("- fields: [price]", "- {}", PipelineFileError.KEYS_DISAGREE)
                        .at(22, 5, "{}", "a feature that is nothing"),
                broken(", between: [0, 10]", "", PipelineFileError.KEYS_DISAGREE)
                        .at(11, 9, "{field: price}", "an expectation without a rule"),
                broken("field: price, ", "", PipelineFileError.MISSING_KEY)
                        .at(11, 9, "{between: [0, 10]}", "sources.clicks.expect has no field"),
                broken("between: [0, 10]", "volume: [1, 9]", PipelineFileError.KEYS_DISAGREE)
                        .at(11, 17, "price", "volume counts events and is about no field"),
                broken("[0, 10]", "[0, 10], window: 1h", PipelineFileError.KEYS_DISAGREE)
                        .at(11, 50, "1h", "a window without a rule about windows"),
                broken(
                                "between: [0, 10]",
                                "null_share: 5%, otherwise: dead-letter",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(11, 51, "dead-letter", "otherwise: dead-letter needs an event"),
                broken(
                                "between: [0, 10]",
                                "null_share: 5%, otherwise: null",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(11, 51, "null", "otherwise: null needs an event"),
                broken(
                                "between: [0, 10]",
                                "not_null: true, otherwise: null",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(11, 51, "null", "a value that's null already"),
                broken(
                                "{field: price, between: [0, 10]}",
                                "{that: price > 0, otherwise: null}",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(11, 38, "null", "without a field that would be null"),
                broken("trees", "epochs", PipelineFileError.KEYS_DISAGREE)
                        .at(26, 33, "epochs", "model.trainer.epochs means nothing to xgboost"),
                broken("xgboost", "logistic_regression", PipelineFileError.KEYS_DISAGREE)
                        .at(26, 45, "trees", "means nothing to logistic_regression"),
                broken("xgboost, trees", "auto, depth", PipelineFileError.KEYS_DISAGREE)
                        .at(26, 30, "depth", "model.trainer.depth means nothing to auto"),
                broken(
                                "xgboost, trees: 10",
                                "random_forest, learning_rate: 1",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(26, 39, "learning_rate", "means nothing to random_forest"),
                broken(
                                "trainer: {algorithm: xgboost, trees: 10}",
                                "trainer: {algorithm: auto}\n  search: {trials: 1}",
                                PipelineFileError.OUT_OF_RANGE)
                        .at(27, 20, "1", "model.search.trials: \"1\" is out of range"),
                broken("[1h, 7d]", "[]", PipelineFileError.NOTHING_IN_IT)
                        .at(19, 14, "[]", "features.windows is empty"),
                broken("{price: [sum, mean]}", "{}", PipelineFileError.NOTHING_IN_IT)
                        .at(18, 16, "{}", "features.aggregate is empty"),
                broken("between: [0, 10]", "betwen: [0, 10]", PipelineFileError.UNKNOWN_KEY)
                        .at(11, 24, "betwen", "in sources.clicks.expect", "between"),
                broken("between: [0, 10]", "nul_share: 5%", PipelineFileError.UNKNOWN_KEY)
                        .at(11, 24, "nul_share", "in sources.clicks.expect", "null_share"),
                // values
                broken("[0, 10]", "[0, 10], otherwise: wan", PipelineFileError.UNKNOWN_CHOICE)
                        .at(11, 53, "wan", "isn't one of dead-letter, null, warn, stop", "warn"),
                broken("[0, 10]", "[0, 10], otherwise: ~", PipelineFileError.NO_VALUE)
                        .at(11, 53, "~", "sources.clicks.expect.otherwise has no value"),
                broken("between: [0, 10]", "type: int", PipelineFileError.UNKNOWN_CHOICE)
                        .at(11, 30, "int", "isn't one of boolean, integer, double, text"),
                broken("between: [0, 10]", "length: [-1, 3]", PipelineFileError.OUT_OF_RANGE)
                        .at(11, 33, "-1", "\"-1\" is out of range"),
                broken("between: [0, 10]", "length: [9, 3]", PipelineFileError.BOUNDS_REVERSED)
                        .at(11, 32, "[9, 3]", "the lower bound is above the upper one"),
                broken("between: [0, 10]", "fresh_within: 1y", PipelineFileError.BAD_DURATION)
                        .at(11, 38, "1y", "\"1y\" isn't"),
                broken("between: [0, 10]", "null_share: 2", PipelineFileError.OUT_OF_RANGE)
                        .at(11, 36, "2", "null_share"),
                broken("between: [0, 10]", "that: ''", PipelineFileError.NO_VALUE)
                        .at(11, 30, "''", "is blank"),
                broken("trees: 10", "trees: many", PipelineFileError.WRONG_TYPE)
                        .at(26, 40, "many", "isn't a whole number from 1 to 10,000"),
                broken("trees: 10", "trees: '10'", PipelineFileError.WRONG_TYPE)
                        .at(26, 40, "'10'", "is text; leave out the quotes"),
                broken("trees: 10", "trees: 010", PipelineFileError.WRONG_TYPE)
                        .at(26, 40, "010", "isn't a whole number"),
                broken("trees: 10", "trees: 10.0", PipelineFileError.WRONG_TYPE)
                        .at(26, 40, "10.0", "isn't a whole number"),
                broken("version: 1", "version: 1.0", PipelineFileError.WRONG_TYPE)
                        .at(1, 10, "1.0", "version: \"1.0\" isn't a whole number"),
                broken("[0, 10]", "[0, .nan]", PipelineFileError.WRONG_TYPE)
                        .at(11, 37, ".nan", "isn't a number or null"),
                broken("between: [0, 10]", "not_null: false", PipelineFileError.WRONG_TYPE)
                        .at(11, 34, "false", "isn't true"),
                broken("[0, 10]", "[0, 1e999]", PipelineFileError.OUT_OF_RANGE)
                        .at(11, 37, "1e999", "is out of range"),
                broken("0.5", "1.5", PipelineFileError.OUT_OF_RANGE)
                        .at(25, 14, "1.5", "model.threshold: \"1.5\" is out of range"),
                broken("0.5", "101%", PipelineFileError.OUT_OF_RANGE)
                        .at(25, 14, "101%", "is out of range"),
                broken("trees: 10", "trees: 99999999999999999999", PipelineFileError.OUT_OF_RANGE)
                        .at(26, 40, "99999999999999999999", "is out of range"),
                broken("trees: 10", "trees: 10001", PipelineFileError.OUT_OF_RANGE)
                        .at(26, 40, "10001", "is out of range"),
                broken("7d]", "367d]", PipelineFileError.OUT_OF_RANGE)
                        .at(19, 19, "367d", "is out of range"),
                broken("7d]", "31622400001ms]", PipelineFileError.OUT_OF_RANGE)
                        .at(19, 19, "31622400001ms", "is out of range"),
                broken("[1h", "[0s", PipelineFileError.OUT_OF_RANGE)
                        .at(19, 15, "0s", "is out of range"),
                broken("7d]", "7 days]", PipelineFileError.BAD_DURATION)
                        .at(19, 19, "7 days", "isn't a duration such as 10m, 1h30m or 7d"),
                broken("7d]", "1m1h]", PipelineFileError.BAD_DURATION).at(19, 19, "1m1h", ""),
                broken("7d]", "1.5h]", PipelineFileError.BAD_DURATION).at(19, 19, "1.5h", ""),
                broken("7d]", "7]", PipelineFileError.BAD_DURATION).at(19, 19, "7", ""),
                broken("5s", "-5s", PipelineFileError.BAD_DURATION).at(9, 23, "-5s", ""),
                broken("arrival", "event_tim", PipelineFileError.UNKNOWN_CHOICE)
                        .at(3, 8, "event_tim", "isn't one of event-time, arrival", "event-time"),
                broken("xgboost", "xboost", PipelineFileError.UNKNOWN_CHOICE)
                        .at(26, 24, "xboost", "isn't one of", "xgboost"),
                broken("threshold: 0.5", "task: multiclass", PipelineFileError.UNKNOWN_CHOICE)
                        .at(25, 9, "multiclass", "isn't served yet: predictions have one"),
                broken("threshold: 0.5", "task: ranking", PipelineFileError.UNKNOWN_CHOICE)
                        .at(25, 9, "ranking", "isn't binary"),
                broken("threshold: 0.5", "inputs: some", PipelineFileError.UNKNOWN_CHOICE)
                        .at(25, 11, "some", "isn't all, or a list of features"),
                broken("between: [0, 10]", "matches: '[A-Z'", PipelineFileError.BAD_PATTERN)
                        .at(11, 33, "'[A-Z'", "isn't a regular expression: missing closing ]"),
                broken(
                                "between: [0, 10]",
                                "matches: '((a{500}){500}){500}'",
                                PipelineFileError.BAD_PATTERN)
                        .at(11, 33, "'((a{500}){500}){500}'", "is too large"),
                broken("between: [0, 10]", "matches: '(a)\\1'", PipelineFileError.BAD_PATTERN)
                        .at(11, 33, "'(a)\\1'", "isn't a regular expression"),
                broken("[0, 10]", "[10, 0]", PipelineFileError.BOUNDS_REVERSED)
                        .at(11, 33, "[10, 0]", "the lower bound is above the upper one"),
                broken("[1h, 7d]", "[1h, 60m]", PipelineFileError.REPEATED_ENTRY)
                        .at(19, 19, "60m", "\"60m\" repeats an earlier entry"),
                broken("[sum, mean]", "[sum, sum]", PipelineFileError.REPEATED_ENTRY)
                        .at(18, 30, "sum", "\"sum\" repeats an earlier entry"),
                broken(
                                "- {field: price, between: [0, 10]}",
                                "- {field: price, between: [0, 10]}\n"
                                        + "      - {field: price, not_null: true, between: [0, 10]}",
                                PipelineFileError.REPEATED_ENTRY)
                        .at(12, 9, "{", "price between [0.0, 10.0]\" is there twice"),
                broken("between: [0, 10]", "one_of: [a, b, a]", PipelineFileError.REPEATED_ENTRY)
                        .at(11, 39, "a", "\"a\" repeats an earlier entry"),
                // names and what they refer to
                broken("shop", "The Shop", PipelineFileError.INVALID_NAME)
                        .at(2, 11, "The Shop", "isn't a name of lower-case letters", "the-shop"),
                broken("shop", "shop-", PipelineFileError.INVALID_NAME).at(2, 11, "shop-", ""),
                broken("shop", "s".repeat(201), PipelineFileError.INVALID_NAME)
                        .at(2, 11, "s".repeat(201), "is too long a name"),
                broken("views:", "page-views:", PipelineFileError.INVALID_NAME)
                        .at(
                                12,
                                3,
                                "page-views",
                                "isn't a name of letters, digits and _",
                                "page_views"),
                broken("id: click_id", "id: click.id", PipelineFileError.INVALID_NAME)
                        .at(7, 9, "click.id", "isn't a field's name"),
                broken("topic: clicks", "topic: clicks/eu", PipelineFileError.INVALID_NAME)
                        .at(6, 12, "clicks/eu", "isn't a Kafka topic"),
                broken("topic: clicks", "schema: click.json", PipelineFileError.INVALID_NAME)
                        .at(6, 13, "click.json", "isn't the path of an .avsc file"),
                broken("name: buyer", "name: buyer@1", PipelineFileError.INVALID_NAME)
                        .at(24, 9, "buyer@1", "isn't a name", "buyer_1"),
                broken("[sum, mean]", "[sum, quantile(0.9)]", PipelineFileError.INVALID_NAME)
                        .at(18, 30, "quantile(0.9)", "isn't a function's name"),
                broken("entity: user", "entity: usr", PipelineFileError.UNKNOWN_ENTITY)
                        .at(16, 13, "usr", "isn't an entity that's declared", "user"),
                broken("from: clicks", "from: click", PipelineFileError.UNKNOWN_SOURCE)
                        .at(17, 11, "click", "isn't a source that's declared", "clicks"),
                broken(
                                "threshold: 0.5",
                                "inputs: [ratio, user_price_sum_1d]",
                                PipelineFileError.UNKNOWN_FEATURE)
                        .at(25, 19, "user_price_sum_1d", "isn't a feature", "user_price_sum_1h"),
                broken("fields: [price]", "fields: [ratio]", PipelineFileError.DUPLICATE_FEATURE)
                        .at(22, 5, "fields: [ratio]", "the feature ratio is declared already"),
                broken(
                                "derive: ratio",
                                "derive: user_price_mean_7d",
                                PipelineFileError.DUPLICATE_FEATURE)
                        .at(20, 5, "derive: user_price_mean_7d", "user_price_mean_7d"),
                broken("views: {", "views: {topic: clicks, ", PipelineFileError.DUPLICATE_TOPIC)
                        .at(12, 18, "clicks", "is read by another source already"),
                broken("topic: clicks", "topic: shop.predictions", PipelineFileError.OWN_TOPIC)
                        .at(6, 12, "shop.predictions", "is a topic that this pipeline writes"),
                broken(
                                "fields: [price]",
                                "fields: [entity]\npublish: {user: [entity]}",
                                PipelineFileError.UNPUBLISHABLE)
                        .at(23, 17, "[entity]", "another field of this name"),
                broken("[1h, 7d]", manyWindows(), PipelineFileError.TOO_MANY_FEATURES)
                        .at(16, 5, "entity: user", "there are 10002 features by now"),
                broken(
                                GOOD.substring(GOOD.indexOf("features:"), GOOD.indexOf("model:")),
                                "",
                                PipelineFileError.NO_FEATURES)
                        .at(15, 1, "model", "a model without features"));
    }

    static Stream<Broken> brokenAlerts() {
        return Stream.of(
                broken("https://h/x", "h/x", PipelineFileError.BAD_ADDRESS)
                        .at(54, 20, "h/x", "isn't an http or https address"),
                broken("https://h/x", "ftp://h/x", PipelineFileError.BAD_ADDRESS)
                        .at(54, 20, "ftp://h/x", "isn't an http or https address"),
                broken("https://h/x", "https://me:pw@h/x", PipelineFileError.SECRET_IN_FILE)
                        .at(54, 20, "https://me:pw@h/x", "has a secret in it"),
                broken("https://h/x", "https://h/x?key=1", PipelineFileError.SECRET_IN_FILE)
                        .at(54, 20, "https://h/x?key=1", "has a secret in it"),
                broken(
                                "https://h/x",
                                "https://hooks.slack.com/services/T/B/X",
                                PipelineFileError.SECRET_IN_FILE)
                        .at(
                                54,
                                20,
                                "https://hooks.slack.com/services/T/B/X",
                                "\"https://hook…\" has a secret in it"),
                broken("url: https://h/x", "url_from: $TOKEN", PipelineFileError.INVALID_NAME)
                        .at(54, 25, "$TOKEN", "isn't the name of an environment variable"),
                broken("url: https://h/x, ", "", PipelineFileError.KEYS_DISAGREE)
                        .at(54, 5, "on_call", "alerts.webhooks.on_call has no url"),
                broken("url: ", "url_from: A, url: ", PipelineFileError.KEYS_DISAGREE)
                        .at(54, 5, "on_call", "has url and url_from"),
                broken("slack", "slak", PipelineFileError.UNKNOWN_CHOICE)
                        .at(54, 41, "slak", "isn't one of json, slack, alertmanager", "slack"),
                broken("at_least: critical", "level: critical", PipelineFileError.UNKNOWN_KEY)
                        .at(54, 48, "level", "in alerts.webhooks.on_call"),
                broken("at_least: critical", "timeout: 0s", PipelineFileError.OUT_OF_RANGE)
                        .at(54, 57, "0s", "is out of range"));
    }

    static Stream<Broken> brokenSchedules() {
        return Stream.of(
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 25 * * MON",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 15, "25", "retrain_when.schedule: the hour can't be \"25\""),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 61 3 * * MON",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 13, "61", "the minute can't be \"61\""),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 * 13 *",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 19, "13", "the month can't be"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 32 * *",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 17, "32", "the day of the month can't be"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 * * XYZ",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 21, "XYZ", "the day of the week can't be"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 * * MON Europe/Berlim",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 25, "Europe/Berlim", "the time zone can't be", "Europe/Berlin"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 * *",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 13, "0 3 * *", "has 4 fields"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: 0 3 30 FEB *",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 13, "0 3 30 FEB *", "never comes"),
                broken(
                                "cool_down: 6h",
                                "cool_down: 6h\n  schedule: daily",
                                PipelineFileError.BAD_SCHEDULE)
                        .at(51, 13, "daily", "has 1 fields"));
    }

    static Stream<Broken> brokenLoops() {
        return Stream.of(
                // the gate and the rollout
                broken("holdout", "hold_out", PipelineFileError.UNKNOWN_KEY)
                        .at(27, 10, "hold_out", "in model.gate", "holdout"),
                broken("20%", "60%", PipelineFileError.OUT_OF_RANGE)
                        .at(27, 19, "60%", "model.gate.holdout: \"60%\" is out of range"),
                broken("20%", "0", PipelineFileError.OUT_OF_RANGE).at(27, 19, "0", "out of range"),
                broken("metric: auc", "metric: f1", PipelineFileError.UNKNOWN_CHOICE)
                        .at(27, 32, "f1", "isn't one of auc, accuracy"),
                broken("0.6", "1.6", PipelineFileError.OUT_OF_RANGE).at(27, 47, "1.6", "at_least"),
                broken("0.01", "-0.01", PipelineFileError.OUT_OF_RANGE)
                        .at(27, 70, "-0.01", "beat_champion_by"),
                broken(
                                "{holdout: 20%, metric: auc, at_least: 0.6, beat_champion_by: 0.01}",
                                "auc", PipelineFileError.WRONG_KIND)
                        .at(27, 9, "auc", "model.gate is a single value, not a map"),
                broken("    lead", "    led", PipelineFileError.UNKNOWN_KEY)
                        .at(30, 5, "led", "in model.rollout", "lead"),
                broken("3m", "3", PipelineFileError.BAD_DURATION).at(30, 11, "3", "lead"),
                broken("50\n", "-50\n", PipelineFileError.OUT_OF_RANGE)
                        .at(31, 24, "-50", "at_least_labelled"),
                broken("0.03", "3", PipelineFileError.OUT_OF_RANGE).at(32, 16, "3", "tolerance"),
                broken("shadow 2h", "shadw 2h", PipelineFileError.BAD_STEP)
                        .at(29, 13, "shadw 2h", "isn't a step", "shadow"),
                broken("shadow 2h", "shadow", PipelineFileError.BAD_STEP)
                        .at(29, 13, "shadow", "isn't a step"),
                broken("canary 6% 8d", "canary 8d 6%", PipelineFileError.WRONG_TYPE)
                        .at(29, 24, "canary 8d 6%", "isn't a share"),
                broken("canary 6% 8d", "canary 6% 0s", PipelineFileError.OUT_OF_RANGE)
                        .at(29, 24, "canary 6% 0s", "out of range"),
                broken("canary 6% 8d", "canary 6% soon", PipelineFileError.BAD_DURATION)
                        .at(29, 24, "canary 6% soon", "isn't a duration"),
                broken("canary 6% 8d", "canary 0 8d", PipelineFileError.OUT_OF_RANGE)
                        .at(29, 24, "canary 0 8d", "out of range"),
                broken("canary 6% 8d", "canary 100% 8d", PipelineFileError.OUT_OF_RANGE)
                        .at(29, 24, "canary 100% 8d", "out of range"),
                broken("canary 6% 8d", "canary 0.005% 8d", PipelineFileError.OUT_OF_RANGE)
                        .at(29, 24, "canary 0.005% 8d", "out of range"),
                broken(", champion]", "]", PipelineFileError.STEPS_OUT_OF_ORDER)
                        .at(29, 38, "canary 25% 9d", "the last step isn't champion"),
                broken("25%", "5%", PipelineFileError.STEPS_OUT_OF_ORDER)
                        .at(29, 38, "canary 5% 9d", "the share doesn't grow"),
                broken("canary 6% 8d", "shadow 8d", PipelineFileError.STEPS_OUT_OF_ORDER)
                        .at(29, 24, "shadow 8d", "a shadow is the first step"),
                broken("champion]", "champion, champion]", PipelineFileError.REPEATED_ENTRY)
                        .at(29, 63, "champion", "repeats an earlier entry"),
                broken(
                                "[shadow 2h, canary 6% 8d, canary 25% 9d, champion]",
                                "champion", PipelineFileError.WRONG_KIND)
                        .at(29, 12, "champion", "model.rollout.steps is a single value"),
                // labels
                broken("  from: purchases\n", "", PipelineFileError.MISSING_KEY)
                        .at(33, 1, "labels", "labels has no from"),
                broken("purchases", "pur chases", PipelineFileError.INVALID_NAME)
                        .at(34, 9, "pur chases", "isn't a Kafka topic"),
                broken("purchases", "shop.training-examples", PipelineFileError.OWN_TOPIC)
                        .at(34, 9, "shop.training-examples", "this pipeline writes"),
                broken("purchase.avsc", "purchase.json", PipelineFileError.INVALID_NAME)
                        .at(35, 11, "purchase.json", "isn't the path of an .avsc file"),
                broken("  on: ref\n", "", PipelineFileError.MISSING_KEY)
                        .at(33, 1, "labels", "labels has no on"),
                broken("on: ref", "on: my ref", PipelineFileError.INVALID_NAME)
                        .at(36, 7, "my ref", "isn't a field's name"),
                broken("  value: bought\n", "", PipelineFileError.MISSING_KEY)
                        .at(33, 1, "labels", "labels has no value"),
                broken("bought", "[bought]", PipelineFileError.WRONG_KIND)
                        .at(37, 10, "[bought]", "labels.value is a list"),
                broken("  event_time: known_at\n", "", PipelineFileError.MISSING_KEY)
                        .at(33, 1, "labels", "labels has no event_time"),
                broken("known_at", "known-at", PipelineFileError.INVALID_NAME)
                        .at(38, 15, "known-at", "isn't a field's name"),
                broken("  within: 8d\n", "", PipelineFileError.MISSING_KEY)
                        .at(33, 1, "labels", "labels has no within"),
                broken("within: 8d", "within: 0s", PipelineFileError.OUT_OF_RANGE)
                        .at(39, 11, "0s", "labels.within: \"0s\" is out of range"),
                broken("otherwise: 0", "otherwise: 2", PipelineFileError.OUT_OF_RANGE)
                        .at(40, 14, "2", "labels.otherwise: \"2\" is out of range"),
                broken("otherwise: 0", "otherwise: no", PipelineFileError.WRONG_TYPE)
                        .at(40, 14, "no", "isn't a whole number from 0 to 1"),
                broken("4s", "4", PipelineFileError.BAD_DURATION)
                        .at(41, 21, "4", "labels.out_of_orderness"),
                broken("otherwise", "otherwize", PipelineFileError.UNKNOWN_KEY)
                        .at(40, 3, "otherwize", "in labels", "otherwise"),
                // watching and retraining
                broken("30m", "0s", PipelineFileError.OUT_OF_RANGE)
                        .at(43, 11, "0s", "monitor.window: \"0s\" is out of range"),
                broken("window: ", "windows: ", PipelineFileError.UNKNOWN_KEY)
                        .at(43, 3, "windows", "in monitor", "window"),
                broken("first_examples", "first_example", PipelineFileError.UNKNOWN_KEY)
                        .at(45, 3, "first_example", "in retrain_when", "first_examples"),
                broken("2000", "0", PipelineFileError.OUT_OF_RANGE)
                        .at(45, 19, "0", "retrain_when.first_examples"),
                broken(
                                "change_in_errors: true",
                                "change_in_errors: yes",
                                PipelineFileError.WRONG_TYPE)
                        .at(46, 21, "yes", "isn't true or false"),
                broken("metric: accuracy", "metric: recall", PipelineFileError.UNKNOWN_CHOICE)
                        .at(47, 25, "recall", "isn't a metric that a trigger can look at"),
                broken("0.04", "0", PipelineFileError.OUT_OF_RANGE).at(47, 45, "0", "falls_by"),
                broken("for_windows: 2", "for_windows: 0", PipelineFileError.OUT_OF_RANGE)
                        .at(47, 64, "0", "retrain_when.performance.for_windows"),
                broken("30%", "101%", PipelineFileError.OUT_OF_RANGE)
                        .at(48, 30, "101%", "share_of_features"),
                broken("for_windows: 3", "for_windows: 3.5", PipelineFileError.WRONG_TYPE)
                        .at(48, 48, "3.5", "isn't a whole number"),
                broken("5000", "of", PipelineFileError.WRONG_TYPE)
                        .at(49, 19, "of", "isn't a whole number from 1 to 1,000,000,000, or off"),
                broken("6h", "6", PipelineFileError.BAD_DURATION).at(50, 14, "6", "cool_down"),
                broken("at_most_per_day: 9", "at_most_per_day: 0", PipelineFileError.OUT_OF_RANGE)
                        .at(51, 20, "0", "at_most_per_day"),
                broken(
                                GOOD.substring(GOOD.indexOf("labels:"), GOOD.indexOf("monitor:")),
                                "",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(35, 1, "retrain_when", "retrain_when needs labels"),
                broken(
                                GOOD.substring(GOOD.indexOf("model:"), GOOD.indexOf("labels:")),
                                "",
                                PipelineFileError.KEYS_DISAGREE)
                        .at(34, 1, "retrain_when", "retrain_when needs model"));
    }

    private static String manyWindows() {
        StringBuilder windows = new StringBuilder("[1ms");
        for (int i = 2; i <= 5001; i++) {
            windows.append(", ").append(i).append("ms");
        }
        return windows.append(']').toString();
    }

    private record Start(String part, String by, PipelineFileError code) {
        Broken at(int line, int column, String underlined, String message) {
            return at(line, column, underlined, message, "");
        }

        Broken at(int line, int column, String underlined, String message, String suggestion) {
            return new Broken(part, by, code, line, column, underlined, message, suggestion);
        }
    }

    private static Start broken(String part, String by, PipelineFileError code) {
        return new Start(part, by, code);
    }

    @ParameterizedTest
    @MethodSource({"brokenFiles", "brokenLoops", "brokenAlerts", "brokenSchedules"})
    void tellsWhatIsWrongAndWhere(Broken broken) {
        assertThat(GOOD).containsOnlyOnce(broken.part());

        List<Problem> problems = problems(broken.text());

        assertThat(problems).hasSize(1);
        Problem problem = problems.get(0);
        assertThat(problem.code()).isEqualTo(broken.code().code());
        assertThat(problem.place())
                .isEqualTo(new Place("pipeline.yaml", broken.line(), broken.column()));
        assertThat(problem.message()).contains(broken.message());
        assertThat(problem.suggestion())
                .isEqualTo(broken.suggestion().isEmpty() ? null : broken.suggestion());
        assertThat(underlined(broken.text(), problem)).isEqualTo(broken.underlined());
    }

    private static String underlined(String text, Problem problem) {
        String line = text.split("\n", -1)[problem.place().line() - 1];
        int start = problem.place().column() - 1;
        return line.substring(start, Math.min(line.length(), start + problem.length()));
    }

    private static List<Problem> problems(String text) {
        ProblemsException thrown =
                catchThrowableOfType(
                        ProblemsException.class,
                        () -> PipelineLoader.load("pipeline.yaml", text, Map.of("HOME", "/root")));
        assertThat(thrown).as("the file was accepted").isNotNull();
        return thrown.problems();
    }

    @Test
    void acceptsTheFileThatIsBrokenHere() {
        assertThat(PipelineLoader.load("pipeline.yaml", GOOD, Map.of()).sources()).hasSize(2);
    }

    @Test
    void reportsEveryMistakeOfAFileAtOnce() {
        String text = GOOD;
        for (String[] change :
                new String[][] {
                    {"pipeline: shop", "pipeline: Shop"},
                    {"order: arrival", "order: soon"},
                    {"    id: click_id\n", ""},
                    {"out_of_orderness: 5s", "out_of_orderness: five"},
                    {"[0, 10]", "[ten, 0]"},
                    {"entity: user", "entity: usr"},
                    {"from: clicks", "frm: clicks"},
                    {"[1h, 7d]", "[1h, x, y]"},
                    {"as: price / 2", "is: price / 2"},
                    {"name: buyer", "nme: buyer"},
                    {"0.5", "5"},
                    {"trees: 10", "trees: ten, depth: -1"},
                }) {
            text = text.replace(change[0], change[1]);
        }

        assertThat(problems(text))
                .extracting(problem -> problem.place().line() + " " + problem.code())
                .containsExactly(
                        "2 " + PipelineFileError.INVALID_NAME.code(),
                        "3 " + PipelineFileError.UNKNOWN_CHOICE.code(),
                        "5 " + PipelineFileError.MISSING_KEY.code(),
                        "8 " + PipelineFileError.BAD_DURATION.code(),
                        "10 " + PipelineFileError.WRONG_TYPE.code(),
                        "15 " + PipelineFileError.UNKNOWN_ENTITY.code(),
                        "16 " + PipelineFileError.UNKNOWN_KEY.code(),
                        "18 " + PipelineFileError.BAD_DURATION.code(),
                        "18 " + PipelineFileError.BAD_DURATION.code(),
                        "20 " + PipelineFileError.UNKNOWN_KEY.code(),
                        "23 " + PipelineFileError.UNKNOWN_KEY.code(),
                        "24 " + PipelineFileError.OUT_OF_RANGE.code(),
                        "25 " + PipelineFileError.WRONG_TYPE.code(),
                        "25 " + PipelineFileError.OUT_OF_RANGE.code());
    }

    static Stream<String> filesWithOneCause() {
        String sources = GOOD.substring(GOOD.indexOf("sources:"), GOOD.indexOf("entities:"));
        String features = GOOD.substring(GOOD.indexOf("features:"), GOOD.indexOf("model:"));
        return Stream.of(
                GOOD.replace("  user: user_id", "- user"),
                GOOD.replace("  user: user_id", "  user: {user_id: x}"),
                GOOD.replace(sources, "sources: [clicks]\n"),
                GOOD.replace("id: click_id", "id: [click_id]"),
                GOOD.replace("[1h, 7d]", "7d")
                        .replace("threshold: 0.5", "inputs: [user_price_sum_7d]"),
                GOOD.replace(features, "features: all\n"),
                GOOD.replace("on: ref", "on: [ref]"),
                GOOD.replace("{metric: accuracy, falls_by: 0.04, for_windows: 2}", "[accuracy]"));
    }

    @ParameterizedTest
    @MethodSource("filesWithOneCause")
    void reportsNothingThatOnlyFollowsFromAnotherMistake(String text) {
        assertThat(problems(text))
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.WRONG_KIND.code());
    }

    @Test
    void checksNothingElseInFileOfAnotherVersion() {
        String text = GOOD.replace("version: 1", "version: 7").replace("order:", "orders:");

        assertThat(problems(text))
                .extracting(Problem::code)
                .containsExactly(PipelineFileError.UNKNOWN_VERSION.code());
    }

    @Test
    void producesEveryErrorOfTheCatalogueExceptThoseOfTheFileItself() {
        Set<ErrorCode> missing = new HashSet<>(Arrays.asList(PipelineFileError.values()));
        Stream.of(brokenFiles(), brokenLoops(), brokenAlerts(), brokenSchedules())
                .flatMap(all -> all)
                .forEach(broken -> missing.remove(broken.code()));

        // PipelineFileTest breaks the file on disk, PipelineWarningsTest has files that aren't
        // broken.
        assertThat(missing)
                .containsExactlyInAnyOrder(
                        PipelineFileError.UNREADABLE_FILE,
                        PipelineFileError.TOO_LARGE,
                        PipelineFileError.STEP_BEFORE_LABELS,
                        PipelineFileError.STEP_WITHOUT_LABELS);
    }
}
