/** Commands that run Kafka, the registry and Flink on this machine. Not in millrace.jar. */
@NullMarked
package io.millrace.jobs.cli.local;

import org.jspecify.annotations.NullMarked;
