package io.millrace.schemas.problem;

/** Mistakes that show when features are checked against the sources' schemas: MR-2104, MR-24xx. */
public enum FeatureError implements ErrorCode {
    UNKNOWN_FIELD(
            "MR-2104",
            "a field that the schema doesn't have",
            "Ids, times, keys, columns and expectations name fields of a source's Avro schema: of the file that's given, or of the newest version in the registry. Fields of types that features can't use (records, arrays, maps, bytes) aren't counted.",
            "account: acount_id            # account_id",
            "Correct the name, or register the schema version that has the field."),
    UNKNOWN_FUNCTION(
            "MR-2401",
            "an unknown function",
            "An aggregate is one of the functions that the engine knows.",
            "aggregate: {amount: [average]}   # mean",
            "Use one of the functions that are named."),
    WRONG_FIELD_TYPE(
            "MR-2402",
            "a field of a type that doesn't fit",
            "The field is there, but what's asked of it needs another type: a mean needs numbers, an id text or an integer, `one_of` text.",
            "aggregate: {country: [mean]}",
            "Use another function or field, or `where:` to turn a condition into a count."),
    BAD_EXPRESSION(
            "MR-2403",
            "an expression that can't be read",
            "Expressions have CEL's grammar: fields and features by name, literals, + - * / %, comparisons, && || !, ?:, `in` with a list of literals, and functions.",
            """
            derive: ratio
            as: amount / (account_amount_mean_7d""",
            "Correct it at the place that's named."),
    UNKNOWN_NAME(
            "MR-2404",
            "an unknown name in an expression",
            "An expression sees its source's fields, the features declared before it (`where:` sees fields only), and the functions.",
            "as: amout / 2                 # amount",
            "Correct the name, or declare the feature further up."),
    WRONG_TYPES(
            "MR-2405",
            "an operation that doesn't take these types",
            "Integers and doubles mix, and nothing else is converted by itself.",
            "as: country + 1",
            "Convert with double(x), int(x) or millis(timestamp), or compare instead."),
    NOT_A_CONDITION(
            "MR-2406",
            "a condition that isn't true or false",
            "`where:` decides for each event whether it's aggregated, so its value has to be a boolean.",
            "where: status                 # status == \"APPROVED\"",
            "Compare it with something."),
    UNKNOWN_OWNER(
            "MR-2407",
            "an aggregate of something that isn't declared",
            "An aggregate belongs to one of `entities` and reads one of `sources`.",
            "{entity: acount, from: transactions, aggregate: {amount: [mean]}, windows: [1h]}",
            "Correct the name, or declare it."),
    WINDOW_DOES_NOT_FIT(
            "MR-2408",
            "a function that a window can't have",
            "A rate is per second of the window's length, so it needs a window that has one. Where weights decay there are count, sum and mean.",
            "{entity: account, aggregate: {amount: [max]}, windows: [halflife 1h]}",
            "Put the function into an aggregate of its own, with a window that fits."),
    WRONG_VALUE(
            "MR-2409",
            "a value that isn't of the type",
            "The values of `by` are of their field's type, and `default` is of the type of each feature of its aggregate.",
            "{entity: account, aggregate: {amount: [count]}, windows: [1h], default: none}",
            "Write a value of the type that's named."),
    UNUSABLE_FUNCTION(
            "MR-2410",
            "a function of a jar that can't be used",
            "Functions of users' jars have a name that no other has, one to six parameters, and a public class with a constructor without parameters.",
            "abs                           # of com.example.Abs; the language has one",
            "Correct the function and build its jar again, or take the jar off the class path."),
    NOT_NULLABLE(
            "MR-2415",
            "a field that can't be taken as null",
            "`otherwise: null` sets a field null that breaks a rule. The field's schema has to allow null, and the event's id and time are always needed.",
            "expect: [{field: transaction_id, length: [8, 64], otherwise: null}]",
            "Choose another consequence, or make the field nullable in its schema."),
    MISSING_JAR(
            "MR-2411",
            "a jar of functions that can't be read",
            "`functions:` names jars, each by its path from the pipeline file's folder. They're read when the file is checked, and sent along with the job.",
            "functions: [lib/risk.jar]     # build it first, or correct the path",
            "Build the jar, or correct the path."),
    KNOWN_ELSEWHERE(
            "MR-2412",
            "a feature that another pipeline has already",
            "The catalogue of the pipelines that run (the topic millrace.feature-catalogue) has a feature of the same definition, of the same topic's events: its values are the same. It's a warning, and stops nothing.",
            "{entity: account, aggregate: {amount: [mean]}, windows: [7d]}   # in two files",
            "Ask its owner whether you can share it, or leave it as it is: `millrace features consumers NAME` says who has it.");

    private final ErrorPage page;

    FeatureError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
