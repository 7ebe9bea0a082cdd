package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.serde.Decoding;

import org.junit.jupiter.api.Test;

import java.util.regex.Pattern;

class ErrorCatalogueTest {

    @Test
    void numbersEveryErrorOnceAndInOrder() {
        assertThat(ErrorCatalogue.all())
                .extracting(ErrorCode::code)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("MR-[1-5]\\d{3}"));
    }

    @Test
    void saysWhatItIsAndWhatToDo() {
        assertThat(ErrorCatalogue.explain("MR-2103"))
                .contains(
                        """
                        MR-2103: a key is there twice

                        Only one of the two could hold, and readers would disagree about which.

                        Example
                            model:
                              threshold: 0.5
                              threshold: 0.8

                        What to do
                            Keep one of them.
                        """);
    }

    @Test
    void findsNumbersHoweverTheyAreWritten() {
        assertThat(ErrorCatalogue.find("2102")).contains(PipelineFileError.UNKNOWN_KEY);
        assertThat(ErrorCatalogue.find(" mr-2102 ")).contains(PipelineFileError.UNKNOWN_KEY);
        assertThat(ErrorCatalogue.find("MR-9999")).isEmpty();
        assertThat(ErrorCatalogue.find("")).isEmpty();
    }

    @Test
    void fillsEveryPage() {
        for (ErrorCode error : ErrorCatalogue.all()) {
            ErrorPage page = error.page();
            assertThat(page.title()).as(page.code()).isNotBlank().doesNotEndWith(".");
            assertThat(page.explanation()).as(page.code()).endsWith(".");
            assertThat(page.example()).as(page.code()).isNotBlank();
            assertThat(page.remedy()).as(page.code()).isNotBlank();
        }
    }

    @Test
    void explainsEveryRuleOfTheDecoderOnOnePage() {
        for (Decoding.Code code : Decoding.Code.values()) {
            Pattern rule = Pattern.compile("\\b" + code.rule() + "\\b");

            assertThat(DataError.values())
                    .as(code.rule())
                    .filteredOn(error -> rule.matcher(error.page().explanation()).find())
                    .hasSize(1);
        }
    }
}
