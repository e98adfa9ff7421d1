/** How good the alert rules are: a generated month of traffic with misuse in it, and what they make of it. */
@NullMarked
package io.keystile.benchmarks.alerts;

import org.jspecify.annotations.NullMarked;
