/** Counts the requests of each key, and warns of limits that are nearly reached. */
@NullMarked
package io.keystile.monitoring.usage;

import org.jspecify.annotations.NullMarked;
