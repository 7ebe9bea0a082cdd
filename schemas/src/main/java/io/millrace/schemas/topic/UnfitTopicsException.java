package io.millrace.schemas.topic;

import java.util.List;

/** Topics exist that Millrace can't use as they are; says for each what to do. */
public final class UnfitTopicsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    UnfitTopicsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One for each setting of each topic. */
    public List<String> problems() {
        return problems;
    }
}
