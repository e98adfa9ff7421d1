/** What those who listen cost a call. */
@NullMarked
package io.keystile.benchmarks.monitor;

import org.jspecify.annotations.NullMarked;
