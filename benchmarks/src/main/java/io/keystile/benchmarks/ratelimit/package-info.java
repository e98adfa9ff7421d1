/** How fast, how accurate and how large the rate limiter is, next to what others take for it. */
@NullMarked
package io.keystile.benchmarks.ratelimit;

import org.jspecify.annotations.NullMarked;
