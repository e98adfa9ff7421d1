/** Counts the calls of each key, and reports when a key approaches a limit. */
@NullMarked
package io.keystile.monitoring.usage;

import org.jspecify.annotations.NullMarked;
