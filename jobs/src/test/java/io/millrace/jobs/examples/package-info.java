/** Tools for settling the examples' settings. */
@NullMarked
package io.millrace.jobs.examples;

import org.jspecify.annotations.NullMarked;
