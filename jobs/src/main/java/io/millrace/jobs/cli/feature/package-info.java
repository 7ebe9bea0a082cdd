/** A pipeline's features one by one: what each means in words, and what it's made of. */
@NullMarked
package io.millrace.jobs.cli.feature;

import org.jspecify.annotations.NullMarked;
