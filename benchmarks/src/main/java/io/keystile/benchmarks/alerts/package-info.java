/** Evaluates the alert rules on a generated month of traffic that contains misuse. */
@NullMarked
package io.keystile.benchmarks.alerts;

import org.jspecify.annotations.NullMarked;
