/** Finds leaked keys and reacts to them: rules for secret scanners, and GitHub secret scanning. */
@NullMarked
package io.keystile.monitoring.leaks;

import org.jspecify.annotations.NullMarked;
