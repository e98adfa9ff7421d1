/** A Dropwizard application that requires API keys. */
@NullMarked
package io.keystile.examples.dropwizard;

import org.jspecify.annotations.NullMarked;
