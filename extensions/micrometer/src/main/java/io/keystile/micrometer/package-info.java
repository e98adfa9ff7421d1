/** Decisions, store and memory as Micrometer meters. */
@NullMarked
package io.keystile.micrometer;

import org.jspecify.annotations.NullMarked;
