/**
 * Typed, strict reading of YAML with the place of everything.
 *
 * <p>A {@link io.millrace.schemas.pipeline.yaml.Section} declares its {@link
 * io.millrace.schemas.pipeline.yaml.Key keys}: name, kind, default and documentation in one call;
 * checks, messages and the reference page all come from that declaration. Reading never stops at a
 * mistake: it's reported to the {@link io.millrace.schemas.pipeline.yaml.Reading}, and what stands
 * beside it is read all the same.
 *
 * <p>Values are YAML 1.2's without guessing: {@code NO}, {@code on}, {@code 12:30:00} and {@code
 * 010} are text, and only a key that takes a number reads a number. There is no default
 * constructor: YAML makes nothing but maps, lists and text here.
 */
@NullMarked
package io.millrace.schemas.pipeline.yaml;

import org.jspecify.annotations.NullMarked;
