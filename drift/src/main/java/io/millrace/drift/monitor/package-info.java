/** One model watched in event time: windows, alerts, retraining decisions. */
@NullMarked
package io.millrace.drift.monitor;

import org.jspecify.annotations.NullMarked;
