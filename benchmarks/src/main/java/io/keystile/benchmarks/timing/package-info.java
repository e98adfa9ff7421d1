/** Whether the time of a denial reveals its reason. */
@NullMarked
package io.keystile.benchmarks.timing;

import org.jspecify.annotations.NullMarked;
