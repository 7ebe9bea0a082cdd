/**
 * How a key's events and partial results are laid out in bytes: nothing here knows what a feature
 * means.
 */
@NullMarked
package io.millrace.features.state;

import org.jspecify.annotations.NullMarked;
