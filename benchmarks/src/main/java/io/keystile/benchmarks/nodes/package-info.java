/** Time, cost, memory and accuracy of limiters whose limits hold for many nodes together, on one Redis server. */
@NullMarked
package io.keystile.benchmarks.nodes;

import org.jspecify.annotations.NullMarked;
