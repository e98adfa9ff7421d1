/** Raises alerts on unusual use of keys, and delivers them. */
@NullMarked
package io.keystile.monitoring.alerts;

import org.jspecify.annotations.NullMarked;
