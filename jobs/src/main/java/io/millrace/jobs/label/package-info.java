/**
 * The job {@code label}: predictions joined with the labels that come later. {@link
 * io.millrace.jobs.label.LabelJob} is the page to read; {@code LabelJoin} is what a label means.
 */
@NullMarked
package io.millrace.jobs.label;

import org.jspecify.annotations.NullMarked;
