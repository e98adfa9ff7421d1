/** The rules that detect misuse of keys. */
@NullMarked
package io.keystile.monitoring.alerts.rules;

import org.jspecify.annotations.NullMarked;
