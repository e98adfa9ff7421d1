/** Exports decisions, store calls and memory use as Micrometer meters. */
@NullMarked
package io.keystile.micrometer;

import org.jspecify.annotations.NullMarked;
