/**
 * The job {@code train}: retraining triggers become model versions. {@link
 * io.millrace.jobs.train.TrainJob} is the page to read; how a model is trained and judged is {@code
 * io.millrace.scoring.train}.
 */
@NullMarked
package io.millrace.jobs.train;

import org.jspecify.annotations.NullMarked;
