/** A Dropwizard application that needs a key. */
@NullMarked
package io.keystile.examples.dropwizard;

import org.jspecify.annotations.NullMarked;
