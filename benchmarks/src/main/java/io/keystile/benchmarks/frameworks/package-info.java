/** The time that whole frameworks spend on one request that is authenticated by an API key. */
@NullMarked
package io.keystile.benchmarks.frameworks;

import org.jspecify.annotations.NullMarked;
