/** The memory of each key, and the time to the first decision of a process. */
@NullMarked
package io.keystile.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
