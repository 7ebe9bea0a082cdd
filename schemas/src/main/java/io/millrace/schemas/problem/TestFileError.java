package io.millrace.schemas.problem;

/** Mistakes in a pipeline's tests, and what the tests find, MR-27xx. */
public enum TestFileError implements ErrorCode {
    NOT_AS_EXPECTED(
            "MR-2701",
            "the pipeline does otherwise than a test expects",
            "A test gives events to a pipeline and says what becomes of them. Something else did: the message has"
                    + " what was expected and what was got.",
            "expect: {features: {account_amount_count_6h: 2}}   # it's 1",
            "Find out which of the two is right, and correct the pipeline or the test."),
    UNKNOWN_NAME(
            "MR-2702",
            "a test names a field or feature that isn't there",
            "Events have the fields of their source's schema, and expectations the features of the pipeline.",
            "expect: {features: {acount_amount_count_6h: 2}}",
            "Correct the name; millrace features list has the features."),
    BAD_VALUE(
            "MR-2703",
            "a value doesn't fit its field's or feature's type",
            "Numbers, true and false stand without quotation marks; times are ISO-8601 with Z or an offset; null is"
                    + " a value only where the schema allows it.",
            "fields: {amount: twelve}",
            "Write a value of the type that the message names."),
    NO_TESTS(
            "MR-2704",
            "a test file belongs to no pipeline",
            "A test file is of the pipeline that it names, or else of pipeline.yaml beside pipeline.test.yaml, or of"
                    + " pipeline.yaml in the folder above tests/.",
            "pipeline: fruad.yaml",
            "Name the pipeline file with pipeline:, relative to the test file.");

    private final ErrorPage page;

    TestFileError(String code, String title, String explanation, String example, String remedy) {
        page = new ErrorPage(code, title, explanation, example, remedy);
    }

    @Override
    public ErrorPage page() {
        return page;
    }
}
