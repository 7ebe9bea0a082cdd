/**
 * How good a model's answers are, measured against labels. Values agree with scikit-learn's, ties
 * and empty cases are said on each figure.
 */
@NullMarked
package io.millrace.scoring.metrics;

import org.jspecify.annotations.NullMarked;
