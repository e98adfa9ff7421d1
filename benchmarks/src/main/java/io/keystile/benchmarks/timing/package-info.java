/** Whether the time that a denial takes tells why. */
@NullMarked
package io.keystile.benchmarks.timing;

import org.jspecify.annotations.NullMarked;
