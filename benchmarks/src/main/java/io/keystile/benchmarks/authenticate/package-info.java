/** What one authenticated call costs, from the request's headers to the decision, next to what others take for it. */
@NullMarked
package io.keystile.benchmarks.authenticate;

import org.jspecify.annotations.NullMarked;
