/** Two nodes of a flows API that share limits and changes. */
@NullMarked
package io.keystile.examples.twonodes;

import org.jspecify.annotations.NullMarked;
