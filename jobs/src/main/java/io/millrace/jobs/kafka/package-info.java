/** The one place that builds Kafka sources and sinks, with the settings that exactly-once needs. */
@NullMarked
package io.millrace.jobs.kafka;

import org.jspecify.annotations.NullMarked;
