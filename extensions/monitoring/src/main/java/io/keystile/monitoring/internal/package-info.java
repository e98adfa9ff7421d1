/** Helpers that several packages of this module share. Not exported. */
@NullMarked
package io.keystile.monitoring.internal;

import org.jspecify.annotations.NullMarked;
