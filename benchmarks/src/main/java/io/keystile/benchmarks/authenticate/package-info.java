/** The time of one authenticated call, from the request's headers to the decision, compared with an alternative. */
@NullMarked
package io.keystile.benchmarks.authenticate;

import org.jspecify.annotations.NullMarked;
