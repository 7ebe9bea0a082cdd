/** State as bytes: versions, and numbers that take as few bytes as they need. */
@NullMarked
package io.millrace.drift.codec;

import org.jspecify.annotations.NullMarked;
