package io.millrace.drift.change;

/**
 * The champion errs more than it did.
 *
 * @param detector that found it
 * @param since event time of the first row after the change, epoch milliseconds
 * @param rowsBefore labelled rows before it that were looked at
 * @param rowsSince labelled rows since then, the first among them
 * @param lossBefore mean loss of the ones
 * @param lossSince mean loss of the others
 */
public record DetectedChange(
        ChangeDetector.Kind detector,
        long since,
        int rowsBefore,
        int rowsSince,
        double lossBefore,
        double lossSince) {}
