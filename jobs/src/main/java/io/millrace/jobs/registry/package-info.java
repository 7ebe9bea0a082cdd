/** Reading the registry's topics to their end, and then following them. */
@NullMarked
package io.millrace.jobs.registry;

import org.jspecify.annotations.NullMarked;
