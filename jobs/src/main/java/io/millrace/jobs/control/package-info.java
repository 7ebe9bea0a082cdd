/**
 * The job {@code control}: the one writer of deployments. {@link
 * io.millrace.jobs.control.ControlJob} is the page to read; what's decided, and why, is {@code
 * io.millrace.registry.lifecycle}.
 */
@NullMarked
package io.millrace.jobs.control;

import org.jspecify.annotations.NullMarked;
