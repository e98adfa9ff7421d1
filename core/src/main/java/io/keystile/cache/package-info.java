/** Remembers what a store has found. */
@NullMarked
package io.keystile.cache;

import org.jspecify.annotations.NullMarked;
