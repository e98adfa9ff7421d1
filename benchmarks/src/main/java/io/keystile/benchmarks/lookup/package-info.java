/** The look-up of a key in a database. */
@NullMarked
package io.keystile.benchmarks.lookup;

import org.jspecify.annotations.NullMarked;
