package io.millrace.schemas.problem;

/** Mistakes in the pipeline file, MR-2xxx. Those of columns and expressions are found later. */
public enum PipelineFileError implements ErrorCode {
    // Reading the file: MR-20xx
    UNREADABLE_FILE(
            "MR-2001",
            "the pipeline file can't be read",
            "The file isn't there, is a directory, or may not be read by this user.",
            "millrace check -f pipelines/fraud.yaml",
            "Check the path; it's relative to the directory in which millrace runs."),
    TOO_LARGE(
            "MR-2002",
            "the pipeline file is too large",
            "A pipeline file holds declarations and is read whole; what's larger than 1 MiB is some other file.",
            "millrace check -f events.csv",
            "Give the pipeline file. Data goes in with `millrace replay`."),
    NOT_TEXT(
            "MR-2003",
            "the file isn't UTF-8 text",
            "The file holds bytes that aren't UTF-8, or control characters that YAML doesn't allow.",
            "a file that was saved as UTF-16 or Latin-1",
            "Save the file as UTF-8, and remove the character at the place that's named."),
    NOT_YAML(
            "MR-2004",
            "the file isn't valid YAML",
            "The text can't be read as YAML 1.2. Nothing after that place was checked.",
            """
            sources: [transactions        # the bracket is never closed
            pipeline: a: b                # a text with ": " in it needs quotes""",
            "Look at the place that's named and the lines just before it: a missing bracket or quote shows late."),
    TAB(
            "MR-2005",
            "a tab in the indentation",
            "YAML indents with spaces; a tab has no width that everybody agrees on.",
            "sources:\n\ttransactions:",
            "Replace the tab by spaces, and let the editor insert spaces in YAML files."),
    EMPTY(
            "MR-2006",
            "the pipeline file is empty",
            "There's nothing in the file but blank lines or comments.",
            "# TODO",
            "Start with `version: 1`, `pipeline: <name>` and `sources:`."),
    TOO_COMPLEX(
            "MR-2007",
            "the YAML is nested or repeated too much",
            "More than 40 levels of nesting or 200 aliases are no pipeline: they're a mistake or an attack.",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "Write the lists and maps out."),
    UNUSED_YAML(
            "MR-2008",
            "a part of YAML that isn't used here",
            "Tags (`!type`), merge keys (`<<`) and keys that are lists or maps aren't read. Aliases (`*name`) are.",
            """
            sources:
              payments:
                <<: *common""",
            "Write the keys out."),
    UNKNOWN_VARIABLE(
            "MR-2009",
            "a variable isn't set",
            "`${NAME}` is replaced by an environment variable when the file is read. This one isn't set and has no default.",
            "topic: ${PAYMENTS_TOPIC}",
            "Set the variable, or give a default: `${PAYMENTS_TOPIC:-payments}`."),
    MALFORMED_VARIABLE(
            "MR-2010",
            "a variable is written wrongly",
            "Variables are written `${NAME}`, `${NAME:-default}` or `${NAME:?message}`; a name has letters, digits and _.",
            "topic: ${payments topic}",
            "Correct it; write `$${` for the characters `${` themselves."),
    // Keys and sections: MR-21xx
    UNKNOWN_VERSION(
            "MR-2101",
            "this version of the file format isn't known",
            "`version` says how the file is to be understood. This release reads version 1, so nothing else in the file was checked.",
            "version: 2",
            "Use a newer release of Millrace, or write the file in version 1."),
    UNKNOWN_KEY(
            "MR-2102",
            "a key isn't known",
            "A key that's ignored silently would be a setting that never held. Keys that start with `x-` are free.",
            """
            sources:
              transactions:
                out_of_order: 5s          # out_of_orderness""",
            "Use one of the keys that are named, or remove it."),
    DUPLICATE_KEY(
            "MR-2103",
            "a key is there twice",
            "Only one of the two could hold, and readers would disagree about which.",
            """
            model:
              threshold: 0.5
              threshold: 0.8""",
            "Keep one of them."),
    MISSING_KEY(
            "MR-2105",
            "a required key is missing",
            "The section can't be understood without this key, and it has no default.",
            """
            sources:
              transactions:
                event_time: occurred_at   # id is missing""",
            "Add the key."),
    WRONG_KIND(
            "MR-2106",
            "a list, a map or a single value in the wrong place",
            "YAML has lists (`- a` or `[a]`), maps (`key: value`) and single values; this key takes another kind.",
            "windows: 7d                   # windows: [7d]",
            "Write the value in the way that's named."),
    NO_VALUE(
            "MR-2107",
            "a key has no value",
            "The value is empty or null. Defaults hold for keys that are left out, not for keys without a value.",
            "topic:",
            "Give a value, or remove the key."),
    NOT_IN_THIS_RELEASE(
            "MR-2108",
            "not available in this release",
            "The key is planned, but this release would not do what it says; so it's refused instead of ignored.",
            """
            model: {name: fraud, rollback_when: {error_rate: 5%}, trainer: {algorithm: xgboost}}""",
            "Remove the section, or comment it out."),
    KEYS_DISAGREE(
            "MR-2109",
            "keys that don't go together",
            "Some keys exclude each other or need each other: a feature is an aggregate, a derived expression or a list of fields; a setting of boosted trees means nothing to logistic regression; retraining needs labels and a model; signatures need keys.",
            "trainer: {algorithm: logistic_regression, trees: 100}",
            "Keep the keys that are meant."),
    NOTHING_IN_IT(
            "MR-2110",
            "an empty list or map",
            "At least one entry is needed here.",
            "windows: []",
            "Add an entry, or remove the key if it's optional."),
    // Values: MR-22xx
    WRONG_TYPE(
            "MR-2201",
            "a value of the wrong type",
            "The value can't be read as what this key takes, such as a number or true and false. Quoted values are text.",
            "trees: many",
            "Write a value as the message says."),
    OUT_OF_RANGE(
            "MR-2202",
            "a value out of range",
            "The value has the right type, but lies outside what's possible or sensible.",
            "threshold: 1.5",
            "Choose a value within the range that's named."),
    BAD_DURATION(
            "MR-2203",
            "not a duration",
            "Durations are whole numbers with units, the larger unit first: d, h, m, s, ms. A month has no fixed length and isn't a unit.",
            "windows: [7 days, 1.5h]      # [7d, 1h30m]",
            "Write it as `10m`, `1h30m`, `7d` or `500ms`."),
    UNKNOWN_CHOICE(
            "MR-2204",
            "not one of the possible values",
            "The key takes one of a few values.",
            "order: eventtime              # event-time",
            "Use one of the values that are named."),
    BAD_PATTERN(
            "MR-2205",
            "not a regular expression",
            "Patterns are in RE2 syntax, which is checked in linear time whatever the input; so there are no back references and no look-around.",
            "expect: [{field: currency, matches: '[A-Z'}]",
            "Correct the pattern; the message says what's wrong with it."),
    BOUNDS_REVERSED(
            "MR-2206",
            "the lower bound is above the upper one",
            "No value lies between the two, so every event would become a dead letter.",
            "expect: [{field: amount, between: [100, 0]}]",
            "Swap the bounds; an open side is written as null."),
    REPEATED_ENTRY(
            "MR-2208",
            "an entry is there twice",
            "The second one would do nothing, or make a second feature of the same meaning.",
            "windows: [1h, 60m]",
            "Remove one of them."),
    BAD_STEP(
            "MR-2209",
            "not a step of a rollout",
            "A step says in one text whom a new version serves, and for how long in event time: `shadow <duration>` nobody, `canary <share> <duration>` a share of the units, `champion` everybody.",
            "steps: [canary 8d 5%, champion]   # canary 5% 8d",
            "Write the step in one of the three forms."),
    STEPS_OUT_OF_ORDER(
            "MR-2210",
            "steps of a rollout in an order that can't be",
            "A rollout goes one way: a shadow, if any, is its first step, each step serves more than the one before, and the last one is champion.",
            "steps: [canary 25% 1d, canary 5% 1d]",
            "Order the steps by share, and end with champion."),
    BAD_ADDRESS(
            "MR-2220",
            "not an address",
            "A webhook is told by HTTP: its address has a scheme, http or https, and a host.",
            "url: on-call.example.com/alerts   # https://on-call.example.com/alerts",
            "Write the whole address."),
    SECRET_IN_FILE(
            "MR-2221",
            "a secret in the pipeline file",
            "The file is printed by `check`, stored, and shown to people. An address with a password or a query in it, or one that itself lets anybody post (Slack's), isn't for everybody to see.",
            "url: https://hooks.slack.com/services/T00/B00/XXXX   # url_from: SLACK_URL",
            "Put the address into an environment variable where the alerts job runs, and name the variable: `url_from: SLACK_URL`. A token goes by `token_from`."),
    BAD_SCHEDULE(
            "MR-2222",
            "not a schedule",
            "A schedule is a cron line: minute, hour, day of the month, month, day of the week, and a time zone if it isn't UTC. Days and months have numbers or three letters.",
            "schedule: 0 25 * * MON      # 0 23 * * MON Europe/Berlin",
            "Correct the field that's underlined; the message says what's allowed there."),
    // Names and what they refer to: MR-23xx
    INVALID_NAME(
            "MR-2301",
            "a name that can't be used",
            "Names become parts of Kafka topics, Avro fields and expressions, which allow only some characters.",
            """
            pipeline: Card Fraud          # card-fraud
            entities: {bank-account: iban} # bank_account""",
            "Use the characters that are named."),
    UNKNOWN_ENTITY(
            "MR-2302",
            "an entity that isn't declared",
            "A feature is about an entity of the section `entities`.",
            """
            entities: {account: account_id}
            features: [{entity: acount, aggregate: {amount: [mean]}, windows: [1h]}]""",
            "Correct the name, or declare the entity."),
    UNKNOWN_SOURCE(
            "MR-2303",
            "a source that isn't declared",
            "A feature reads from a source of the section `sources`.",
            "from: transaction              # transactions",
            "Correct the name, or declare the source."),
    UNKNOWN_FEATURE(
            "MR-2304",
            "a feature that isn't declared",
            "The model's inputs are names of features: an aggregate's are named <entity>_<field>_<function>_<window>, the others as they're declared.",
            "inputs: [account_amount_mean_1w]   # account_amount_mean_7d",
            "Correct the name, or declare the feature."),
    DUPLICATE_FEATURE(
            "MR-2305",
            "two features of the same name",
            "A name is one column of the feature vector. Aggregates make names of their own: <entity>_<field>_<function>_<window>.",
            """
            features:
              - fields: [amount]
              - {derive: amount, as: amount / 100}""",
            "Rename or remove one of them."),
    DUPLICATE_TOPIC(
            "MR-2306",
            "two sources of the same topic",
            "Each record is read once and ends in exactly one place; two sources of one topic would count it twice.",
            """
            sources:
              payments: {topic: payments, id: id, event_time: at}
              refunds: {topic: payments, id: id, event_time: at}""",
            "Declare the topic once; tell the events apart with `where:`."),
    TOO_MANY_FEATURES(
            "MR-2307",
            "more features than can be served",
            "An aggregate makes a feature for each field, function and window: their numbers multiply. A pipeline has at most 10,000 features.",
            "40 fields with 10 functions in 30 windows",
            "Leave out the fields, functions or windows that the model doesn't need."),
    NO_FEATURES(
            "MR-2308",
            "a model without features",
            "A model scores a vector of features, and this pipeline declares none.",
            """
            sources: {payments: {id: id, event_time: at}}
            model: {name: fraud, trainer: {algorithm: xgboost}}   # and no features:""",
            "Declare features, or remove the model."),
    OWN_TOPIC(
            "MR-2309",
            "a topic that the pipeline writes itself",
            "A pipeline writes its predictions, dead letters and so on to topics that begin with its name. Reading one of them as events or labels would feed the pipeline what it just wrote, for ever.",
            """
            pipeline: card-fraud
            labels: {from: card-fraud.training-examples, ...}   # chargebacks""",
            "Name the topic that the events or labels come in on. Another pipeline may read this one's topics."),
    UNPUBLISHABLE(
            "MR-2310",
            "features that can't be published",
            "`publish` writes a flat record for an entity: its own fields (vector_id, entity, event_id, event_time, fingerprint), the fields that identify the entities, then features. All have different names, and there's a feature at least. `all` means aggregates and lookups of that entity; expressions and the event's own fields are named one by one.",
            """
            entities: {merchant: merchant_id}
            publish: {merchant: all}   # and no feature with entity: merchant""",
            "List features by name, or rename the one that has another's name."),
    // What can be meant, but hardly is; the pipeline runs: MR-26xx
    STEP_BEFORE_LABELS(
            "MR-2601",
            "a rollout step that's over before its labels are known",
            "A step is judged by labelled rows. Labels may come up to `labels.within` after their event, so a shorter step sees only those that come early, which may be of one kind: chargebacks come late, complaints at once. It still waits for `at_least_labelled` rows.",
            """
            labels: {from: chargebacks, on: id, value: fraud, event_time: at, within: 7d}
            model: {…, rollout: {steps: [canary 5% 1d, champion]}}   # canary 5% 8d""",
            "Make the step longer than labels.within, or shorten the horizon."),
    STEP_WITHOUT_LABELS(
            "MR-2602",
            "a rollout that waits for labels that never come",
            "A step ends when it has `at_least_labelled` labelled rows. Without `labels` there are none, so the first step would only be ended by a person.",
            "model: {…, rollout: {steps: [canary 5% 1d, champion]}}   # and no labels:",
            "Declare labels, or write at_least_labelled: 0.");

    private final ErrorPage page;

    PipelineFileError(
            String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
