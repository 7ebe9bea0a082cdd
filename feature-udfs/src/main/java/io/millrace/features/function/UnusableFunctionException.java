package io.millrace.features.function;

import java.util.List;

/** A plan calls a function that isn't there, or that isn't the one it was made with. */
public final class UnusableFunctionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private UnusableFunctionException(String message) {
        super(message);
    }

    static UnusableFunctionException missing(FunctionReference wanted, List<String> problems) {
        return new UnusableFunctionException(
                "the pipeline calls the function "
                        + told(wanted)
                        + ", and it isn't on the class path: put the jar beside the job that"
                        + " the pipeline was checked with"
                        + (problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")"));
    }

    static UnusableFunctionException other(FunctionReference wanted, FunctionReference found) {
        return new UnusableFunctionException(
                "the pipeline was checked with the function "
                        + told(wanted)
                        + ", and the class path has "
                        + told(found)
                        + ": use the same jar, or submit the pipeline again");
    }

    private static String told(FunctionReference reference) {
        return reference.signature() + " version " + reference.version();
    }
}
