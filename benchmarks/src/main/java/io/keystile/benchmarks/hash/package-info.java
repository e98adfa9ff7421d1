/** The time to verify a secret, compared with the digest that every implementation needs. */
@NullMarked
package io.keystile.benchmarks.hash;

import org.jspecify.annotations.NullMarked;
