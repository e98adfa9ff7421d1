/** Finds leaked keys and reacts to them: scanner rules and GitHub secret scanning. */
@NullMarked
package io.keystile.monitoring.leaks;

import org.jspecify.annotations.NullMarked;
