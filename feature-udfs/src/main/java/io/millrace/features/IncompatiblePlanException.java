package io.millrace.features;

import java.util.List;

/** State of one feature set can't be carried over to another; the message has every reason. */
public final class IncompatiblePlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IncompatiblePlanException(List<String> reasons) {
        super(
                "the feature set doesn't go with the state that the job starts from: "
                        + String.join("; ", reasons)
                        + ". Undo that, or start without the savepoint and replay");
    }
}
