/** The rules that detect unusual use of keys. */
@NullMarked
package io.keystile.monitoring.alerts.rules;

import org.jspecify.annotations.NullMarked;
