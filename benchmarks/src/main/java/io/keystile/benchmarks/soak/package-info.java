/** Does everything that listens stand many ids and addresses for long? */
@NullMarked
package io.keystile.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
