/** How memory and start-up grow: what each key takes, and what the first decision of a process takes. */
@NullMarked
package io.keystile.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
