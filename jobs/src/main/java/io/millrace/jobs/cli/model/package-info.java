/** What the commands say of published model versions: cards, differences, explanations. */
@NullMarked
package io.millrace.jobs.cli.model;

import org.jspecify.annotations.NullMarked;
