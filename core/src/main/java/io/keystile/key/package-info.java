/** The text of a key, its id, its secret and the hash of its secret. */
@NullMarked
package io.keystile.key;

import org.jspecify.annotations.NullMarked;
