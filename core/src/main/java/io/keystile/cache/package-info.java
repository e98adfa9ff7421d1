/** Caches the keys that a store has found; not exported. */
@NullMarked
package io.keystile.cache;

import org.jspecify.annotations.NullMarked;
