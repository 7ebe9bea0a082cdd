/**
 * A whole environment on this machine: broker, mini cluster and registry. Not in millrace.jar,
 * since a cluster has its own.
 */
@NullMarked
package io.millrace.jobs.embedded;

import org.jspecify.annotations.NullMarked;
