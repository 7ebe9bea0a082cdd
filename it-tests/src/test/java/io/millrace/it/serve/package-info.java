/** The serve job on a real cluster, looked at from outside. */
@NullMarked
package io.millrace.it.serve;

import org.jspecify.annotations.NullMarked;
