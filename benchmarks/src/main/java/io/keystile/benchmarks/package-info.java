/** Code that several benchmarks share. Each question has its own package; {@code benchmarks/README.md} lists them. */
@NullMarked
package io.keystile.benchmarks;

import org.jspecify.annotations.NullMarked;
