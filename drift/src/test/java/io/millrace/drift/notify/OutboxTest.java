package io.millrace.drift.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.Severity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class OutboxTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final AlertCommands commands = new AlertCommands();
    private final List<String> told = new ArrayList<>();
    private Outbox outbox = outbox(Severity.WARNING, 0, false);
    private long offset;

    private static Outbox outbox(Severity atLeast, long repeatEvery, boolean keepAlive) {
        return new Outbox(new OutboxTerms(atLeast, repeatEvery, keepAlive, DAY));
    }

    private static DriftAlert alert(String id, AlertState state, Severity severity) {
        return DriftAlert.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setAlertId(id)
                .setState(state)
                .setSeverity(severity)
                .setRule("psi")
                .setSubject("amount")
                .setEpisodeStart(Instant.EPOCH)
                .setAsOf(Instant.EPOCH)
                .setSummary("amount moved")
                .build();
    }

    private void fires(String id, Severity severity, long now) {
        outbox.add(record(alert(id, AlertState.FIRING, severity), now), now);
    }

    private void resolves(String id, long now) {
        outbox.add(record(alert(id, AlertState.RESOLVED, Severity.WARNING), now), now);
    }

    private AlertRecord record(DriftAlert alert, long writtenAt) {
        return new AlertRecord(alert, 0, offset++, writtenAt);
    }

    /** Everything that's due gets through. */
    private List<String> deliver(long now) {
        told.clear();
        Optional<Message> due = outbox.due(commands, now);
        while (due.isPresent()) {
            told.add(due.get().kind() + " " + due.get().alertId());
            outbox.delivered(now);
            due = outbox.due(commands, now);
        }
        return told;
    }

    private void command(
            AlertAction action, String id, @Nullable String alertId, @Nullable Long until) {
        commands.on(
                AlertCommand.newBuilder()
                        .setPipeline("shop")
                        .setCommandId(id)
                        .setAction(action)
                        .setAlertId(alertId)
                        .setRule(action == AlertAction.SILENCE && alertId == null ? "psi" : null)
                        .setSilenceId(action == AlertAction.UNSILENCE ? id : null)
                        .setUntilWallClock(until == null ? null : Instant.ofEpochMilli(until))
                        .setActor("ana")
                        .setReason("because")
                        .build());
    }

    @Test
    void tellsBeginningWorseningAndEndInTheirOrderAndEachOnce() {
        fires("a", Severity.WARNING, 0);
        fires("a", Severity.CRITICAL, 0);
        fires("b", Severity.WARNING, 0);
        resolves("a", 0);

        assertThat(deliver(0)).containsExactly("FIRING a", "FIRING a", "FIRING b", "RESOLVED a");
        assertThat(deliver(DAY)).isEmpty();
    }

    /** As after a replay, which writes the same ids. */
    @Test
    void tellsARecordThatComesAgainOnce() {
        fires("a", Severity.WARNING, 0);
        fires("a", Severity.WARNING, 0);
        deliver(0);
        fires("a", Severity.WARNING, MINUTE);

        assertThat(deliver(MINUTE)).isEmpty();

        resolves("a", MINUTE);
        resolves("a", MINUTE);
        assertThat(deliver(MINUTE)).containsExactly("RESOLVED a");
    }

    @Test
    void tellsOnlyWhatIsUrgentEnough() {
        outbox = outbox(Severity.CRITICAL, 0, false);
        fires("a", Severity.WARNING, 0);
        resolves("a", 0);
        fires("b", Severity.WARNING, 0);
        fires("b", Severity.CRITICAL, 0);
        resolves("b", 0);

        assertThat(deliver(0)).containsExactly("FIRING b", "RESOLVED b");
    }

    /** A webhook that's named today isn't told last month's alerts. */
    @Test
    void tellsNothingThatIsOlderThanAMessageIsTried() {
        outbox.add(record(alert("a", AlertState.FIRING, Severity.CRITICAL), 0), DAY);
        outbox.add(record(alert("a", AlertState.RESOLVED, Severity.CRITICAL), 0), DAY);
        outbox.add(record(alert("b", AlertState.FIRING, Severity.CRITICAL), 1), DAY);

        assertThat(deliver(DAY)).containsExactly("FIRING b");
    }

    @Test
    void triesAgainLaterAndLaterAndLosesNothingWhileAWebhookIsDownForAnHour() {
        fires("a", Severity.WARNING, 0);
        resolves("a", 10 * MINUTE);
        List<Long> attempts = new ArrayList<>();
        for (long now = 0; now < HOUR; now += 100) {
            if (outbox.due(commands, now).isPresent()) {
                attempts.add(now);
                assertThat(outbox.failed(false, 0, now)).isEmpty();
            }
        }

        assertThat(attempts.subList(0, 6))
                .containsExactly(0L, 1_000L, 3_000L, 7_000L, 15_000L, 31_000L);
        assertThat(attempts).hasSizeBetween(15, 25);
        assertThat(deliver(HOUR + 5 * MINUTE)).containsExactly("FIRING a", "RESOLVED a");
    }

    @Test
    void waitsAsLongAsTheReceiverAsksButNoLongerThanAnHour() {
        fires("a", Severity.WARNING, 0);
        outbox.due(commands, 0);
        outbox.failed(false, 30_000, 0);

        assertThat(outbox.due(commands, 29_999)).isEmpty();
        assertThat(outbox.due(commands, 30_000)).isPresent();

        outbox.failed(false, DAY, 30_000);
        assertThat(outbox.due(commands, 30_000 + HOUR)).isPresent();
    }

    @Test
    void givesUpWhatIsRefusedForGoodAndGoesOnWithTheNext() {
        fires("a", Severity.WARNING, 0);
        fires("b", Severity.WARNING, 0);
        outbox.due(commands, 0);

        assertThat(outbox.failed(true, 0, 0)).map(Message::alertId).contains("a");
        assertThat(deliver(0)).containsExactly("FIRING b");
    }

    @Test
    void givesUpAfterTheTimeThatItIsTried() {
        fires("a", Severity.WARNING, 0);
        outbox.due(commands, DAY - 1);
        assertThat(outbox.failed(false, 0, DAY - 1)).isEmpty();
        outbox.due(commands, 2 * DAY);

        Optional<Message> gone = outbox.failed(false, 0, 2 * DAY);

        assertThat(gone).map(Message::attempts).contains(2);
        assertThat(deliver(2 * DAY)).isEmpty();
    }

    @Test
    void repeatsWhatGoesOnUntilSomebodyAcknowledgesIt() {
        outbox = outbox(Severity.WARNING, HOUR, false);
        fires("a", Severity.WARNING, 0);
        deliver(0);

        assertThat(deliver(HOUR - 1)).isEmpty();
        assertThat(deliver(HOUR)).containsExactly("REPEATED a");
        assertThat(deliver(HOUR + 1)).isEmpty();

        command(AlertAction.ACKNOWLEDGE, "c", "a", null);
        assertThat(deliver(3 * HOUR)).isEmpty();

        fires("a", Severity.CRITICAL, 3 * HOUR);
        assertThat(deliver(3 * HOUR)).containsExactly("FIRING a");
        resolves("a", 4 * HOUR);
        assertThat(deliver(4 * HOUR)).containsExactly("RESOLVED a");
        assertThat(deliver(9 * HOUR)).isEmpty();
    }

    @Test
    void keepsAnAcknowledgedAlertAliveWhereSilenceWouldEndIt() {
        outbox = outbox(Severity.WARNING, MINUTE, true);
        fires("a", Severity.WARNING, 0);
        deliver(0);
        command(AlertAction.ACKNOWLEDGE, "c", "a", null);

        assertThat(deliver(MINUTE)).containsExactly("REPEATED a");
    }

    @Test
    void tellsWhatIsStillOpenWhenItsSilenceIsOver() {
        command(AlertAction.SILENCE, "s", null, HOUR);
        fires("a", Severity.WARNING, 0);
        fires("b", Severity.WARNING, 0);

        assertThat(deliver(0)).isEmpty();

        resolves("b", MINUTE);
        assertThat(deliver(HOUR - 1)).isEmpty();
        assertThat(deliver(HOUR)).containsExactly("FIRING a");
        resolves("a", HOUR);
        assertThat(deliver(HOUR)).containsExactly("RESOLVED a");
    }

    @Test
    void tellsAtOnceWhenSomebodyEndsTheSilence() {
        command(AlertAction.SILENCE, "s", null, DAY);
        fires("a", Severity.WARNING, 0);
        deliver(0);

        command(AlertAction.UNSILENCE, "s", null, null);

        assertThat(deliver(1)).containsExactly("FIRING a");
    }

    @Test
    void silencesOneAlertAlone() {
        command(AlertAction.SILENCE, "s", "a", DAY);
        fires("a", Severity.WARNING, 0);
        fires("b", Severity.WARNING, 0);

        assertThat(deliver(0)).containsExactly("FIRING b");
    }

    @Test
    void tellsTheEndOfWhatWasToldAlsoWhileItIsSilenced() {
        fires("a", Severity.WARNING, 0);
        deliver(0);
        command(AlertAction.SILENCE, "s", null, DAY);
        resolves("a", 1);

        assertThat(deliver(1)).containsExactly("RESOLVED a");
    }

    @Test
    void letsTheOldestButTheOneThatMayBeOnItsWayGiveWayWhenTooManyWait() {
        Optional<Message> gone = Optional.empty();
        for (int i = 0; i <= 10_000; i++) {
            assertThat(gone).isEmpty();
            gone = outbox.add(record(alert("a" + i, AlertState.FIRING, Severity.WARNING), 0), 0);
        }

        assertThat(gone).map(Message::alertId).contains("a1");
        assertThat(outbox.size()).isEqualTo(10_000);
    }

    /** Restored at any point it tells the same. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void goesOnTheSameAfterARestart(long seed) throws IOException {
        List<String> undisturbed = history(seed, false);

        assertThat(history(seed, true)).as("seed %d", seed).isEqualTo(undisturbed);
        assertThat(undisturbed).hasSizeGreaterThan(50);
    }

    private List<String> history(long seed, boolean restarting) throws IOException {
        Random random = new Random(seed);
        OutboxTerms terms = new OutboxTerms(Severity.WARNING, HOUR, false, DAY);
        Outbox box = new Outbox(terms);
        List<String> history = new ArrayList<>();
        for (long now = 0; now < 200 * MINUTE; now += MINUTE) {
            AlertState state = random.nextInt(3) == 0 ? AlertState.RESOLVED : AlertState.FIRING;
            Severity severity = random.nextBoolean() ? Severity.WARNING : Severity.CRITICAL;
            DriftAlert alert = alert("a" + random.nextInt(40), state, severity);
            box.add(new AlertRecord(alert, 0, now, now), now);
            if (restarting) {
                box = copy(terms, box);
            }
            Optional<Message> due = box.due(commands, now);
            history.add(due.map(m -> m.kind() + " " + m.alertId() + m.attempts()).orElse("-"));
            boolean fails = random.nextInt(4) == 0;
            if (due.isPresent() && fails) {
                box.failed(random.nextInt(9) == 0, 0, now);
            } else if (due.isPresent()) {
                box.delivered(now);
            }
        }
        return history;
    }

    private static Outbox copy(OutboxTerms terms, Outbox box) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        box.write(new DataOutputStream(bytes));
        return Outbox.read(
                terms, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
