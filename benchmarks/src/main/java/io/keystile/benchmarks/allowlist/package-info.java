/** The time to look up an address in an allowlist and to parse one, compared with other libraries. */
@NullMarked
package io.keystile.benchmarks.allowlist;

import org.jspecify.annotations.NullMarked;
