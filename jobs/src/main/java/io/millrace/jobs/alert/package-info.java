/**
 * Alerts on their way to people: a job of its own, so that a webhook that's down or slow keeps
 * nothing else waiting. Start with {@link io.millrace.jobs.alert.AlertJob}.
 */
@NullMarked
package io.millrace.jobs.alert;

import org.jspecify.annotations.NullMarked;
