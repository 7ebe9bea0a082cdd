/**
 * Who has signed a command or a version, and what the key's owner may do. Ed25519 of the JDK, over
 * bytes of our own making, so that a field that a later release adds breaks no old signature.
 */
@NullMarked
package io.millrace.registry.signing;

import org.jspecify.annotations.NullMarked;
