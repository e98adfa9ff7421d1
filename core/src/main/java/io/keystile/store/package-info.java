/** Stores of keys and workspaces. */
@NullMarked
package io.keystile.store;

import org.jspecify.annotations.NullMarked;
