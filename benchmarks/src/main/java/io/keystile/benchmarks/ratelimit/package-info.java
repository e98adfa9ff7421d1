/** Speed, accuracy and memory of the rate limiter, compared with other libraries. */
@NullMarked
package io.keystile.benchmarks.ratelimit;

import org.jspecify.annotations.NullMarked;
