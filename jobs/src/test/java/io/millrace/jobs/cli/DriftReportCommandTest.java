package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftCell;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.DriftTest;
import io.millrace.schemas.avro.DriftVerdict;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Severity;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

@Timeout(120)
class DriftReportCommandTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final String DIGEST = "a".repeat(64);

    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    @BeforeEach
    void begin() throws Exception {
        Files.deleteIfExists(log.folder().resolve("report.html"));
    }

    private static Instant at(int hour) {
        return START.plus(Duration.ofHours(hour));
    }

    private static DriftReport report(String feature, int hour, double psi, Random random) {
        DriftVerdict verdict =
                psi >= 0.25
                        ? DriftVerdict.ALERT
                        : psi >= 0.1 ? DriftVerdict.WARNING : DriftVerdict.OK;
        List<DriftCell> cells = new ArrayList<>();
        for (int cell = 0; cell < 10; cell++) {
            long reference = 900 + random.nextInt(200);
            long current = (long) (reference * (1 + psi * (cell - 4)) / 5);
            cells.add(
                    new DriftCell(
                            "(%d.0, %d.0]".formatted(cell, cell + 1),
                            reference,
                            Math.max(0, current)));
        }
        return DriftReport.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(DIGEST)
                .setVersion(3)
                .setFeature(feature)
                .setWindowStart(at(hour))
                .setWindowEnd(at(hour + 1))
                .setRows(2_000)
                .setNulls(7)
                .setReferenceRows(10_000)
                .setReferenceDigest(DIGEST)
                .setVerdict(verdict)
                .setTests(
                        List.of(
                                test("psi", psi, 0.25, verdict),
                                test("ks", psi / 3, 0.1, DriftVerdict.OK),
                                test("null-rate", 0.003, 0.1, DriftVerdict.OK)))
                .setCells(cells)
                .build();
    }

    private static DriftTest test(
            String name, double statistic, double threshold, DriftVerdict verdict) {
        return DriftTest.newBuilder()
                .setTest(name)
                .setRule("as told")
                .setStatistic(statistic)
                .setPValue(0.001)
                .setAdjustedPValue(0.002)
                .setThreshold(threshold)
                .setVerdict(verdict)
                .build();
    }

    private static WindowPerformance performance(int hour, int revision, Role role, double auc) {
        return WindowPerformance.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(DIGEST)
                .setVersion(role == Role.CHAMPION ? 3 : 4)
                .setRole(role)
                .setWindowStart(at(hour))
                .setWindowEnd(at(hour + 1))
                .setRevision(revision)
                .setAsOf(at(hour + revision))
                .setScored(2_000)
                .setLabelled(500L * revision)
                .setPositives(40)
                .setMetrics(Map.of("auc", auc, "accuracy", auc / 1.1))
                .build();
    }

    private static void alert(String id, AlertState state, int start, int asOf) {
        log.write(
                TopicKind.DRIFT_ALERTS,
                DriftAlert.class,
                DriftAlert.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setAlertId(id)
                        .setState(state)
                        .setSeverity(Severity.CRITICAL)
                        .setRule("psi")
                        .setSubject("amount")
                        .setEpisodeStart(at(start))
                        .setAsOf(at(asOf))
                        .setSummary("amount moved </script><b>")
                        .build());
    }

    /** Feature 0 drifts in the second half of the hours. */
    private static void told(int features, int hours) {
        Random random = new Random(5);
        List<DriftReport> reports = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            for (int feature = 0; feature < features; feature++) {
                double psi =
                        feature % 5 == 0 && hour >= hours / 2
                                ? 0.3 + random.nextDouble() / 5
                                : random.nextDouble() / 20;
                String name = feature == 0 ? "amount" : "account_feature_number_" + feature;
                reports.add(report(name, hour, psi, random));
            }
            log.write(
                    TopicKind.PERFORMANCE,
                    WindowPerformance.class,
                    performance(hour, 1, Role.CHAMPION, 0.7));
            log.write(
                    TopicKind.PERFORMANCE,
                    WindowPerformance.class,
                    performance(hour, 2, Role.CHAMPION, 0.9 - 0.05 * random.nextDouble()));
            log.write(
                    TopicKind.PERFORMANCE,
                    WindowPerformance.class,
                    performance(hour, 1, Role.SHADOW, 0.92 - 0.05 * random.nextDouble()));
        }
        log.topics.write(
                log.topic(TopicKind.DRIFT_REPORTS),
                0,
                reports.stream()
                        .map(
                                report ->
                                        log.shop.schemas.serialize(
                                                log.topic(TopicKind.DRIFT_REPORTS),
                                                DriftReport.class,
                                                report))
                        .toList());
        alert("3f9c2e1b04d8aa", AlertState.FIRING, hours / 2, hours / 2 + 2);
        alert("77aa00bb11ccdd", AlertState.FIRING, 1, 2);
        alert("77aa00bb11ccdd", AlertState.RESOLVED, 1, 4);
        log.write(
                TopicKind.RETRAIN_TRIGGERS,
                RetrainTrigger.class,
                RetrainTrigger.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setTriggerId("t")
                        .setCause(RetrainCause.SCHEDULE)
                        .setReason("scheduled")
                        .setActor("retrain_when")
                        .setAsOf(at(hours / 2 + 3))
                        .build());
    }

    private static TestSession run(int expected, String... arguments) {
        TestSession session = log.session();
        assertThat(log.run(session, arguments)).as(session.err()).isEqualTo(expected);
        return session;
    }

    private static JsonNode data() throws IOException {
        String html = Files.readString(log.folder().resolve("report.html"));
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    @Test
    void writesOneFileWithEverythingOverTime() throws IOException {
        told(3, 12);

        TestSession session = run(0, "drift", "report", "fraud", "--html", "report.html");

        assertThat(session.err()).contains("report written to report.html");
        assertThat(session.out().lines().toList().get(1)).startsWith("amount").contains("alert");
        JsonNode data = data();
        JsonNode amount = data.get("features").get(0);
        assertThat(amount.get("column").asText()).isEqualTo("amount");
        assertThat(amount.get("verdict").asText()).isEqualTo("alert");
        assertThat(amount.get("drifting").asInt()).isEqualTo(6);
        assertThat(amount.get("windows").asInt()).isEqualTo(12);
        assertThat(amount.get("history")).hasSize(12);
        assertThat(data.get("times").get(11).asLong()).isEqualTo(at(12).toEpochMilli());
        assertThat(amount.get("shape").get("labels")).hasSize(10);
        JsonNode champion = data.get("performance").get("fraud@3 champion");
        assertThat(champion).hasSize(12);
        assertThat(champion.get(0).get("labelled").asInt()).isEqualTo(1_000);
        assertThat(champion.get(0).get("metrics").get("auc").asDouble()).isGreaterThan(0.8);
        assertThat(data.get("alerts")).hasSize(2);
        assertThat(data.get("alerts").get(0).get("to").asLong()).isEqualTo(at(4).toEpochMilli());
        assertThat(data.get("alerts").get(1).get("to").isNull()).isTrue();
        assertThat(data.get("triggers").get(0).get("cause").asText()).isEqualTo("schedule");
        keep("drift-report-3");
    }

    @Test
    void takesOnlyTheTimeThatIsAskedFor() throws IOException {
        told(3, 12);

        run(0, "drift", "report", "--since", "-3h", "--html", "report.html");

        JsonNode data = data();
        assertThat(data.get("features").get(0).get("windows").asInt()).isEqualTo(3);
        assertThat(data.get("from").asLong()).isEqualTo(at(9).toEpochMilli());
        assertThat(data.get("performance").get("fraud@3 champion")).hasSize(3);
        assertThat(data.get("alerts")).hasSize(1);
    }

    @Test
    void staysBelowAMegabyteWith200FeaturesAnd200Windows() throws IOException {
        told(200, 200);

        run(0, "drift", "report", "--html", "report.html");

        assertThat(Files.size(log.folder().resolve("report.html"))).isLessThan(1_000_000);
        assertThat(data().get("features")).hasSize(200);
        keep("drift-report-200");
    }

    /** For looking at it in a browser. */
    private static void keep(String name) throws IOException {
        Path target = Path.of("target", name + ".html");
        if (Files.isDirectory(Path.of("target"))) {
            Files.deleteIfExists(target);
            Files.copy(log.folder().resolve("report.html"), target);
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(run(ExitCode.NO, "drift", "report").err()).contains("has told of no window yet");
        told(3, 4);
        Files.writeString(log.folder().resolve("report.html"), "mine");

        assertThat(run(ExitCode.USAGE, "drift", "report", "frauds").err())
                .contains("did you mean \"fraud\"?");
        assertThat(run(ExitCode.USAGE, "drift", "report", "--html", "report.html").err())
                .contains("report.html is there already");
        assertThat(run(ExitCode.USAGE, "drift", "report", "--html", "no/such/r.html").err())
                .contains("there is no folder");
        assertThat(run(ExitCode.USAGE, "drift", "report", "--since", "yesterday").err())
                .contains("is no duration above 0");
        assertThat(Files.readString(log.folder().resolve("report.html"))).isEqualTo("mine");
        run(0, "drift", "report", "--html", "report.html", "--overwrite");
        assertThat(Files.readString(log.folder().resolve("report.html"))).contains("amount");
    }
}
