/** Alerts on the misuse of keys: the monitor that runs the rules, and the listeners that deliver the alerts. */
@NullMarked
package io.keystile.monitoring.alerts;

import org.jspecify.annotations.NullMarked;
