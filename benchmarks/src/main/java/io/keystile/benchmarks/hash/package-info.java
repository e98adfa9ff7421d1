/** What the hash of a secret costs, next to the digest that no implementation can leave out. */
@NullMarked
package io.keystile.benchmarks.hash;

import org.jspecify.annotations.NullMarked;
