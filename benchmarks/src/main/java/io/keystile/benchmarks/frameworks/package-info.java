/** What whole frameworks take for their part of one request that is authenticated by an API key. */
@NullMarked
package io.keystile.benchmarks.frameworks;

import org.jspecify.annotations.NullMarked;
