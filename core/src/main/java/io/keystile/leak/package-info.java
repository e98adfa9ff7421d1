/** Finds keys that have leaked, and makes them useless: rules for secret scanners, and what acts on their reports. */
@NullMarked
package io.keystile.leak;

import org.jspecify.annotations.NullMarked;
