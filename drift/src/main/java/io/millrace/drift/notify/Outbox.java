package io.millrace.drift.notify;

import io.millrace.drift.codec.Compact;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one webhook is still to be told, in the order of the alerts. One message goes out at a time;
 * one that fails is tried again, later and later, and those behind it wait, so that an end never
 * overtakes its beginning.
 *
 * <p>A silence holds an alert back, it doesn't forget it: what's still open when the silence is
 * over is told then. The end of an alert is told to whoever was told its beginning.
 *
 * <p>Not safe for use by several threads. All times are people's, in epoch milliseconds.
 */
public final class Outbox {
    private static final byte VERSION = 1;
    private static final long FIRST_PAUSE = 1_000;
    private static final long LONGEST_PAUSE = 300_000;
    private static final long LONGEST_WISH = 3_600_000;

    /** More messages than that wait for nobody; at 2 KB each they take 20 MB. */
    private static final int MOST_WAITING = 10_000;

    /** Records that come again, as after a replay, are known among so many alerts. */
    private static final int REMEMBERED = 10_000;

    private final OutboxTerms terms;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private final Map<String, OpenAlert> open = new TreeMap<>();
    private final Map<String, String> heard = new LinkedHashMap<>();
    private long notBefore = Long.MIN_VALUE;

    public Outbox(OutboxTerms terms) {
        this.terms = terms;
    }

    /**
     * Takes an alert's record. One that's known already says nothing new; one that's older than a
     * message is tried is news to nobody.
     *
     * @return the message that had to give way because too many wait
     */
    public Optional<Message> add(AlertRecord record, long now) {
        DriftAlert alert = record.alert();
        if (isKnown(alert)) {
            return Optional.empty();
        }
        if (alert.getState() == AlertState.RESOLVED) {
            OpenAlert known = open.get(alert.getAlertId());
            if (known != null) {
                known.over = true;
                waiting.add(new Message(record, Message.Kind.RESOLVED, now, 0));
            }
        } else if (alert.getSeverity().compareTo(terms.atLeast()) >= 0
                && record.writtenAt() > now - terms.giveUpAfter()) {
            open.computeIfAbsent(alert.getAlertId(), id -> new OpenAlert(record)).newest = record;
            waiting.add(new Message(record, Message.Kind.FIRING, now, 0));
        }
        return waiting.size() > MOST_WAITING ? Optional.of(removeSecond()) : Optional.empty();
    }

    /** The first may be on its way. */
    private Message removeSecond() {
        Message first = waiting.remove();
        Message second = waiting.remove();
        waiting.addFirst(first);
        return second;
    }

    private boolean isKnown(DriftAlert alert) {
        String said = alert.getState() + " " + alert.getSeverity();
        boolean known = said.equals(heard.remove(alert.getAlertId()));
        heard.put(alert.getAlertId(), said);
        if (heard.size() > REMEMBERED) {
            heard.remove(heard.keySet().iterator().next());
        }
        return known;
    }

    /**
     * What goes out now; empty if nothing does. It stays here until it's known what became of it.
     */
    public Optional<Message> due(AlertCommands commands, long now) {
        if (now < notBefore) {
            return Optional.empty();
        }
        addWhatGoesOn(commands, now);
        while (!waiting.isEmpty()) {
            Message next = waiting.element();
            OpenAlert alert = open.get(next.alertId());
            boolean toldBefore = alert != null && alert.isTold();
            if (next.kind() == Message.Kind.RESOLVED && !toldBefore) {
                open.remove(next.alertId());
            } else if (next.kind() == Message.Kind.RESOLVED || !isSilenced(next, commands, now)) {
                return Optional.of(next);
            } else if (alert != null) {
                alert.held = true;
            }
            waiting.remove();
        }
        return Optional.empty();
    }

    /** Alerts whose silence is over, and those that it's time to repeat. */
    private void addWhatGoesOn(AlertCommands commands, long now) {
        for (OpenAlert alert : open.values()) {
            Message message = new Message(alert.newest, alert.kindOfNext(), now, 0);
            if (!alert.over
                    && isTimeFor(alert, commands, now)
                    && !isSilenced(message, commands, now)
                    && !isWaiting(message.alertId())) {
                alert.held = false;
                waiting.add(message);
            }
        }
    }

    private boolean isTimeFor(OpenAlert alert, AlertCommands commands, long now) {
        boolean repeats =
                terms.keepAlive()
                        || commands.acknowledgement(alert.newest.alert().getAlertId()).isEmpty();
        return alert.held
                || (alert.isTold()
                        && repeats
                        && terms.repeatEvery() > 0
                        && now >= alert.toldAt + terms.repeatEvery());
    }

    private boolean isWaiting(String alertId) {
        return waiting.stream().anyMatch(message -> message.alertId().equals(alertId));
    }

    private static boolean isSilenced(Message message, AlertCommands commands, long now) {
        return commands.silence(message.record().alert(), Instant.ofEpochMilli(now)).isPresent();
    }

    /** The message that was due is out. */
    public void delivered(long now) {
        Message message = waiting.remove();
        notBefore = Long.MIN_VALUE;
        OpenAlert alert = open.get(message.alertId());
        if (message.kind() == Message.Kind.RESOLVED) {
            open.remove(message.alertId());
        } else if (alert != null) {
            alert.toldAt = now;
        }
    }

    /**
     * The message that was due didn't get through.
     *
     * @param forGood whether trying again is of no use
     * @param wish milliseconds that the receiver asks to wait; 0 if it doesn't
     * @return the message, if it's given up
     */
    public Optional<Message> failed(boolean forGood, long wish, long now) {
        Message message = waiting.remove().failedOnceMore();
        if (forGood || now - message.since() >= terms.giveUpAfter()) {
            notBefore = Long.MIN_VALUE;
            return Optional.of(message);
        }
        waiting.addFirst(message);
        notBefore = now + Math.max(pause(message.attempts()), Math.min(wish, LONGEST_WISH));
        return Optional.empty();
    }

    /** Doubling from a second to five minutes. */
    private static long pause(int attempts) {
        return Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempts - 1, 20));
    }

    /** How many messages wait. */
    public int size() {
        return waiting.size();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeSigned(notBefore, out);
        Compact.writeUnsigned(waiting.size(), out);
        for (Message message : waiting) {
            message.write(out);
        }
        Compact.writeUnsigned(open.size(), out);
        for (OpenAlert alert : open.values()) {
            alert.write(out);
        }
        Compact.writeUnsigned(heard.size(), out);
        for (Map.Entry<String, String> entry : heard.entrySet()) {
            Compact.writeText(entry.getKey(), out);
            Compact.writeText(entry.getValue(), out);
        }
    }

    /**
     * @param terms of today, whatever they were when it was written
     * @throws IOException if the bytes are of an unknown version
     */
    public static Outbox read(OutboxTerms terms, DataInput in) throws IOException {
        Compact.requireVersion("an outbox", VERSION, in);
        Outbox read = new Outbox(terms);
        read.notBefore = Compact.readSigned(in);
        for (int left = Compact.readSize(in); left > 0; left--) {
            read.waiting.add(Message.read(in));
        }
        for (int left = Compact.readSize(in); left > 0; left--) {
            OpenAlert alert = OpenAlert.read(in);
            read.open.put(alert.newest.alert().getAlertId(), alert);
        }
        for (int left = Compact.readSize(in); left > 0; left--) {
            read.heard.put(Compact.readText(in), Compact.readText(in));
        }
        return read;
    }
}
