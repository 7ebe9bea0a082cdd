/** Which jobs a pipeline has, and how they get onto a cluster. */
@NullMarked
package io.millrace.jobs.launch;

import org.jspecify.annotations.NullMarked;
