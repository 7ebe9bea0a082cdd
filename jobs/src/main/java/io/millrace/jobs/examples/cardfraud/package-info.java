/**
 * The example pipeline's world: customers, merchants, fraudsters, and what goes wrong on the way.
 */
@NullMarked
package io.millrace.jobs.examples.cardfraud;

import org.jspecify.annotations.NullMarked;
