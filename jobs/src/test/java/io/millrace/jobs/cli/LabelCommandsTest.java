package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.cli.model.LabelChoice;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.LabelChoiceRule;
import io.millrace.schemas.avro.LabelRequest;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

@Timeout(120)
class LabelCommandsTest {
    private static final String AT = "1970-01-01T01:00Z";

    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    @BeforeEach
    void begin() throws Exception {
        Files.writeString(
                log.folder().resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: %s
                sources: {sales: {schema: sales.avsc, id: id, event_time: at}}
                labels: {from: %s, schema: returns.avsc, on: sale, value: bad, event_time: at, within: 7d}
                """
                        .formatted(log.pipeline(), labelTopic()));
        Files.writeString(
                log.folder().resolve("sales.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
                """);
        Files.writeString(
                log.folder().resolve("returns.avsc"),
                """
                {"type": "record", "name": "Return", "fields": [
                  {"name": "sale", "type": "string"}, {"name": "bad", "type": "boolean"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "annotator", "type": ["null", "string"], "default": null},
                  {"name": "note", "type": "string", "default": ""}]}
                """);
        log.topics.create(labelTopic());
    }

    private static String labelTopic() {
        return log.pipeline() + "-returns";
    }

    /** One a second; the score of e50 is nearest to the threshold of one half. */
    private static void predictions(int count) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(
                    log.shop.value(
                            TestShop.scored("e" + i, i * 1_000L, Role.CHAMPION, "one", i / 100.0)));
        }
        log.topics.write(log.topic(TopicKind.PREDICTIONS), 0, values);
    }

    private static TestSession run(int expected, String... arguments) {
        TestSession session = log.session();
        assertThat(log.run(session, arguments)).as(session.err()).isEqualTo(expected);
        return session;
    }

    private static List<LabelRequest> requests() {
        return log.written(TopicKind.LABEL_REQUESTS, LabelRequest.class);
    }

    @Test
    void asksAboutWhatIsUncertainAndARandomShare() {
        predictions(100);

        run(0, "label", "ask", "--count", "10", "--random", "0.3");

        assertThat(requests()).hasSize(10);
        assertThat(requests())
                .filteredOn(request -> request.getChosenBy() == LabelChoiceRule.UNCERTAIN)
                .extracting(LabelRequest::getEventId)
                .containsExactlyInAnyOrder("e47", "e48", "e49", "e50", "e51", "e52", "e53");
        assertThat(requests())
                .filteredOn(request -> request.getChosenBy() == LabelChoiceRule.RANDOM)
                .hasSize(3);
        assertThat(requests()).extracting(LabelRequest::getEventId).doesNotHaveDuplicates();
        assertThat(requests().get(0).getThreshold()).isEqualTo(0.5);
    }

    @Test
    void asksNeitherTwiceNorAboutWhatHasALabel() throws Exception {
        predictions(20);
        log.topics.write(
                log.topic(TopicKind.TRAINING_EXAMPLES),
                0,
                List.of(
                        log.shop.value(
                                TestShop.labelled(
                                        TestShop.scored("e19", 19_000, Role.CHAMPION, "one", 0.19),
                                        true))));

        run(0, "label", "ask", "--count", "10", "--random", "0");
        run(0, "label", "ask", "--count", "10", "--random", "0");
        TestSession last = run(0, "label", "ask");

        assertThat(requests())
                .extracting(LabelRequest::getEventId)
                .hasSize(19)
                .doesNotHaveDuplicates()
                .doesNotContain("e19");
        assertThat(last.err()).contains("has a label, or was asked about");
    }

    @Test
    void takesLabelsOneAfterTheOther() {
        predictions(3);
        run(0, "label", "ask", "--count", "3", "--random", "0");
        assertThat(run(0, "label", "next").out()).contains("e2").doesNotContain("e1 ");

        run(0, "label", "set", "e2", "1", "--at", AT, "--annotator", "ana");

        TestSession next = run(0, "label", "next");
        assertThat(next.out()).contains("e1").doesNotContain("e2");
        assertThat(next.err()).contains("2 of 3 wait for a label");
        var written = log.topics.records(labelTopic());
        assertThat(written).hasSize(1);
        assertThat(new String(written.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("e2");
        assertThat(
                        new String(
                                written.get(0).headers().lastHeader("millrace-annotator").value(),
                                StandardCharsets.UTF_8))
                .isEqualTo("ana");
        String tail = run(0, "topics", "tail", labelTopic(), "-n", "1", "--json").out();
        assertThat(tail)
                .contains("\"bad\" : true")
                .contains("\"annotator\" : \"ana\"")
                .contains("1970-01-01T01:00:00Z");

        run(0, "label", "set", "e1", "0", "--at", AT);
        run(0, "label", "set", "e0", "false", "--at", AT);
        assertThat(run(0, "label", "next").err())
                .contains("all 3 that were asked for have a label");
    }

    @Test
    void refusesAConflictUnlessItIsARevision() {
        predictions(3);
        run(0, "label", "set", "e2", "1", "--at", AT, "--annotator", "ana");

        assertThat(run(0, "label", "set", "e2", "1", "--at", AT).err())
                .contains("has this label already by ana");
        assertThat(run(ExitCode.NO, "label", "set", "e2", "0", "--at", AT).err())
                .contains("e2 is labelled 1 already by ana")
                .contains("--revise");
        assertThat(log.topics.records(labelTopic())).hasSize(1);

        run(0, "label", "set", "e2", "0", "--at", AT, "--revise", "--annotator", "ben");
        assertThat(log.topics.records(labelTopic())).hasSize(2);
        assertThat(run(0, "label", "set", "e2", "0", "--at", AT).err())
                .contains("has this label already by ben");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label set e2 maybe | 64 | is no label: it's 1 or 0, true or false",
                "label set nobody 1 --at 1970-01-01T01:00Z | 1 | there is no prediction for event",
                "label set e2 1 | 1 | is out of time",
                "label set e2 1 --at 1969-01-01 | 1 | is out of time",
                "label ask --count 0 | 64 | --count is 0; it's from 1 to 10,000",
                "label ask --random 2 | 64 | it's a share from 0 to 1",
                "label next --count 0 | 64 | it's 1 or more"
            })
    void saysWhatIsWrong(String arguments, int code, String message) {
        predictions(3);

        assertThat(run(code, arguments.trim().split(" ")).err()).contains(message);
        assertThat(log.topics.records(labelTopic())).isEmpty();
    }

    @Test
    void saysThatNobodyHasAsked() {
        assertThat(run(0, "label", "next").err()).contains("nobody has asked for labels");
        assertThat(run(ExitCode.NO, "label", "ask").err()).contains("there is no prediction yet");
    }

    /** Whatever order they come in; another seed draws others. */
    @Test
    void choosesTheSameInAnyOrder() {
        List<Integer> order = new ArrayList<>(Stream.iterate(0, i -> i + 1).limit(1_000).toList());
        List<String> first = chosen(order, 1);
        Collections.shuffle(order, new Random(4));

        assertThat(chosen(order, 1)).isEqualTo(first).hasSize(40);
        assertThat(chosen(order, 2)).isNotEqualTo(first);
        assertThat(chosen(order, 2).subList(0, 20)).isEqualTo(first.subList(0, 20));
    }

    private static List<String> chosen(List<Integer> order, long seed) {
        LabelChoice choice = new LabelChoice(40, 0.5, seed);
        order.forEach(i -> choice.add("e" + i, i, "fraud", 1, i / 1_000.0, 0.7));
        return choice.chosen().keySet().stream().map(LabelChoice.Candidate::eventId).toList();
    }

    /** The drawn ones are spread like all events, not like the uncertain ones. */
    @Test
    void drawsEvenly() {
        int[] tenths = new int[10];
        for (long seed = 0; seed < 100; seed++) {
            LabelChoice choice = new LabelChoice(50, 1, seed);
            for (int i = 0; i < 1_000; i++) {
                choice.add("payment-" + i, i, "fraud", 1, i / 1_000.0, 0.5);
            }
            choice.chosen().keySet().forEach(c -> tenths[(int) (c.score() * 10)]++);
        }

        assertThat(Arrays.stream(tenths).boxed()).allMatch(n -> n > 400 && n < 600);
    }
}
