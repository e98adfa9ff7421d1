/** Limits on how often a key or a workspace may call, and the sliding window that keeps them in memory. */
@NullMarked
package io.keystile.ratelimit;

import org.jspecify.annotations.NullMarked;
