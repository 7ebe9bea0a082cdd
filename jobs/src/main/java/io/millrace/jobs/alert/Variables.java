package io.millrace.jobs.alert;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/** The environment variables of where an operator runs: the only place for secrets. */
interface Variables extends Serializable {

    /** The value of a variable; null if it isn't set. */
    @Nullable String get(String name);
}
