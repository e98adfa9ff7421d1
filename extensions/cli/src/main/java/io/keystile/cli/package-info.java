/** The command line {@code keystile}, with one class for each command. */
@NullMarked
package io.keystile.cli;

import org.jspecify.annotations.NullMarked;
