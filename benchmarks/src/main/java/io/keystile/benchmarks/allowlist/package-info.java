/** What it costs to find an address in an allowlist, and to read it from text, next to what others take for it. */
@NullMarked
package io.keystile.benchmarks.allowlist;

import org.jspecify.annotations.NullMarked;
