package io.millrace.schemas.problem;

/** What shows when the file is checked against the sources' schemas: MR-2104 and MR-24xx. */
public enum FeatureFileError implements ErrorCode {
    UNKNOWN_COLUMN(
            "MR-2104",
            "a field that the source doesn't have",
            "The file names a field that isn't in the schema of its source.",
            "entities: {account: acount_id}   # account_id",
            "Use one of the fields that are named; or give the source another schema."),
    UNKNOWN_FUNCTION(
            "MR-2401",
            "an aggregate function that doesn't exist",
            "The functions of `aggregate` are a fixed set.",
            "aggregate: {amount: [average]}   # mean",
            "Use one of the functions that are named."),
    WRONG_FIELD_TYPE(
            "MR-2402",
            "a field of the wrong type",
            "What's asked of the field can't be done with values of its type, such as the mean of a text.",
            "aggregate: {currency: [mean]}",
            "Use a field of a type that's named, or a function or rule that takes this one."),
    BAD_EXPRESSION(
            "MR-2403",
            "an expression that can't be read",
            "The text isn't an expression of the language (CEL): a bracket may be missing, or an operator have nothing beside it.",
            "where: amount > ",
            "Correct it at the place that's underlined."),
    UNKNOWN_NAME(
            "MR-2404",
            "a name in an expression that isn't known",
            "An expression knows the fields of its source and, in `derive`, the features above it.",
            """
            - derive: ratio
              as: amount / acount_amount_mean_7d   # account_amount_mean_7d""",
            "Correct the name; a feature has to stand above the expression that uses it."),
    WRONG_TYPES(
            "MR-2405",
            "an operator with the wrong types",
            "Integers and doubles mix in an expression; text, booleans and timestamps don't become numbers by themselves.",
            "as: currency + 1",
            "Compare or combine values of the same type."),
    NOT_A_CONDITION(
            "MR-2406",
            "a condition that isn't true or false",
            "`where` decides for each event whether it counts.",
            "where: amount          # amount > 0.0",
            "Write a comparison, or combine some with && and ||."),
    NO_KEY(
            "MR-2407",
            "a source without the entity's key",
            "An aggregate groups events by the field that identifies its entity, and the source doesn't have that field.",
            """
            entities: {account: account_id}
            features:
              - {entity: account, from: logins, aggregate: {ip: [count]}, windows: [1h]}""",
            "Take the feature from a source that has the field, or declare an entity with a field of this source.");

    private final String code;
    private final String title;
    private final String explanation;
    private final String example;
    private final String remedy;

    FeatureFileError(String code, String title, String explanation, String example, String remedy) {
        this.code = code;
        this.title = title;
        this.explanation = explanation;
        this.example = example;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }

    @Override
    public String example() {
        return example;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
