/**
 * A whole environment on this machine: broker and mini cluster in this JVM, the schema registry in
 * a child process. Not in millrace.jar, since a cluster has its own.
 *
 * <p>The parts know nothing of each other and are tested each on its own; {@link
 * io.millrace.jobs.embedded.EmbeddedEnvironment} puts them together. All of them listen on the
 * loopback address alone.
 */
@NullMarked
package io.millrace.jobs.embedded;

import org.jspecify.annotations.NullMarked;
