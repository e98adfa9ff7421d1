/** A flows API that requires a key, for calls with curl. */
@NullMarked
package io.keystile.examples.quickstart;

import org.jspecify.annotations.NullMarked;
