package io.millrace.features;

import io.millrace.features.expression.Expr;

/** A feature of the event itself. */
sealed interface DerivedPlan {

    String feature();

    /** The main source's field of the same name. */
    record Copy(String feature) implements DerivedPlan {}

    /** An expression over fields and earlier features. */
    record Compute(String feature, Expr expression) implements DerivedPlan {}
}
