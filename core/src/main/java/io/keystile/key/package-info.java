/** The text of keys, their ids and secrets, and the hashes of secrets. */
@NullMarked
package io.keystile.key;

import org.jspecify.annotations.NullMarked;
