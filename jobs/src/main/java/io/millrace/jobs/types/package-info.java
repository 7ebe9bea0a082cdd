/**
 * What travels between operators: hand-written Flink serializers over Millrace's own codecs, so
 * that no job needs Kryo or reflection.
 */
@NullMarked
package io.millrace.jobs.types;

import org.jspecify.annotations.NullMarked;
