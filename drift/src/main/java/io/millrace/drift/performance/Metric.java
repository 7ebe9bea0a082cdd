package io.millrace.drift.performance;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The metrics of a window, by the names that they have in records and in pipeline files. */
public enum Metric {
    ACCURACY("accuracy", true, Performance::accuracy),
    AUC("auc", true, Performance::auc),
    AVERAGE_PRECISION("average_precision", true, Performance::averagePrecision),
    BRIER("brier", false, Performance::brier),
    CALIBRATION_ERROR("calibration_error", false, Performance::calibrationError),
    F1("f1", true, Performance::f1),
    KAPPA("kappa", true, Performance::kappa),
    LOG_LOSS("log_loss", false, Performance::logLoss),
    PRECISION("precision", true, Performance::precision),
    RECALL("recall", true, Performance::recall),
    SPECIFICITY("specificity", true, Performance::specificity);

    private final String id;
    private final boolean higherIsBetter;
    private final ToDoubleFunction<Performance> value;

    Metric(String id, boolean higherIsBetter, ToDoubleFunction<Performance> value) {
        this.id = id;
        this.higherIsBetter = higherIsBetter;
        this.value = value;
    }

    public String id() {
        return id;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** NaN if it isn't defined. */
    public double of(Performance performance) {
        return value.applyAsDouble(performance);
    }

    /** By how much a value is worse than another one; negative if it's better. */
    public double loss(double from, double to) {
        return higherIsBetter ? from - to : to - from;
    }

    public static Optional<Metric> of(String id) {
        return Arrays.stream(values()).filter(metric -> metric.id.equals(id)).findFirst();
    }
}
