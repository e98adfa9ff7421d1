/** A flows API that needs a key, to be called with curl. */
@NullMarked
package io.keystile.examples.quickstart;

import org.jspecify.annotations.NullMarked;
