/** Writes each decision as a line of JSON, to a file or to a logger. */
@NullMarked
package io.keystile.monitoring.accesslog;

import org.jspecify.annotations.NullMarked;
