package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Severity;
import io.millrace.schemas.topic.TopicKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

@Timeout(120)
class RetrainCommandTest {
    @RegisterExtension static LifeCycleTopics log = new LifeCycleTopics();

    /** Eight examples, of which the oldest two have expired; the last was labelled at 7 s. */
    private static void examples() throws Exception {
        for (int partition = 0; partition < 2; partition++) {
            List<byte[]> values = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long time = (i * 2 + partition) * 1_000L;
                String id = "e" + time;
                values.add(
                        log.shop.value(
                                TestShop.labelled(
                                        TestShop.scored(id, time, Role.CHAMPION, "one", 0.5),
                                        true)));
            }
            log.topics.write(log.topic(TopicKind.TRAINING_EXAMPLES), partition, values);
        }
        log.topics.deleteBefore(log.topic(TopicKind.TRAINING_EXAMPLES), 0, 2);
    }

    private static void champion() {
        log.publish(TestVersions.version("first", 1_000, TestVersions.gate(true)), 1, "CHAMPION");
        log.write(
                TopicKind.DEPLOYMENTS,
                Deployment.class,
                Deployment.newBuilder()
                        .setPipeline("shop")
                        .setModel("fraud")
                        .setEpoch(1)
                        .setChampion(new ModelReference(TestVersions.digest("first"), 1))
                        .setActor("gate")
                        .build());
    }

    private static void alert(String id, AlertState state) {
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
                        .setEpisodeStart(Instant.ofEpochMilli(4_000))
                        .setAsOf(Instant.ofEpochMilli(6_000))
                        .setSummary("amount moved")
                        .build());
    }

    private static RetrainTrigger trigger() {
        List<RetrainTrigger> triggers =
                log.written(TopicKind.RETRAIN_TRIGGERS, RetrainTrigger.class);
        assertThat(triggers).hasSize(1);
        return triggers.get(0);
    }

    @Test
    void asksForATrainingOnAllExamples() throws Exception {
        examples();
        champion();
        TestSession session = log.session();

        assertThat(log.run(session, "retrain", "--reason", "new categories")).isZero();

        RetrainTrigger trigger = trigger();
        assertThat(trigger.getCause()).isEqualTo(RetrainCause.PERSON);
        assertThat(trigger.getReason()).isEqualTo("new categories");
        assertThat(trigger.getModel()).isEqualTo("fraud");
        assertThat(trigger.getFromEventTime()).isNull();
        assertThat(trigger.getAsOf()).isEqualTo(Instant.ofEpochMilli(7_000));
        assertThat(trigger.getChampionDigest()).isEqualTo(TestVersions.digest("first"));
        String topic = log.topic(TopicKind.TRAINING_EXAMPLES);
        assertThat(trigger.getExamples())
                .containsExactly(new DataRange(topic, 0, 2L, 4L), new DataRange(topic, 1, 0L, 4L));
        assertThat(session.out()).contains(trigger.getTriggerId()).contains("new categories");
    }

    @Test
    void takesAlongWhatAnAlertSays() throws Exception {
        examples();
        champion();
        alert("3f9c2e1b04d8", AlertState.FIRING);
        alert("3f9c2e1b04d8", AlertState.RESOLVED);
        alert("77aa00bb11cc", AlertState.FIRING);

        assertThat(log.run(log.session(), "retrain", "--alert", "3f9c2e")).isZero();

        RetrainTrigger trigger = trigger();
        assertThat(trigger.getReason()).isEqualTo("amount moved");
        assertThat(trigger.getAlertIds()).containsExactly("3f9c2e1b04d8");
        assertThat(trigger.getFromEventTime()).isEqualTo(Instant.ofEpochMilli(4_000));
    }

    @Test
    void takesTheUsersReasonAndTimeBeforeTheAlerts() throws Exception {
        examples();
        alert("3f9c2e1b04d8", AlertState.FIRING);

        int code =
                log.run(
                        log.session(),
                        "retrain",
                        "--alert",
                        "3f9c2e1b04d8",
                        "--reason",
                        "mine",
                        "--since",
                        "1970-01-01T00:00:02Z");

        assertThat(code).isZero();
        assertThat(trigger().getReason()).isEqualTo("mine");
        assertThat(trigger().getFromEventTime()).isEqualTo(Instant.ofEpochMilli(2_000));
        assertThat(trigger().getChampionDigest()).isNull();
    }

    @Test
    void wantsToKnowWhy() {
        TestSession session = log.session();

        assertThat(log.run(session, "retrain")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err()).contains("name --reason TEXT or --alert ID");
    }

    @Test
    void namesTheAlertsThereAre() throws Exception {
        examples();
        alert("3f9c2e1b04d8", AlertState.FIRING);
        alert("3f9c2e999999", AlertState.FIRING);
        TestSession unknown = log.session();
        TestSession ambiguous = log.session();

        assertThat(log.run(unknown, "retrain", "--alert", "0000000")).isEqualTo(ExitCode.USAGE);
        assertThat(log.run(ambiguous, "retrain", "--alert", "3f9c2e")).isEqualTo(ExitCode.USAGE);

        assertThat(unknown.err())
                .contains("there is no alert \"0000000\"")
                .contains("there are: [3f9c2e1b04d8, 3f9c2e999999]");
        assertThat(ambiguous.err()).contains("2 alerts begin with \"3f9c2e\"");
        assertThat(log.written(TopicKind.RETRAIN_TRIGGERS, RetrainTrigger.class)).isEmpty();
    }

    @Test
    void cannotTrainOnNothing() {
        champion();
        TestSession session = log.session();

        assertThat(log.run(session, "retrain", "--reason", "r")).isEqualTo(ExitCode.NO);
        assertThat(session.err()).contains("there is no labelled example yet");
    }
}
