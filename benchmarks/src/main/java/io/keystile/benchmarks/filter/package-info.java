/** The servlet filter's effect on the throughput of a server. */
@NullMarked
package io.keystile.benchmarks.filter;

import org.jspecify.annotations.NullMarked;
