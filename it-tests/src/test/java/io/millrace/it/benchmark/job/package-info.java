/** The jobs that serve is compared with. */
@NullMarked
package io.millrace.it.benchmark.job;

import org.jspecify.annotations.NullMarked;
