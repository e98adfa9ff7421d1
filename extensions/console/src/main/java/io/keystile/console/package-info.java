/** Pages on which people generate, watch, rotate and revoke API keys, to be mounted in an application. */
@NullMarked
package io.keystile.console;

import org.jspecify.annotations.NullMarked;
