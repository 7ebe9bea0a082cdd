/**
 * Models from elsewhere, and for elsewhere: XGBoost's JSON, and ONNX.
 *
 * <p>A file from elsewhere is read as numbers and compiled to a {@link
 * io.millrace.scoring.ModelArtifact}; nothing in it is run, no other file is opened for it, and
 * what isn't known is refused with a {@link io.millrace.scoring.ArtifactRefusedException} instead
 * of being guessed. Sizes that a file declares are compared with what's there before memory is
 * taken.
 */
@NullMarked
package io.millrace.scoring.exchange;

import org.jspecify.annotations.NullMarked;
