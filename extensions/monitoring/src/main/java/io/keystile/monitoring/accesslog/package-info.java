/** Writes each decision as a line of JSON. */
@NullMarked
package io.keystile.monitoring.accesslog;

import org.jspecify.annotations.NullMarked;
