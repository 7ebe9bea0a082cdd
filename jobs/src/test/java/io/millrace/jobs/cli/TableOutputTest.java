package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class TableOutputTest {
    private final Table table = Table.of("topics", "topic", "records", "leader_of");

    TableOutputTest() {
        table.add("a", 41_180, "b \"1\", c");
        table.add("longer", 7L, null);
    }

    @Test
    void alignsTextLeftAndNumbersRight() {
        assertThat(written(Format.TABLE))
                .isEqualTo(
                        """
                        TOPIC   RECORDS  LEADER OF
                        a        41,180  b "1", c
                        longer        7  -
                        """);
    }

    @Test
    void writesOneDocumentWithItsVersion() {
        assertThat(written(Format.JSON))
                .isEqualTo(
                        """
                        {
                          "schemaVersion" : 1,
                          "topics" : [
                            {
                              "topic" : "a",
                              "records" : 41180,
                              "leader_of" : "b \\"1\\", c"
                            },
                            {
                              "topic" : "longer",
                              "records" : 7,
                              "leader_of" : null
                            }
                          ]
                        }
                        """);
    }

    @Test
    void writesOneObjectALine() {
        assertThat(written(Format.JSONL))
                .isEqualTo(
                        """
                        {"topic":"a","records":41180,"leader_of":"b \\"1\\", c"}
                        {"topic":"longer","records":7,"leader_of":null}
                        """);
    }

    @Test
    void quotesInCsv() {
        assertThat(written(Format.CSV))
                .isEqualTo(
                        "topic,records,leader_of\r\na,41180,\"b \"\"1\"\", c\"\r\nlonger,7,\r\n");
    }

    private String written(Format format) {
        StringWriter text = new StringWriter();
        TableOutput.write(table, format, new PrintWriter(text));
        return text.toString();
    }

    @Test
    void writesRealNumbersShortForPeopleAndWholeForPrograms() {
        Table table = Table.of("rows", "auc");
        table.add(0.9573660881977312);
        StringWriter text = new StringWriter();

        TableOutput.write(table, Format.TABLE, new PrintWriter(text));

        assertThat(text.toString()).contains("0.9574");
        assertThat(TableOutput.document(table).get("rows").get(0).get("auc").asDouble())
                .isEqualTo(0.9573660881977312);
    }
}
