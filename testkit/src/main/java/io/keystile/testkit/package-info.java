/** What every adapter has to send, as tests over a real socket; and what such tests are made of. */
@NullMarked
package io.keystile.testkit;

import org.jspecify.annotations.NullMarked;
