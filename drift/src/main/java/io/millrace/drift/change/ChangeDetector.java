package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Finds out that the mean of a stream of values in [0, 1] has risen. Keeps a bounded state. */
public sealed interface ChangeDetector
        permits Adwin,
                DriftDetectionMethod,
                HoeffdingDetector,
                PageHinkley,
                WeightedHoeffdingDetector {
    /** Raise it with every change of a layout, and go on reading the older ones. */
    byte VERSION = 1;

    /**
     * Adds the next value.
     *
     * @param value in [0, 1]: what the error bounds rest on
     * @return whether the mean has risen
     */
    boolean add(double value);

    /** Forgets everything. */
    void reset();

    Kind kind();

    /** Its state, without its kind. */
    void writeState(DataOutput out) throws IOException;

    /**
     * Which detectors there are, and what they're called. Their order is written: new ones come
     * last.
     */
    enum Kind {
        ADWIN("ADWIN"),
        HDDM_A("HDDM-A"),
        PAGE_HINKLEY("Page-Hinkley"),
        DDM("DDM"),
        HDDM_W("HDDM-W");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Its name in the literature. */
        public String text() {
            return text;
        }

        /** A new one with the settings that are usual. */
        public ChangeDetector create() {
            return switch (this) {
                case ADWIN -> new Adwin();
                case HDDM_A -> new HoeffdingDetector();
                case PAGE_HINKLEY -> new PageHinkley();
                case DDM -> new DriftDetectionMethod();
                case HDDM_W -> new WeightedHoeffdingDetector();
            };
        }
    }

    static void write(ChangeDetector detector, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(detector.kind().ordinal());
        detector.writeState(out);
    }

    /**
     * @throws IOException if the bytes are of an unknown version or kind
     */
    static ChangeDetector read(DataInput in) throws IOException {
        Compact.requireVersion("a change detector", VERSION, in);
        int ordinal = in.readByte();
        if (ordinal < 0 || ordinal >= Kind.values().length) {
            throw new IOException("a change detector of kind " + ordinal);
        }
        return switch (Kind.values()[ordinal]) {
            case ADWIN -> Adwin.readState(in);
            case HDDM_A -> HoeffdingDetector.readState(in);
            case PAGE_HINKLEY -> PageHinkley.readState(in);
            case DDM -> DriftDetectionMethod.readState(in);
            case HDDM_W -> WeightedHoeffdingDetector.readState(in);
        };
    }

    /** The value, if it's in [0, 1]. */
    static double requireLoss(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "a loss of " + value + "; detectors take losses from 0 to 1");
        }
        return value;
    }
}
