/** What the measurements share; each question has a package of its own, and {@code benchmarks/README.md} lists them. */
@NullMarked
package io.keystile.benchmarks;

import org.jspecify.annotations.NullMarked;
