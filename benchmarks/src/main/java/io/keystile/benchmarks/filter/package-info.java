/** What the servlet filter takes from the throughput of a server. */
@NullMarked
package io.keystile.benchmarks.filter;

import org.jspecify.annotations.NullMarked;
